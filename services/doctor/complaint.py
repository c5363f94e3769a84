"""What a pasted error says."""

from dataclasses import dataclass

from services.doctor.failed_reply import failed_reply
from services.doctor.named_senders import NamedSender, named_region, named_senders, named_user
from services.doctor.pasted_text import readable
from services.smtp.meaning import Actor, Kind


@dataclass(frozen=True)
class Complaint:
    """An error of an SMTP server or of a mail program, as a mail program or a log shows it."""

    kind: Kind
    actor: Actor
    says: str
    """What it means."""
    next_step: str
    code: int
    """The SMTP reply code; 0 where none was found."""
    enhanced: str
    """The enhanced status code (RFC 3463); empty where none was found."""
    text: str
    """The reply itself, safe to draw; empty where none was found."""
    senders: tuple[NamedSender, ...]
    """The sender addresses that it's about."""
    user_ocid: str
    """The user that it names, in an SMTP user name for example."""
    region: str
    """The region of the SMTP server that it names."""


def parse_complaint(message: str) -> Complaint:
    """What an error message says, with whatever surrounds it in a log."""
    text = readable(message)
    failed = failed_reply(text)
    return Complaint(
        failed.meaning.kind,
        failed.meaning.actor,
        failed.meaning.says,
        failed.meaning.next_step,
        failed.code,
        failed.enhanced,
        failed.evidence,
        named_senders(text, failed),
        named_user(text, failed),
        named_region(text, failed),
    )
