import json
from typing import Any

import oci
import pytest

from services.api.session import Session
from services.demo.account import DemoAccount
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from services.demo.transport import mount
from services.directory.classic import ClassicDirectory
from services.doctor.diagnosis import Question, diagnose
from services.doctor.fixes import AddToGroup, Advice, CreateStatement
from services.doctor.report import Check
from services.doctor.tenancy_snapshot import look_around
from services.model.secret import Secret
from services.policy.decision import PolicyAnswer
from services.smtp.probe import Login, try_login
from services.smtp.result import SmtpOutcome
from tests.services.demo.clients import sdk_client
from tests.services.doctor.questions import Ask, cause, codes

ENVELOPE = "535 Authorization failed: Envelope From address orders@example.com not authorized"


def sent(server: SmtpServer, tenancy: Tenancy, user: str, sender: str) -> SmtpOutcome:
    """What the SMTP server says to a login and an envelope."""
    (credential, *_) = tenancy.credentials(tenancy.user_ocid(user))
    login = Login(server.tls, credential.user_name, Secret(credential.password), sender)
    return try_login(login, trust=server.trust).outcome


def identity(tenancy: Tenancy) -> Any:
    client = sdk_client(oci.identity.IdentityClient, DemoAccount(tenancy))
    mount(client.base_client.session, tenancy)
    return client


def test_creating_the_proposed_policy_statement_fixes_the_rejection(
    ask: Ask, tenancy: Tenancy, smtp_server: SmtpServer
) -> None:
    assert sent(smtp_server, tenancy, "status.page", "orders@example.com") is SmtpOutcome.SENDER_REFUSED
    fix = cause(ask("orders@example.com", "status.page"), "verb-too-weak").fix
    assert isinstance(fix, CreateStatement)
    details = oci.identity.models.CreatePolicyDetails(
        compartment_id=fix.compartment, name="fix", description="by a test", statements=[fix.text]
    )
    identity(tenancy).create_policy(details)
    assert ask("orders@example.com", "status.page").verdict is PolicyAnswer.ALLOWED
    assert sent(smtp_server, tenancy, "status.page", "orders@example.com") is SmtpOutcome.WORKS


def test_adding_the_user_to_the_proposed_group_fixes_the_rejection(
    ask: Ask, tenancy: Tenancy, smtp_server: SmtpServer
) -> None:
    fix = cause(ask("newsletter@example.com", "shop.mailer"), "user-not-in-group").fix
    assert isinstance(fix, AddToGroup)
    details = oci.identity.models.AddUserToGroupDetails(user_id=fix.user.ocid, group_id=fix.group_ocid)
    identity(tenancy).add_user_to_group(details)
    assert ask("newsletter@example.com", "shop.mailer").verdict is PolicyAnswer.ALLOWED
    assert sent(smtp_server, tenancy, "shop.mailer", "newsletter@example.com") is SmtpOutcome.WORKS


def test_a_pasted_line_and_a_user_are_enough_for_a_diagnosis(ask: Ask) -> None:
    report = ask(user="helpdesk.agent", message=ENVELOPE)
    assert "rejected the envelope From orders@example.com" in cause(report, "reply-authorization").detail
    assert "user-not-in-group" in codes(report)


def test_a_pasted_line_that_names_the_user_is_enough_by_itself(ask: Ask, tenancy: Tenancy) -> None:
    report = ask(message=f"{ENVELOPE} ({tenancy.user_ocid('status.page')}@ocid1.tenancy.oc1..x.sc.com)")
    assert "verb-too-weak" in codes(report)


def test_a_question_without_a_user_is_not_answered_with_allowed(ask: Ask) -> None:
    assert ask("orders@example.com").verdict is PolicyAnswer.UNDECIDED
    assert ask("nobody@example.com").verdict is PolicyAnswer.REFUSED


