"""The options before a key in an authorized_keys file, judged as sshd judges them (auth-options.c)."""

import re
from datetime import datetime, timezone

FLAGS = ("restrict", "cert-authority")
NEGATABLE = (
    "port-forwarding",
    "agent-forwarding",
    "x11-forwarding",
    "touch-required",
    "verify-required",
    "pty",
    "user-rc",
)
"""Those that may stand with `no-` before them."""
WITH_VALUE = (
    "command",
    "principals",
    "from",
    "expiry-time",
    "environment",
    "permitopen",
    "permitlisten",
    "tunnel",
)

EXPIRY = re.compile(r"(\d{8}|\d{12}|\d{14})(Z|UTC)?", re.ASCII)
"""What `expiry-time` may be (misc.c, parse_absolute_time)."""
EXPIRY_FORMS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}

_FLAG = re.compile(rf"(?:{'|'.join(FLAGS)}|(?:no-)?(?:{'|'.join(NEGATABLE)}))", re.IGNORECASE | re.ASCII)
_VALUE = re.compile(rf'({"|".join(WITH_VALUE)})="((?:\\"|\\(?!")|[^"\\])*)"', re.IGNORECASE | re.ASCII)


class UnknownOptionError(ValueError):
    """sshd does not understand the options, so it rejects the key."""


def why_unusable(options: str) -> str:
    """Why these options keep every person from signing in with the key; empty where a person can.

    Raises:
        UnknownOptionError: sshd would reject the line.
    """
    for name, value in _parsed(options):
        if name == "cert-authority":
            return "it is a certificate authority"
        if name == "expiry-time":
            expires = _moment(value)
            if expires < datetime.now(timezone.utc):
                return f"it expired on {expires:%Y-%m-%d}"
    return ""


def _parsed(options: str) -> list[tuple[str, str]]:
    """Name and value of each, the names in lower case."""
    found, at = [], 0
    while at < len(options):
        match = _VALUE.match(options, at) or _FLAG.match(options, at)
        if match is None or options[match.end() : match.end() + 1] not in ("", ","):
            raise UnknownOptionError
        if match.re is _VALUE:
            found.append((match[1].lower(), match[2]))
        else:
            found.append((match[0].lower(), ""))
        at = match.end() + 1
    if options.endswith(","):
        raise UnknownOptionError
    return found


def _moment(text: str) -> datetime:
    match = EXPIRY.fullmatch(text)
    if match is None:
        raise UnknownOptionError
    try:
        read = datetime.strptime(match[1], EXPIRY_FORMS[len(match[1])])
        return read.replace(tzinfo=timezone.utc) if match[2] else read.astimezone()
    except (ValueError, OverflowError):
        raise UnknownOptionError from None
