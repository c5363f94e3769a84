"""What the replies of Email Delivery mean (Email/Concepts/troubleshooting.htm), and what to do about them."""

import re

from services.smtp.result import SmtpOutcome, SmtpStage

THROTTLED = (421, 454)
"""Replies after which another try makes things worse: the service throttles by address."""

RATE_LIMIT = 455
SUPPRESSED = 254
SENDER_NOT_APPROVED = 471
MALFORMED = 504
"""The last of the codes for commands that the server does not take, whatever they are about (RFC 5321, 4.2.3)."""

LOOK_UP = "Look up the code in the Email Delivery documentation, under Troubleshooting."

_AUTHORIZATION = re.compile(r"authori[sz]ation", re.IGNORECASE)
_AUTHENTICATION = re.compile(r"authentication", re.IGNORECASE)

Meaning = tuple[SmtpOutcome, str, str]
"""Outcome, what it says, what to do."""

_BUSY: Meaning = (
    SmtpOutcome.BUSY,
    "The service is busy or is throttling this network. This doesn't mean that the password is wrong.",
    "Wait a few minutes. Each attempt extends the throttling.",
)
_RATE: Meaning = (
    SmtpOutcome.BUSY,
    "The credential works, but the tenancy has reached its sending rate.",
    "Wait, or request a higher limit from Oracle.",
)
_CREDENTIAL: Meaning = (
    SmtpOutcome.CREDENTIAL_REFUSED,
    "Rejected: the user name or password is wrong, or the credential isn't active yet.",
    "Check that its status is Active. A new credential can take a minute or more.",
)
_SENDER: Meaning = (
    SmtpOutcome.SENDER_REFUSED,
    "The credential works, but the sender isn't approved or no policy allows the user to use it.",
    "Open Doctor for the cause.",
)
_RECIPIENT: Meaning = (
    SmtpOutcome.RECIPIENT_REFUSED,
    "The credential works, but the recipient was rejected.",
    "Check the recipient's address and the suppression list.",
)
_SUPPRESSION: Meaning = (
    SmtpOutcome.SUPPRESSED,
    "Accepted, but not delivered: the recipient is on the suppression list.",
    "Remove the address from the suppression list (Email Delivery › Suppression List).",
)
_MESSAGE: Meaning = (
    SmtpOutcome.MESSAGE_REFUSED,
    "The credential works, but the message was rejected.",
    "The From header must also be an approved sender.",
)
_OUR_ORDER: Meaning = (
    SmtpOutcome.UNCLEAR,
    "The server expected STARTTLS or AUTH first. This is a bug in oci-smtp, not a problem with the credential.",
    "Please report this bug.",
)
_REFUSALS = {SmtpStage.AUTH: _CREDENTIAL, SmtpStage.MAIL: _SENDER, SmtpStage.RCPT: _RECIPIENT, SmtpStage.DATA: _MESSAGE}


def meaning(stage: SmtpStage, code: int, text: str) -> Meaning:
    """What a reply that is not the expected one means at that stage of the conversation."""
    if code == SUPPRESSED:
        return _SUPPRESSION
    if code == RATE_LIMIT:
        return _RATE
    if 400 <= code < 500 and code != SENDER_NOT_APPROVED:
        return _BUSY
    if code == 530:
        return _OUR_ORDER
    if code == 535:
        return _meaning_of_535(stage, text)
    if stage in _REFUSALS and (code == SENDER_NOT_APPROVED or MALFORMED < code < 600):
        return _REFUSALS[stage]
    return (SmtpOutcome.UNCLEAR, f"Inconclusive server reply ({code}).", LOOK_UP)


def _meaning_of_535(stage: SmtpStage, text: str) -> Meaning:
    """The word after 535 tells the sender from the credential, whichever command it answers."""
    if _AUTHORIZATION.search(text):
        return _SENDER if stage is not SmtpStage.AUTH else _CREDENTIAL
    if _AUTHENTICATION.search(text):
        return _CREDENTIAL
    return _REFUSALS.get(stage, _CREDENTIAL)
