"""A message, sent on purpose only."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from services.model.secret import Secret
from services.model.values import Endpoint
from services.smtp.channel import Trust
from services.smtp.conversation import Conversation, ConversationStoppedError
from services.smtp.probe import check_address
from services.smtp.result import SmtpOutcome, SmtpResult, SmtpStage

_TEXT = """\
This is a test message from oci-smtp.

It was sent through OCI Email Delivery with an SMTP credential.
"""


@dataclass(frozen=True)
class Submission:
    """Who writes to whom, through which endpoint, with which credential."""

    endpoint: Endpoint
    user_name: str
    password: Secret
    sender: str
    recipient: str


class TestMessage(Submission):
    """A message that only shows that it arrives."""

    __test__ = False  # pytest takes the name for a test


def send_test_message(message: TestMessage, *, trust: Trust | None = None) -> SmtpResult:
    """Send one test message, once.

    Raises:
        UsageError: sender or recipient cannot be an address.
    """
    return hand_in(message, lambda: _text(message), trust=trust)


def hand_in(message: Submission, text: Callable[[], str], *, trust: Trust | None = None) -> SmtpResult:
    """Send one message, once, with the whole conversation in the result. Accepted is not yet delivered.

    `text` is called once the addresses are known to be good, for headers and body.

    Raises:
        UsageError: sender or recipient cannot be an address.
    """
    check_address(message.sender)
    check_address(message.recipient)
    with Conversation(message.endpoint, message.user_name, message.password, trust) as talk:
        try:
            talk.open()
            talk.log_in()
            talk.envelope(message.sender, message.recipient)
            reply = talk.data(text())
        except ConversationStoppedError as stopped:
            result = stopped.result
        else:
            says = f"Email Delivery accepted the message to {message.recipient}."
            result = talk.result(
                SmtpOutcome.WORKS, says, "Check the mailbox and its spam folder.", SmtpStage.DATA, reply
            )
    return replace(result, conversation=talk.lines)


def _text(message: TestMessage) -> str:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = message.sender
    mail["To"] = message.recipient
    mail["Subject"] = "Test message from oci-smtp"
    mail["Date"] = format_datetime(datetime.now(timezone.utc))
    mail["Message-ID"] = make_msgid(domain=message.sender.rpartition("@")[2])
    mail.set_content(_TEXT)
    return mail.as_string()
