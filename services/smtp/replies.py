"""What the replies to our own conversation mean, and what to do about them."""

from services.smtp.meaning import Kind
from services.smtp.published_replies import PublishedReply, published, reply_about
from services.smtp.result import PROVE_CREDENTIAL, SmtpOutcome, SmtpStage

SENDER_NOT_APPROVED = 471
MALFORMED = 504
"""The last of the codes for commands that the server does not take, whatever they are about (RFC 5321, 4.2.3)."""

LOOK_UP = "Look up the code in the Email Delivery documentation, under Troubleshooting."

Result = tuple[SmtpOutcome, str, str]
"""Outcome, what it says, what to do."""

_RECIPIENT: Result = (
    SmtpOutcome.RECIPIENT_REFUSED,
    "The credential works, but the recipient was rejected.",
    "Check the recipient's address and the suppression list.",
)
_MESSAGE: Result = (
    SmtpOutcome.MESSAGE_REFUSED,
    "The credential works, but the message was rejected.",
    "The From header must also be an approved sender.",
)
_OUR_COMMAND: Result = (
    SmtpOutcome.UNCLEAR,
    "The server didn't expect or understand a command. This is a bug in oci-smtp, not a problem with the credential.",
    "Please report this bug.",
)
_SIGN_IN: Result = (
    SmtpOutcome.UNCLEAR,
    "Rejected at sign-in, for lack of permission to send. Whether the credential works isn't known.",
    "Check that the credential's status is Active, and that a policy lets its user send.",
)
_AFTER_SIGN_IN = (SmtpStage.MAIL, SmtpStage.RCPT, SmtpStage.DATA)


def meaning(stage: SmtpStage, code: int, text: str) -> Result:
    """What a reply that is not the expected one means: by its text, or else by its code at that stage."""
    reply = published(code, text)
    return _meaning_of(reply, stage) if reply else _by_code(stage, code)


def _meaning_of(reply: PublishedReply, stage: SmtpStage) -> Result:
    outcome, means = reply.outcome, reply.meaning
    if outcome is SmtpOutcome.UNCLEAR:
        return _OUR_COMMAND
    if outcome is SmtpOutcome.SENDER_REFUSED and stage not in _AFTER_SIGN_IN:
        return _SIGN_IN
    if means.kind is Kind.INVALID_ADDRESS and stage is SmtpStage.RCPT:
        outcome = SmtpOutcome.RECIPIENT_REFUSED
    is_proof = outcome in PROVE_CREDENTIAL - {SmtpOutcome.SUPPRESSED} or means.kind is Kind.RATE_LIMIT
    return outcome, f"The credential works. {means.says}" if is_proof else means.says, means.next_step


def _by_code(stage: SmtpStage, code: int) -> Result:
    for only, kind in ((254, Kind.SUPPRESSED), (455, Kind.RATE_LIMIT)):
        if code == only:
            return _meaning_of(reply_about(kind), stage)
    if 400 <= code < 500 and code != SENDER_NOT_APPROVED:
        return _meaning_of(reply_about(Kind.THROTTLED), stage)
    if code == 530:
        return _OUR_COMMAND
    if code == SENDER_NOT_APPROVED or MALFORMED < code < 600:
        return _refusal(stage, code)
    return (SmtpOutcome.UNCLEAR, f"Inconclusive server reply ({code}).", LOOK_UP)


def _refusal(stage: SmtpStage, code: int) -> Result:
    if stage is SmtpStage.RCPT:
        return _RECIPIENT
    if stage is SmtpStage.DATA:
        return _MESSAGE
    if stage is SmtpStage.MAIL:
        return _meaning_of(reply_about(Kind.AUTHORIZATION), stage)
    if stage is SmtpStage.AUTH or code == 535:
        return _meaning_of(reply_about(Kind.AUTHENTICATION), stage)
    return (SmtpOutcome.UNCLEAR, f"Inconclusive server reply ({code}).", LOOK_UP)
