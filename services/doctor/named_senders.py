"""Whom a pasted text is about: sender addresses, the user of an SMTP user name, and the region of the server."""

import re
from dataclasses import dataclass
from enum import Enum

from services.doctor.failed_reply import FailedReply
from services.smtp.meaning import Kind

_ADDRESS = r"[A-Za-z0-9.!#$%&*+/=?^_{|}~'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}"
_ENVELOPE = re.compile(
    r"(?:\bMAIL FROM:\s?|(?<![\w-])from=|\bF=|<=\s|\benvelope[-_ ]from[:=]?\s?|^return-path:\s?"
    r"|\bX-Postfix-Sender:\s?rfc822;\s?|\bFrom address failed:\s?|\benvelope:\s?\{\s{0,9}from:\s?['\"]"
    rf"|SMTPSenderRefused[^\n]{{0,300}}?['\"],\s?['\"])<?({_ADDRESS})>?",
    re.IGNORECASE | re.MULTILINE,
)
"""As Postfix, sendmail, Exim, Nodemailer, PHPMailer, smtplib, and transcripts write the envelope From."""

_HEADER = re.compile(rf"(?<![\w-])(?<!MAIL )From:[ \t]{{0,4}}(?:[^\n<>@:]{{0,80}}<)?({_ADDRESS})>?", re.IGNORECASE)
_NO_SENDERS = ("mailer-daemon", "postmaster")
"""The From of a bounce, not of the message that bounced."""

_AFTER_MAIL = re.compile(
    r"reply\s+to\s+MAIL\s+FROM|after\s+(?:pipelined\s+)?MAIL\s+FROM|MAIL\s+FROM\s+command\s+failed|SMTPSenderRefused"
    r"|SMTPSenderFailedException|command:\s*['\"]MAIL\s+FROM|envelope\s+from\s+address",
    re.IGNORECASE,
)
_AFTER_DATA = re.compile(
    r"reply\s+to\s+(?:end\s+of\s+)?DATA|after\s+(?:end\s+of\s+)?DATA|DATA(?:\s+END)?\s+command\s+failed|SMTPDataError"
    r"|command:\s*['\"]DATA|header\s+from\s+address",
    re.IGNORECASE,
)
"""The command that was answered, as Postfix, Exim, PHPMailer, smtplib, Jakarta Mail, and Nodemailer name it."""

_NEAR = 300
_USER = re.compile(r"ocid1\.user\.[a-z0-9]{1,20}\.[a-z0-9-]{0,40}\.[a-z0-9.-]{0,200}[a-z0-9]")
_REGION = re.compile(
    r"\bsmtp\.(?:email\.)?([a-z]{2,12}(?:-[a-z]{2,20}){1,3}-\d{1,2})\.(?:oci\.)?oracle[a-z]{0,12}cloud", re.IGNORECASE
)
_OCIDS = re.compile(r"ocid1\.\S+")


class Role(Enum):
    """Where a message has an address. The values are the words for people."""

    ENVELOPE = "envelope From"
    HEADER = "header From"
    UNKNOWN = "envelope or header From"


@dataclass(frozen=True)
class NamedSender:
    """A sender address, and where the message has it."""

    address: str
    role: Role


def named_senders(text: str, failed: FailedReply) -> tuple[NamedSender, ...]:
    """The address that the server rejected, and the header From. Only where the sender might be the cause."""
    if failed.meaning.kind not in (Kind.AUTHORIZATION, Kind.UNRECOGNIZED):
        return ()
    envelope, header = _nearest(_ENVELOPE, text, failed.start), _nearest(_HEADER, text, failed.start)
    found: list[NamedSender] = []
    if failed.address:
        found.append(NamedSender(failed.address, _role(text, failed, envelope, header)))
    elif failed.meaning.kind is Kind.AUTHORIZATION:
        alone = envelope or ("" if header else _only_address(text, failed))
        found += [NamedSender(alone, Role.ENVELOPE if envelope else Role.UNKNOWN)] if alone else []
    if header and header.casefold() not in {each.address.casefold() for each in found}:
        found.append(NamedSender(header, Role.HEADER))
    return tuple(found)


def named_user(text: str, failed: FailedReply) -> str:
    """The OCID of the user that the text names, in an SMTP user name for example; empty where it names none."""
    return _nearest(_USER, text, failed.start)


def named_region(text: str, failed: FailedReply) -> str:
    """The region of the SMTP server that the text names; empty where it names none."""
    return _nearest(_REGION, text, failed.start).lower()


def _nearest(pattern: "re.Pattern[str]", text: str, at: int) -> str:
    """The last one before that place, else the first one behind it."""
    nearest = ""
    for match in pattern.finditer(text):
        found = match[match.lastindex or 0].strip("'\"")
        if found.lower().startswith(_NO_SENDERS):
            continue
        if match.start() > at and nearest:
            break
        nearest = found
    return nearest


def _role(text: str, failed: FailedReply, envelope: str, header: str) -> Role:
    """What the reply says, or else the command that it answers, or else where the text has the address."""
    reply = text[failed.start : failed.end]
    near = text[max(0, failed.start - _NEAR) : failed.end + _NEAR]
    for place in (reply, near):
        is_envelope, is_header = bool(_AFTER_MAIL.search(place)), bool(_AFTER_DATA.search(place))
        if is_envelope != is_header:
            return Role.ENVELOPE if is_envelope else Role.HEADER
    address = failed.address.casefold()
    is_envelope, is_header = envelope.casefold() == address, header.casefold() == address
    if is_envelope == is_header:
        return Role.UNKNOWN
    return Role.ENVELOPE if is_envelope else Role.HEADER


def _only_address(text: str, failed: FailedReply) -> str:
    """The address in the reply's line, where that has no other."""
    begin = max(text.rfind("\n", 0, failed.start) + 1, failed.start - _NEAR)
    stop = text.find("\n", failed.end)
    line = text[begin : min(stop if stop >= 0 else len(text), failed.end + _NEAR)]
    found = {each.strip(".'") for each in re.findall(_ADDRESS, _OCIDS.sub("", line))}
    return found.pop() if len(found) == 1 else ""
