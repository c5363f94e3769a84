"""What the doctor says of whether accepted mail arrives."""

from dataclasses import replace

import pytest

from services.api.session import Session
from services.demo.store.senders import Dkim
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.doctor import arrival
from services.doctor.arrival_checks import check_domain, check_limits, in_short
from services.doctor.diagnosis import Question, diagnose
from services.doctor.fixes import PublishRecord
from services.doctor.report import Check, Finding, Report
from services.policy.decision import PolicyAnswer
from services.resources.email_domains import Dkim as FoundDkim
from services.resources.email_domains import EmailDomain, SenderDomain
from services.resources.sending_limits import SendingLimits
from tests.services.doctor.questions import cause, codes

REPLY = "254 4.7.1 Suppression for user ocid1.user.oc1..aaaaexample"


@pytest.fixture
def ask_about_mail(session: Session) -> "Ask":
    """Asks the doctor about mail of the web shop's user, and whether it arrives."""
    return Ask(session)


class Ask:
    """Asks the doctor about mail of the web shop's user."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(self, sender: str = "orders@example.com", recipient: str = "", message: str = "") -> Report:
        directory = ClassicDirectory(self._session)
        question = Question(sender, directory.find("shop.mailer"), message, recipient)
        return diagnose(self._session, directory, question)


def check(report: Report, code: str) -> Check:
    (found,) = [each for each in report.checks if each.code == code]
    return found


def test_mail_without_problems_has_no_notes(ask_about_mail: Ask) -> None:
    report = ask_about_mail(recipient="someone@example.org")
    assert (report.verdict, codes(report)) == (PolicyAnswer.ALLOWED, [])
    assert check(report, "recipient").detail == "someone@example.org isn't on the suppression list."
    assert check(report, "dkim").detail == "OCI signs mail from example.com with the DKIM key acme-iad-202401."
    assert check(report, "spf").detail == "OCI sees SPF for example.com."
    assert check(report, "limits").detail == (
        "Limits in us-ashburn-1: 50,000 emails a day, 600 emails a minute, 2,097,152 bytes a message."
    )


def test_the_arrival_checks_come_last(ask_about_mail: Ask) -> None:
    report = ask_about_mail(recipient="someone@example.org")
    assert [each.code for each in report.checks][-5:] == ["recipient", "email-domain", "dkim", "spf", "limits"]


def test_a_dkim_key_that_is_not_active_is_a_note_with_the_dns_record(ask_about_mail: Ask) -> None:
    report = ask_about_mail("partners@dev.example.com")
    found = cause(report, "dkim-not-active")
    assert found.finding is Finding.NOTE
    assert found.detail == "The DKIM key acme-iad-202401 of dev.example.com is NEEDS_ATTENTION."
    assert found.fix == PublishRecord(
        "CNAME",
        "acme-iad-202401._domainkey.dev.example.com",
        "acme-iad-202401.dev.example.com.dkim.iad1.oracleemaildelivery.com",
    )
    assert found.as_json()["fix"] == {
        "action": "publish-record",
        "description": "In DNS, publish this CNAME record: acme-iad-202401._domainkey.dev.example.com"
        " acme-iad-202401.dev.example.com.dkim.iad1.oracleemaildelivery.com",
        "type": "CNAME",
        "name": "acme-iad-202401._domainkey.dev.example.com",
        "value": "acme-iad-202401.dev.example.com.dkim.iad1.oracleemaildelivery.com",
    }
    assert cause(report, "spf-not-seen").detail == "OCI doesn't see SPF for dev.example.com."


def test_a_missing_dkim_key_and_a_missing_email_domain_are_reported(ask_about_mail: Ask, tenancy: Tenancy) -> None:
    domains = tenancy.world.senders.domains
    domains[:] = [replace(domain, dkim=None, keys=(), is_spf=None) for domain in domains]
    report = ask_about_mail()
    assert (report.verdict, codes(report)) == (PolicyAnswer.ALLOWED, ["dkim-missing", "spf-unknown"])
    domains.clear()
    report = ask_about_mail()
    assert (report.verdict, codes(report)) == (PolicyAnswer.ALLOWED, ["email-domain-missing", "spf-unknown"])


@pytest.mark.parametrize("state", ["DELETED", "DELETING"])
def test_a_deleted_dkim_key_is_reported_as_missing(ask_about_mail: Ask, tenancy: Tenancy, state: str) -> None:
    domains = tenancy.world.senders.domains
    gone = Dkim("ocid1.emaildkim.gone", "old", state, tenancy.world.now())
    domains[:] = [replace(domain, dkim=None, keys=(gone,)) for domain in domains]
    assert codes(ask_about_mail()) == ["dkim-missing"]


def test_unreadable_arrival_data_is_reported_as_unreadable_and_not_as_ok(ask_about_mail: Ask, tenancy: Tenancy) -> None:
    for operation in ("get_email_domain", "list_suppressions", "list_limit_values"):
        tenancy.faults.add("404", operation)
    report = ask_about_mail(recipient="someone@example.org")
    assert report.verdict is PolicyAnswer.ALLOWED
    assert codes(report) == ["suppressions-unreadable", "email-domain-unreadable", "limits-unreadable"]
    assert not {"recipient", "dkim", "spf", "limits"} & {each.code for each in report.checks}
    assert "unknown" in cause(report, "suppressions-unreadable").detail


def test_dkim_keys_that_cannot_be_read_are_reported_as_unreadable(ask_about_mail: Ask, tenancy: Tenancy) -> None:
    tenancy.faults.add("404", "list_dkims")
    found = cause(ask_about_mail(), "dkim-unreadable")
    assert found.detail == "Can't read all DKIM keys of example.com. OCI names an active one."


def test_a_suppressed_recipient_is_a_note_with_the_reason(ask_about_mail: Ask) -> None:
    report = ask_about_mail(recipient="bounced@example.net")
    found = cause(report, "recipient-suppressed")
    assert (report.verdict, found.finding) == (PolicyAnswer.ALLOWED, Finding.NOTE)
    assert "(hard bounce)" in found.detail
    assert "OCI accepts mail to it, and doesn't deliver it." in found.detail
    assert "error: 550 5.1.1 <bounced@example.net>: User unknown" in found.evidence


def test_the_suppressed_recipient_explains_the_reply_254(ask_about_mail: Ask) -> None:
    report = ask_about_mail(recipient="bounced@example.net", message=REPLY)
    assert (report.verdict, cause(report, "recipient-suppressed").finding) == (PolicyAnswer.REFUSED, Finding.FAULT)


def test_the_reply_254_without_its_recipient_stays_undecided(ask_about_mail: Ask) -> None:
    report = ask_about_mail(message=REPLY)
    assert report.verdict is PolicyAnswer.UNDECIDED
    assert cause(report, "recipient-unknown").detail.startswith("OCI accepted the message, and didn't deliver it.")


@pytest.mark.parametrize("is_readable", [True, False])
def test_the_reply_254_stays_undecided_when_no_suppression_is_found(
    ask_about_mail: Ask, tenancy: Tenancy, is_readable: bool
) -> None:
    if not is_readable:
        tenancy.faults.add("404", "list_suppressions")
    assert ask_about_mail(recipient="someone@example.org", message=REPLY).verdict is PolicyAnswer.UNDECIDED


def test_a_recipient_without_a_sender_or_user_is_checked(session: Session) -> None:
    report = diagnose(session, ClassicDirectory(session), Question(recipient="bounced@example.net"))
    assert "recipient-suppressed" in codes(report)


def test_the_verdict_is_reported_before_the_arrival_checks(session: Session) -> None:
    directory = ClassicDirectory(session)
    question = Question("orders@example.com", directory.find("shop.mailer"))
    told: list[Report] = []
    whole = diagnose(session, directory, question, on_verdict=told.append)
    assert [each.code for each in told[0].checks] == ["sender", "sender-state", "policy", "user"]
    assert (told[0].verdict, len(whole.checks)) == (PolicyAnswer.ALLOWED, 8)


def test_a_slow_answer_about_limits_is_reported_as_unreadable(
    ask_about_mail: Ask, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrival, "PATIENCE_SECONDS", 0)
    tenancy.latencies["list_limit_values"] = 20
    found = cause(ask_about_mail(), "limits-unreadable")
    tenancy.close()
    assert "OCI didn't answer" in found.evidence[0]


OK = Check("recipient", Finding.OK, "Not suppressed.")
SIGNED = Check("dkim", Finding.OK, "Signed.")
PENDING = Check("dkim-not-active", Finding.NOTE, "Pending.")
NO_SPF = Check("spf-not-seen", Finding.NOTE, "No SPF.")
SUPPRESSED = Check("recipient-suppressed", Finding.NOTE, "Suppressed.")


@pytest.mark.parametrize(
    ("checks", "told"),
    [
        ((), ""),
        ((OK, SIGNED), "Not suppressed. Signed."),
        ((OK, SIGNED, PENDING), "Not suppressed. Signed."),
        ((OK, PENDING), "Pending."),
        ((SUPPRESSED, PENDING, NO_SPF), "Suppressed. Pending."),
    ],
)
def test_the_short_text_has_two_problems_or_else_the_ok_checks(checks: tuple[Check, ...], told: str) -> None:
    assert in_short(checks) == told


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (SendingLimits(), ["OCI doesn't name these limits: max-emails-day, sendrate, max-message-size."]),
        (
            SendingLimits(0, 10, None),
            [
                "Limits in us-ashburn-1: 0 emails a day, 10 emails a minute.",
                "OCI doesn't name these limits: max-message-size.",
                "The limit max-emails-day in us-ashburn-1 is 0.",
            ],
        ),
    ],
)
def test_missing_limits_and_limits_of_zero_are_reported(limits: SendingLimits, said: list[str]) -> None:
    assert [each.detail for each in check_limits("us-ashburn-1", limits)] == said


@pytest.mark.parametrize(
    ("key", "detail", "fix"),
    [
        (
            FoundDkim("ocid1.a", "s1", "CREATING", record="s1._domainkey.a.example", txt="v=DKIM1; p=abc"),
            "The DKIM key s1 of a.example is CREATING.",
            "In DNS, publish this TXT record: s1._domainkey.a.example v=DKIM1; p=abc",
        ),
        (
            FoundDkim("ocid1.a", "s1", "NEEDS_ATTENTION"),
            "The DKIM key s1 of a.example is NEEDS_ATTENTION.",
            "See the record of this DKIM key in the Console (Email Delivery › Email Domains).",
        ),
        (
            FoundDkim("ocid1.a", "s1", "FAILED", record="n", cname="v"),
            "The DKIM key s1 of a.example is FAILED.",
            None,
        ),
        (FoundDkim("ocid1.a", "s1", "ACTIVE"), "The DKIM key s1 of a.example is ACTIVE, but doesn't sign.", None),
        (FoundDkim("ocid1.a", "s1", ""), "The DKIM key s1 of a.example is in an unknown state.", None),
    ],
)
def test_a_dkim_key_that_does_not_sign_is_reported_with_its_state_and_fix(
    key: FoundDkim, detail: str, fix: str | None
) -> None:
    found = SenderDomain(EmailDomain("ocid1.d", "a.example", "ACTIVE"), True, (key,))
    checks = [each for each in check_domain("a.example", found) if each.code == "dkim-not-active"]
    assert [each.detail for each in checks] == [detail]
    assert (checks[0].fix.describe() if checks[0].fix else None) == fix
