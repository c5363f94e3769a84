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

LOOK_UP = "Look the code up in Oracle's list: Email Delivery documentation, Troubleshooting."

_AUTHORIZATION = re.compile(r"authori[sz]ation", re.IGNORECASE)
_AUTHENTICATION = re.compile(r"authentication", re.IGNORECASE)

Meaning = tuple[SmtpOutcome, str, str]
"""Outcome, what it says, what to do."""

_BUSY: Meaning = (
    SmtpOutcome.BUSY,
    "The service is busy or throttles this network: no proof of a bad password.",
    "Wait some minutes before you try again; every further try prolongs it.",
)
_RATE: Meaning = (
    SmtpOutcome.BUSY,
    "The credential works, but the tenancy's sending rate is used up.",
    "Wait, or ask Oracle for a higher limit.",
)
_CREDENTIAL: Meaning = (
    SmtpOutcome.CREDENTIAL_REFUSED,
    "Refused: wrong user name or password, or the credential is not active yet.",
    "Check that its status is Active; a new one can take a minute or more.",
)
_SENDER: Meaning = (
    SmtpOutcome.SENDER_REFUSED,
    "The credential works; this sender is not approved, or no policy lets the user send from it.",
    "Ask the doctor why.",
)
_RECIPIENT: Meaning = (
    SmtpOutcome.RECIPIENT_REFUSED,
    "The credential works; the recipient was refused.",
    "Check the recipient's address and the suppression list.",
)
_SUPPRESSION: Meaning = (
    SmtpOutcome.SUPPRESSED,
    "Accepted, but not sent on: the recipient is on the suppression list.",
    "Take the address off the suppression list (Email Delivery › Suppression list).",
)
_MESSAGE: Meaning = (
    SmtpOutcome.MESSAGE_REFUSED,
    "The credential works; the message was refused.",
    "The From header must be an approved sender, too.",
)
_OUR_ORDER: Meaning = (
    SmtpOutcome.UNCLEAR,
    "The server wants STARTTLS or AUTH first: an error of this program, not of the credential.",
    "Please report it.",
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
    return (SmtpOutcome.UNCLEAR, f"An answer that says nothing certain of the credential ({code}).", LOOK_UP)


def _meaning_of_535(stage: SmtpStage, text: str) -> Meaning:
    """The word after 535 tells the sender from the credential, whichever command it answers."""
    if _AUTHORIZATION.search(text):
        return _SENDER if stage is not SmtpStage.AUTH else _CREDENTIAL
    if _AUTHENTICATION.search(text):
        return _CREDENTIAL
    return _REFUSALS.get(stage, _CREDENTIAL)
