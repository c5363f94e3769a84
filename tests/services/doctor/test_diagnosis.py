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


def test_its_statement_fixes_it(ask: Ask, tenancy: Tenancy, smtp_server: SmtpServer) -> None:
    assert sent(smtp_server, tenancy, "status.page", "orders@example.com") is SmtpOutcome.SENDER_REFUSED
    fix = cause(ask("orders@example.com", "status.page"), "verb-too-weak").fix
    assert isinstance(fix, CreateStatement)
    details = oci.identity.models.CreatePolicyDetails(
        compartment_id=fix.compartment, name="fix", description="by a test", statements=[fix.text]
    )
    identity(tenancy).create_policy(details)
    assert ask("orders@example.com", "status.page").verdict is PolicyAnswer.ALLOWED
    assert sent(smtp_server, tenancy, "status.page", "orders@example.com") is SmtpOutcome.WORKS


def test_its_group_fixes_it(ask: Ask, tenancy: Tenancy, smtp_server: SmtpServer) -> None:
    fix = cause(ask("newsletter@example.com", "shop.mailer"), "user-not-in-group").fix
    assert isinstance(fix, AddToGroup)
    details = oci.identity.models.AddUserToGroupDetails(user_id=fix.user.ocid, group_id=fix.group_ocid)
    identity(tenancy).add_user_to_group(details)
    assert ask("newsletter@example.com", "shop.mailer").verdict is PolicyAnswer.ALLOWED
    assert sent(smtp_server, tenancy, "shop.mailer", "newsletter@example.com") is SmtpOutcome.WORKS


def test_a_pasted_line_is_enough(ask: Ask) -> None:
    report = ask(user="helpdesk.agent", message=ENVELOPE)
    assert "user-not-in-group" in codes(report)


def test_a_pasted_line_that_names_the_user_is_enough_by_itself(ask: Ask, tenancy: Tenancy) -> None:
    report = ask(message=f"{ENVELOPE} ({tenancy.user_ocid('status.page')}@ocid1.tenancy.oc1..x.sc.com)")
    assert "verb-too-weak" in codes(report)


def test_without_a_user_it_does_not_say_allowed(ask: Ask) -> None:
    assert ask("orders@example.com").verdict is PolicyAnswer.UNDECIDED
    assert ask("nobody@example.com").verdict is PolicyAnswer.REFUSED


def test_a_rejection_that_no_longer_applies_is_reported_as_such(ask: Ask) -> None:
    report = ask(user="shop.mailer", message=ENVELOPE)
    assert (report.verdict, codes(report)) == (PolicyAnswer.ALLOWED, ["allowed-now"])


def test_a_rejected_password_leads_to_the_credential(ask: Ask) -> None:
    report = ask(user="shop.mailer", message="535 Authentication failed")
    assert (report.verdict, codes(report)) == (PolicyAnswer.UNDECIDED, ["credential-wrong"])
    assert codes(ask(user="readonly.kiosk", message="535 Authentication failed"))[0] == "capability-off"


def test_a_throttle_is_no_fault_of_anyone(ask: Ask) -> None:
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


def test_checks_come_one_by_one_in_oracles_order(session: Session, tenancy: Tenancy) -> None:
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
        ({"message": "hello"}, "Specify the sender (the envelope From) and the user who owns the credential."),
        ({"sender": "orders@example.com"}, "Specify the user who owns the credential."),
        ({"user": "shop.mailer"}, "Specify the sender (the envelope From)."),
    ],
)
def test_half_a_question_is_told_what_it_lacks(ask: Ask, asked: dict[str, str], told: str) -> None:
    report = ask(**asked)
    assert (report.verdict, codes(report)) == (PolicyAnswer.UNDECIDED, ["question-incomplete"])
    advice = cause(report, "question-incomplete").fix
    assert isinstance(advice, Advice)
    assert advice.text == told


def test_what_was_asked_goes_before_the_error_and_that_is_said(ask: Ask, tenancy: Tenancy) -> None:
    other = tenancy.user_ocid("sandbox.bot")
    error = f"535 Authorization failed: Envelope From address bot@dev.example.com not authorized ({other})"
    report = ask("orders@example.com", "shop.mailer", error)
    assert codes(report)[:2] == ["sender-differs", "user-differs"]
    assert "bot@dev.example.com" in cause(report, "sender-differs").detail
    assert report.verdict is PolicyAnswer.ALLOWED


def test_what_is_no_address_is_not_proposed_as_a_sender(ask: Ask) -> None:
    report = ask("orders", "shop.mailer")
    assert (report.verdict, codes(report)) == (PolicyAnswer.UNDECIDED, ["sender-no-address"])
