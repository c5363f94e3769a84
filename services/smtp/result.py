"""What came of a conversation with an SMTP server."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from services.model.values import Endpoint


class SmtpStage(str, Enum):
    """How far a conversation came. A string, for JSON."""

    CONNECT = "connect"
    TLS = "tls"
    EHLO = "ehlo"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


class SmtpOutcome(str, Enum):
    """What a conversation proves. A string, for JSON."""

    WORKS = "works"
    """All that was asked was accepted."""
    CREDENTIAL_REFUSED = "credential-refused"
    SENDER_REFUSED = "sender-refused"
    RECIPIENT_REFUSED = "recipient-refused"
    MESSAGE_REFUSED = "message-refused"
    SUPPRESSED = "suppressed"
    """Accepted, and not sent on: the recipient is on the suppression list."""
    BUSY = "busy"
    """The service asks for patience: no proof of anything."""
    NOT_THE_SERVICE = "not-the-service"
    """No TLS, or a certificate that is not trusted: the password was not sent."""
    UNREACHABLE = "unreachable"
    UNCLEAR = "unclear"
    """An answer that we cannot place: no proof of anything."""
    CANCELLED = "cancelled"


PROVE_CREDENTIAL = {
    SmtpOutcome.WORKS,
    SmtpOutcome.SENDER_REFUSED,
    SmtpOutcome.RECIPIENT_REFUSED,
    SmtpOutcome.MESSAGE_REFUSED,
    SmtpOutcome.SUPPRESSED,
}
"""Outcomes that came after the server had accepted user name and password."""


@dataclass(frozen=True)
class ConversationLine:
    """One line of a conversation, safe to draw: ours without the secret, a reply's code with known texts."""

    who: Literal["client", "server"]
    text: str


@dataclass(frozen=True)
class SmtpResult:
    """What was proved, in words, and what to do next."""

    outcome: SmtpOutcome
    says: str
    next_step: str
    stage: SmtpStage
    code: int = 0
    """The server's reply code; 0 where it gave none."""
    reply: str = ""
    """What it means in words that Oracle publishes (services/smtp/known_texts.py); never the server's own bytes."""
    endpoint: Endpoint | None = None
    tries: int = 1
    conversation: tuple[ConversationLine, ...] = ()

    @property
    def credential_works(self) -> bool | None:
        """Whether user name and password were accepted; None where that is not known."""
        if self.outcome in PROVE_CREDENTIAL:
            return True
        return False if self.outcome is SmtpOutcome.CREDENTIAL_REFUSED else None

    @property
    def is_refusal(self) -> bool:
        """Whether credential or sender were rejected, of which the doctor knows the causes."""
        return self.outcome in (SmtpOutcome.CREDENTIAL_REFUSED, SmtpOutcome.SENDER_REFUSED)