def test_a_rejection_that_no_longer_applies_is_reported_as_such(ask: Ask) -> None:
    report = ask(user="shop.mailer", message=ENVELOPE)
    assert (report.verdict, codes(report)) == (PolicyAnswer.ALLOWED, ["reply-authorization", "allowed-now"])


def test_a_rejected_password_reports_the_credential_or_the_user_capability(ask: Ask) -> None:
    report = ask(user="shop.mailer", message="535 Authentication credentials invalid")
    assert (report.verdict, codes(report)) == (PolicyAnswer.UNDECIDED, ["reply-authentication", "credential-wrong"])
    report = ask(user="readonly.kiosk", message="535 Authentication credentials invalid")
    assert codes(report)[:2] == ["reply-authentication", "capability-off"]


@pytest.mark.parametrize("operation", ["", "list_smtp_credentials"])
def test_a_rejected_password_is_undecided_without_a_readable_credential(
    ask: Ask, tenancy: Tenancy, operation: str
) -> None:
    """Neither where the user has no credential, nor where we can't see it."""
    if operation:
        tenancy.faults.add("404", operation, times=0)
    else:
        for credential in tenancy.credentials(tenancy.user_ocid("shop.mailer")):
            tenancy.world.credentials.remove(credential)
    report = ask("orders@example.com", "shop.mailer", "535 Authentication credentials invalid")
    assert report.verdict is PolicyAnswer.UNDECIDED


def test_a_throttle_reply_does_not_change_an_allowed_verdict(ask: Ask) -> None:
    report = ask("orders@example.com", "shop.mailer", "421 Too many auth failures, try again later")
    assert (report.verdict, codes(report)) == (PolicyAnswer.ALLOWED, ["reply-throttled"])


def test_the_json_has_its_documented_shape(ask: Ask) -> None:
    refused = json.loads(json.dumps(ask("orders@example.com", "helpdesk.agent").as_json()))
    assert set(refused) == {"verdict", "causes", "statement"}
    assert (refused["verdict"], refused["statement"]) == ("refused", None)
    for found in refused["causes"]:
        assert set(found) == {"code", "detail", "evidence", "fix"}
    assert refused["causes"][0]["fix"]["action"] == "add-to-group"
    allowed = ask("orders@example.com", "shop.mailer").as_json()
    assert (allowed["verdict"], allowed["causes"]) == ("allowed", [])
    assert str(allowed["statement"]).startswith("Allow group MailSenders")


def test_checks_are_reported_one_by_one_in_order(session: Session, tenancy: Tenancy) -> None:
    seen: list[Check] = []
    steps: list[tuple[str, int, int]] = []
    here = look_around(session, lambda what, done, of: steps.append((what, done, of)))
    directory = ClassicDirectory(session)
    question = Question("orders@example.com", directory.find("shop.mailer"))
    report = diagnose(session, directory, question, here, seen.append)
    assert tuple(seen) == report.checks
    decides, arrives = ["sender", "sender-state", "policy", "user"], ["email-domain", "dkim", "spf", "limits"]
    assert [check.code for check in seen] == decides + arrives
    assert [step[0] for step in steps] == sorted(
        (step[0] for step in steps), key=["compartments", "approved senders", "policies"].index
    )
    assert steps[-1][1] == steps[-1][2] == len(list(here.tree))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"sender": "orders@example.com"}, "Specify the user who owns the credential."),
        ({"user": "shop.mailer"}, "Specify the sender (the envelope From)."),
    ],
)
def test_an_incomplete_question_is_undecided_and_names_the_missing_part(
    ask: Ask, asked: dict[str, str], told: str
) -> None:
    report = ask(**asked)
    assert (report.verdict, codes(report)) == (PolicyAnswer.UNDECIDED, ["question-incomplete"])
    advice = cause(report, "question-incomplete").fix
    assert isinstance(advice, Advice)
    assert advice.text == told


