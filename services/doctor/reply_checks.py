"""What a pasted error comes to by itself, and how it differs from what was asked."""

from collections.abc import Iterator

from services.api.session import Session
from services.doctor.complaint import Complaint
from services.doctor.fixes import Advice
from services.doctor.report import Check, Finding
from services.model.errors import OciSmtpError
from services.model.values import User
from services.smtp.meaning import Actor, Kind

_FINDINGS = {
    Actor.APPLICATION: Finding.FAULT,
    Actor.ADMINISTRATOR: Finding.NOTE,
    Actor.TIME: Finding.NOTE,
    Actor.UNKNOWN: Finding.UNKNOWN,
}
"""What the tenancy has, the other checks read. No check but this one sees the mail program's settings."""

_CHECKED = (Kind.AUTHORIZATION, Kind.AUTHENTICATION)
"""What the other checks find the cause of, so that no advice is needed here."""


def check_reply(complaint: Complaint) -> Check:
    """What the error means, with the reply as evidence. An error that isn't understood leaves the verdict open."""
    code, finding = f"reply-{complaint.kind.value}", _FINDINGS[complaint.actor]
    if finding is Finding.NOTE and complaint.kind in _CHECKED:
        return Check(code, finding, _rejection(complaint), _evidence(complaint))
    return Check(code, finding, complaint.says, _evidence(complaint), Advice(complaint.next_step))


def _rejection(complaint: Complaint) -> str:
    if complaint.kind is Kind.AUTHENTICATION:
        return "Email Delivery rejected the sign-in: the user name, password, or credential."
    named = [f"{each.role.value} {each.address}" for each in complaint.senders if each.address in complaint.text]
    return (
        f"Email Delivery rejected the {(*named, 'sender')[0]}: it isn't approved, or no policy allows the user to send."
    )


def is_for_other_checks(complaint: Complaint) -> bool:
    """Whether the reply's own check doesn't explain the error."""
    return complaint.kind in (*_CHECKED, Kind.OTHER, Kind.UNRECOGNIZED)


def check_question(sender: str, user: User | None, complaint: Complaint) -> Iterator[Check]:
    """Say where the error is about another sender or user than the question."""
    others = [each for each in complaint.senders if sender and each.address.casefold() != sender.casefold()]
    for other in others:
        detail = f"The error has the {other.role.value} {other.address}, but you asked about {sender}. Checking both."
        yield Check("sender-differs", Finding.NOTE, detail, _evidence(complaint))
    if user and complaint.user_ocid and user.ocid != complaint.user_ocid:
        detail = f"The error is about another user. Checking {user.name}, as you asked."
        advice = Advice("To check the user in the error, clear the user.")
        yield Check("user-differs", Finding.NOTE, detail, (complaint.user_ocid,), advice)


def in_region_of(complaint: Complaint, session: Session) -> tuple[Check, Session]:
    """The session in the region of the server that the error names, where the tenancy has that region."""
    region, told = complaint.region, f"The error names the SMTP server of {complaint.region}"
    if _has_region(session, region):
        detail = f"{told}. Checking that region, not {session.region}."
        return Check("region-differs", Finding.NOTE, detail), session.in_region(region)
    detail = f"{told}, which can't be checked from here. Approved senders are regional."
    advice = Advice(f"Check the server name in the mail program. Here, it's the server of {session.region}.")
    return Check("region-differs", Finding.UNKNOWN, detail, (), advice), session


def _has_region(session: Session, region: str) -> bool:
    if session.options.email_endpoint:
        return False  # the one endpoint would answer for every region
    try:
        return any(each.region_name == region for each in session.subscriptions())
    except OciSmtpError:
        return False


def check_now(complaint: Complaint) -> Check:
    """What remains where a sender was rejected, and all that we can read allows it."""
    detail = (
        "The policies allow it. If the error is recent: a new sender or policy can take minutes to take effect, the"
        " From header must also be an approved sender, or the application might use another user's credential or"
        " another region."
    )
    return Check("allowed-now", Finding.NOTE, detail, _evidence(complaint))


def _evidence(complaint: Complaint) -> tuple[str, ...]:
    return (complaint.text,) if complaint.text else ()
