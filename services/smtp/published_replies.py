"""The replies of Email Delivery, each with its meaning.

Source: Email/Concepts/troubleshooting.htm (2026-09). It lacks these: `535 Authorization failed: Envelope From address`
is in Email/Tasks/generatesmtpcredentials.htm; `550 maximum allowed line length` is in reports of users; `454` and
`535 Authentication failed` are what servers say otherwise (RFC 4954); `530 Must issue a STARTTLS` is in RFC 3207.
"""

import re
from dataclasses import dataclass, field

from services.smtp.meaning import Actor, Kind, Meaning
from services.smtp.result import SmtpOutcome

ADDRESS = "{address}"
"""Stands for an address in a text."""

_ADDRESS_PATTERN = r"<?(?P<address>[^\s<>]+)>?"
_BETWEEN_WORDS = r"\s+(?:[245]\d\d[ -](?:[245]\.\d{1,3}\.\d{1,3}\s+)?)?"
"""A reply of several lines has its code in each."""


def text_pattern(text: str) -> re.Pattern[str]:
    """Finds a text in a reply, whatever its case and its line breaks; the group `address` is its address."""
    words = (_ADDRESS_PATTERN if word == ADDRESS else re.escape(word) for word in text.split(" "))
    spelled = _BETWEEN_WORDS.join(words).replace("uthoriz", "uthori[sz]")
    start = r"(?<![^\s<])" if text.startswith(ADDRESS) else r"(?<!\w)"
    return re.compile(rf"{start}{spelled}(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class PublishedReply:
    """A reply: its codes, its texts, and its meaning."""

    codes: tuple[int, ...]
    texts: tuple[str, ...]
    """As Oracle writes them; what varies behind them is left out."""
    meaning: Meaning
    outcome: SmtpOutcome
    """What it proves in a conversation of our own."""
    is_distinct: bool = True
    """Whether a text means this without a code, too: no other program logs it."""
    patterns: tuple[re.Pattern[str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "patterns", tuple(text_pattern(text) for text in self.texts))


_SENDER = Meaning(
    Kind.AUTHORIZATION,
    Actor.ADMINISTRATOR,
    "The sender isn't approved, or no policy allows the user to send from it.",
    "Open Doctor for the cause.",
)
_CREDENTIAL = Meaning(
    Kind.AUTHENTICATION,
    Actor.ADMINISTRATOR,
    "Rejected: the user name or password is wrong, or the credential isn't active yet.",
    "Check that its status is Active. A new credential can take a minute or more.",
)
_SERVER = Meaning(
    Kind.SERVER_ERROR,
    Actor.TIME,
    "Email Delivery had a temporary problem. The message wasn't accepted.",
    "Wait a few minutes, and then send the message again. If the error stays, contact Oracle Support.",
)
_BUSY = "The service is busy or is throttling this network. This doesn't mean that the password is wrong."
_WAIT = "Wait a few minutes. Each attempt extends the throttling."
_THROTTLED = Meaning(Kind.THROTTLED, Actor.TIME, _BUSY, _WAIT)
_TOO_MANY_FAILURES = Meaning(
    Kind.THROTTLED,
    Actor.TIME,
    f"{_BUSY} It follows many rejected sign-ins or senders.",
    "Stop the mail program, and fix what was rejected before. Then wait a few minutes.",
)
_BAD_TOKEN = Meaning(
    Kind.BAD_AUTH,
    Actor.APPLICATION,
    "The mail program sent an AUTH PLAIN that the server can't decode.",
    "Enter the user name and password as they are, not in base64. Update the mail program if that doesn't help.",
)

PUBLISHED = (
    PublishedReply(
        (535, 471),
        (
            f"Authorization failed: Envelope From address {ADDRESS} not authorized",
            f"Authorization failed: Header From address {ADDRESS} not authorized",
            f"Authorization failed: address {ADDRESS} not authorized",
            f"Envelope From address {ADDRESS} not authorized",
            f"Header From address {ADDRESS} not authorized",
            f"Envelope From address {ADDRESS} is not authorized",
        ),
        _SENDER,
        SmtpOutcome.SENDER_REFUSED,
    ),
    PublishedReply((535, 471), ("Authorization failed",), _SENDER, SmtpOutcome.SENDER_REFUSED, is_distinct=False),
    PublishedReply((535,), ("Authentication credentials invalid",), _CREDENTIAL, SmtpOutcome.CREDENTIAL_REFUSED),
    PublishedReply(
        (535, 530),
        ("Authentication required",),
        Meaning(
            Kind.NOT_AUTHENTICATED,
            Actor.APPLICATION,
            "The mail program didn't sign in before it sent the message.",
            "Turn on SMTP authentication (PLAIN) and TLS in the mail program, with user name and password.",
        ),
        SmtpOutcome.UNCLEAR,
        is_distinct=False,
    ),
    PublishedReply((535,), ("Authentication failed",), _CREDENTIAL, SmtpOutcome.CREDENTIAL_REFUSED, is_distinct=False),
    PublishedReply((454,), ("Temporary authentication failure",), _THROTTLED, SmtpOutcome.BUSY, is_distinct=False),
    PublishedReply(
        (254,),
        ("Suppression for user",),
        Meaning(
            Kind.SUPPRESSED,
            Actor.ADMINISTRATOR,
            "Accepted, but not delivered: the recipient is on the suppression list.",
            "Remove the address from the suppression list (Email Delivery › Suppression List).",
        ),
        SmtpOutcome.SUPPRESSED,
    ),
    PublishedReply(
        (421,),
        ("Timeout waiting for data from client",),
        Meaning(
            Kind.IDLE_TIMEOUT,
            Actor.APPLICATION,
            "The mail program kept a connection open without sending, and the server closed it.",
            "Let the mail program close its connection after each message, or connect again after this reply.",
        ),
        SmtpOutcome.BUSY,
    ),
    PublishedReply(
        (421,),
        ("Too many connections, try again later", "Too many connections"),
        Meaning(
            Kind.TOO_MANY_CONNECTIONS,
            Actor.APPLICATION,
            "The service is busy: it has too many connections.",
            "Let the mail program use fewer connections at a time, and then wait a few minutes.",
        ),
        SmtpOutcome.BUSY,
        is_distinct=False,
    ),
    PublishedReply(
        (421,),
        ("Too many auth failures, try again later", "Too many auth failures"),
        _TOO_MANY_FAILURES,
        SmtpOutcome.BUSY,
    ),
    PublishedReply((421,), ("Too many",), _THROTTLED, SmtpOutcome.BUSY, is_distinct=False),
    PublishedReply(
        (421,),
        ("Problem attempting to execute commands", "Mail system failure, closing transmission channel"),
        _SERVER,
        SmtpOutcome.BUSY,
    ),
    PublishedReply((451,), ("Server error", "Error in Processing"), _SERVER, SmtpOutcome.BUSY, is_distinct=False),
    PublishedReply((452,), ("System storage error",), _SERVER, SmtpOutcome.BUSY, is_distinct=False),
    PublishedReply(
        (455,),
        ("Maximum messages sent per minute reached", "Maximum messages sent per day reached"),
        Meaning(
            Kind.RATE_LIMIT,
            Actor.ADMINISTRATOR,
            "The tenancy has reached its sending rate.",
            "Wait, or request a higher limit from Oracle.",
        ),
        SmtpOutcome.BUSY,
    ),
    PublishedReply(
        (501,),
        (
            "Invalid command argument, not a valid Base64 string",
            "not a valid Base64 string",
            "Invalid command argument, does not contain NUL",
            "Invalid command argument, does not contain the second NUL",
            "does not contain NUL",
            "does not contain the second NUL",
        ),
        _BAD_TOKEN,
        SmtpOutcome.UNCLEAR,
    ),
    PublishedReply(
        (503,),
        ("Need RCPT command",),
        Meaning(
            Kind.COMMAND_ORDER,
            Actor.APPLICATION,
            "The mail program sent a message for which no recipient was accepted.",
            "Check the recipients, and the replies to RCPT TO before this one.",
        ),
        SmtpOutcome.UNCLEAR,
    ),
    PublishedReply(
        (504,),
        ("Method not supported", "AUTH mechanism mismatch", "Unrecognized authentication type"),
        Meaning(
            Kind.AUTH_MECHANISM,
            Actor.APPLICATION,
            "The mail program used another AUTH mechanism than PLAIN, the only one of Email Delivery.",
            "Set the authentication mechanism to PLAIN in the mail program.",
        ),
        SmtpOutcome.UNCLEAR,
        is_distinct=False,
    ),
    PublishedReply(
        (530,),
        ("Must issue a STARTTLS command first",),
        Meaning(
            Kind.STARTTLS_REQUIRED,
            Actor.APPLICATION,
            "The mail program sent a command before the connection was encrypted.",
            "Turn on STARTTLS in the mail program for port 587 or 25, or use implicit TLS on port 465.",
        ),
        SmtpOutcome.UNCLEAR,
    ),
    PublishedReply(
        (552,),
        ("Exceeds byte limit",),
        Meaning(
            Kind.MESSAGE_SIZE,
            Actor.APPLICATION,
            "The message is larger than Email Delivery accepts.",
            "Send less, such as a link instead of an attachment. The tenancy's limit is max-message-size.",
        ),
        SmtpOutcome.MESSAGE_REFUSED,
    ),
    PublishedReply(
        (553,),
        (f"{ADDRESS} Invalid email address", "Invalid email address"),
        Meaning(
            Kind.INVALID_ADDRESS,
            Actor.APPLICATION,
            "An address in the envelope or in the message isn't a valid email address.",
            "Correct the address in the mail program.",
        ),
        SmtpOutcome.MESSAGE_REFUSED,
        is_distinct=False,
    ),
    PublishedReply(
        (554,),
        ("Message parse error",),
        Meaning(
            Kind.MESSAGE_FORMAT,
            Actor.APPLICATION,
            "The message has no headers, or its headers are larger than 256 KB.",
            "Correct the headers in the program that writes the message. An empty line ends them.",
        ),
        SmtpOutcome.MESSAGE_REFUSED,
    ),
    PublishedReply(
        (550,),
        ("maximum allowed line length is 998 octets",),
        Meaning(
            Kind.LINE_LENGTH,
            Actor.APPLICATION,
            "A line of the message is longer than 998 bytes.",
            "Let the mail program encode the body as quoted-printable or base64.",
        ),
        SmtpOutcome.MESSAGE_REFUSED,
    ),
)
"""The specific before the general: the first that fits counts."""


def published(code: int, text: str) -> PublishedReply | None:
    """The published reply with that text; None where the text isn't published, or not with that code."""
    for reply in PUBLISHED:
        if (code in reply.codes or reply.is_distinct) and any(pattern.search(text) for pattern in reply.patterns):
            return reply
    return None


def reply_about(kind: Kind) -> PublishedReply:
    """The first published reply of a kind that has one."""
    return next(reply for reply in PUBLISHED if reply.meaning.kind is kind)