def test_an_unrecognized_error_text_is_undecided(ask: Ask) -> None:
    report = ask("orders@example.com", "shop.mailer", "hello")
    assert (report.verdict, codes(report)) == (PolicyAnswer.UNDECIDED, ["reply-unrecognized"])
    assert report.allowing is None
    assert codes(ask(message="hello")) == ["reply-unrecognized", "question-incomplete"]


@pytest.mark.parametrize(
    ("message", "code", "verdict"),
    [
        ("552 Exceeds byte limit", "reply-message-size", PolicyAnswer.REFUSED),
        ("535 Authentication required", "reply-not-authenticated", PolicyAnswer.REFUSED),
        ("530 Must issue a STARTTLS command first", "reply-starttls-required", PolicyAnswer.REFUSED),
        ("SSL routines:ssl3_get_record:wrong version number", "reply-tls-mode", PolicyAnswer.REFUSED),
        ("connect ECONNREFUSED 192.0.2.1:587", "reply-connection-refused", PolicyAnswer.REFUSED),
        ("451 Server error", "reply-server-error", PolicyAnswer.ALLOWED),
        ("Connection unexpectedly closed", "reply-connection-lost", PolicyAnswer.UNDECIDED),
        ("550 5.1.1 No such user", "reply-other", PolicyAnswer.UNDECIDED),
    ],
)
def test_an_error_that_is_not_about_the_sender_is_reported_with_its_verdict(
    ask: Ask, message: str, code: str, verdict: PolicyAnswer
) -> None:
    report = ask("orders@example.com", "shop.mailer", message)
    assert (report.verdict, codes(report)) == (verdict, [code])
    assert cause(report, code).evidence
    assert [check.code for check in report.checks][1:5] == ["sender", "sender-state", "policy", "user"]


def test_the_senders_of_the_question_and_of_the_error_are_both_checked(ask: Ask, tenancy: Tenancy) -> None:
    other = tenancy.user_ocid("sandbox.bot")
    error = f"535 Authorization failed: Header From address bot@dev.example.com not authorized ({other})"
    report = ask("orders@example.com", "shop.mailer", error)
    assert codes(report)[:2] == ["sender-differs", "user-differs"]
    assert "header From bot@dev.example.com" in cause(report, "sender-differs").detail
    assert report.verdict is PolicyAnswer.REFUSED
    told = [check.detail for check in report.checks if check.code in ("policy", "condition-not-met")]
    assert told[0].startswith("Envelope From orders@example.com: A policy allows")
    assert told[1].startswith("Header From bot@dev.example.com: ")


def test_a_header_from_in_the_text_is_checked_besides_the_rejected_address(ask: Ask) -> None:
    report = ask(user="shop.mailer", message=f"{ENVELOPE}\n\nFrom: Nobody <nobody@example.com>\n")
    missing = cause(report, "sender-missing")
    assert missing.detail.startswith("Header From nobody@example.com: ")
    assert report.verdict is PolicyAnswer.REFUSED


def test_the_region_of_the_server_in_the_error_is_checked(ask: Ask) -> None:
    rejected = "535 Authorization failed: address rundbrief@example.de not authorized"
    host = "smtp.email.{}.oci.oraclecloud.com"
    report = ask(user="newsletter.sender", message=f"{host.format('eu-frankfurt-1')} said: {rejected}")
    assert "eu-frankfurt-1" in cause(report, "region-differs").detail
    assert "sender-other-region" not in codes(report)
    report = ask("orders@example.com", "shop.mailer", f"{host.format('xx-nowhere-1')} said: 451 Server error")
    assert (report.verdict, codes(report)[1]) == (PolicyAnswer.UNDECIDED, "region-differs")


def test_a_sender_that_is_not_an_address_is_reported_and_undecided(ask: Ask) -> None:
    report = ask("orders", "shop.mailer")
    assert (report.verdict, codes(report)) == (PolicyAnswer.UNDECIDED, ["sender-no-address"])
