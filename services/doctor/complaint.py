"""What a pasted error says."""

import re
from dataclasses import dataclass
from enum import Enum

from services.smtp.replies import RATE_LIMIT, SUPPRESSED, THROTTLED, meaning
from services.smtp.result import SmtpStage
from services.smtp.safe_text import printable

_CODE = re.compile(r"(?<![\d.:])(254|4(?:21|5[0-5]|7[01])|5(?:0[0-4]|3[04589]|5[0-6]|71))(?=[\s:;,'\"-]|$)")
"""The reply codes of Email Delivery and of SMTP (RFC 5321, RFC 4954), and no port or time."""

_AUTHORIZATION = re.compile(r"authori[sz]ation\s+failed|not\s+authori[sz]ed", re.IGNORECASE)
_AUTHENTICATION = re.compile(r"authentication", re.IGNORECASE)
_ENVELOPE = re.compile(
    r"address[\s:]+<?(?P<address>[^\s<>]*@[^\s<>]+?)>?\s+(?:is\s+)?not\s+authori[sz]ed", re.IGNORECASE
)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&*+/=?^_{|}~-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_USER = re.compile(r"ocid1\.user\.[a-z0-9]+\.[a-z0-9-]*\.[a-z0-9.-]*[a-z0-9]")
_OCIDS = re.compile(r"ocid1\.\S+")


class Kind(str, Enum):
    """What an error is about. A string, for JSON."""

    AUTHORIZATION = "authorization"
    """The sender: it is not approved, or no policy lets the user send from it."""
    AUTHENTICATION = "authentication"
    """The credential: user name or password."""
    THROTTLED = "throttled"
    RATE_LIMIT = "rate-limit"
    SUPPRESSED = "suppressed"
    OTHER = "other"


@dataclass(frozen=True)
class Complaint:
    """An error message of an SMTP server, as a mail program or a log shows it."""

    kind: Kind
    code: int = 0
    """The SMTP reply code; 0 where none was found."""
    address: str = ""
    """The envelope sender that it names."""
    user_ocid: str = ""
    """The user that it names, in an SMTP user name for example."""
    text: str = ""
    """The message, safe to draw."""
    says: str = ""
    """What it means, where it is neither about authorization nor about authentication."""
    next_step: str = ""


def parse_complaint(message: str) -> Complaint:
    """What an error message says, with whatever surrounds it in a log."""
    found = _CODE.search(message)
    code = int(found[1]) if found else 0
    kind = _kind(code, message)
    _, says, next_step = meaning(SmtpStage.MAIL, code, message)
    is_plain = kind not in (Kind.AUTHORIZATION, Kind.AUTHENTICATION)
    user = _USER.search(message)
    return Complaint(
        kind,
        code,
        _address(message, kind),
        user[0] if user else "",
        printable(message),
        says if is_plain and code else "",
        next_step if is_plain and code else "",
    )


def _kind(code: int, message: str) -> Kind:
    if code in THROTTLED:
        return Kind.THROTTLED
    if code == RATE_LIMIT:
        return Kind.RATE_LIMIT
    if code == SUPPRESSED:
        return Kind.SUPPRESSED
    if _AUTHORIZATION.search(message):
        return Kind.AUTHORIZATION
    if _AUTHENTICATION.search(message) or code == 535:
        return Kind.AUTHENTICATION
    return Kind.OTHER


def _address(message: str, kind: Kind) -> str:
    """The address after `Envelope From address`; where a sender was rejected, else the only address there is."""
    envelope = _ENVELOPE.search(message)
    if envelope:
        return envelope["address"].strip("'\"")
    if kind is not Kind.AUTHORIZATION:
        return ""
    others = set(_ADDRESS.findall(_OCIDS.sub("", message)))
    return others.pop() if len(others) == 1 else ""
