"""What of a server's reply may be drawn and kept: texts declared here, and never the server's own bytes.

A server that got the password can repeat it: in pieces, reversed, in hexadecimal, spaced, or in the greeting of the
next connection. No search finds every form, so that what isn't known is hidden.
"""

import re
from collections.abc import Iterable

from services.smtp.published_replies import ADDRESS, PUBLISHED, text_pattern

HIDDEN = "(text hidden)"
REST_HIDDEN = "(rest hidden)"
"""Behind a known text that came with more."""

KNOWN = (
    *(text for reply in PUBLISHED for text in reply.texts),
    "Authentication successful",
    "Authentication succeeded",
    "Ready to start TLS",
    "End data with <CR><LF>.<CR><LF>",
    "Bye",
    "Ok",
)
"""Oracle's published replies, and what its server says where all is well.

`{address}` stands for an address that we sent in this conversation, and is drawn from there.
"""

ENHANCED: tuple[str, ...] = ("2.0.0", "2.1.0", "2.1.5", "2.6.0", "2.7.0", "4.3.0", "4.7.0", "4.7.1", "4.7.12")
ENHANCED += ("5.1.0", "5.1.1", "5.1.7", "5.1.8", "5.3.4", "5.5.0", "5.5.1", "5.5.2", "5.5.4", "5.5.6", "5.6.0")
ENHANCED += ("5.7.0", "5.7.1", "5.7.8", "5.7.9", "5.7.11")
"""Enhanced status codes of RFC 3463, 4954, and 5248 that a submission server can have a reason for."""

EXTENSIONS: tuple[str, ...] = (
    "PIPELINING",
    "8BITMIME",
    "SIZE",
    "STARTTLS",
    "AUTH",
    "ENHANCEDSTATUSCODES",
    "SMTPUTF8",
    "CHUNKING",
)
EXTENSIONS += ("DSN", "VRFY", "ETRN", "HELP")
"""Keywords of EHLO (IANA, SMTP Service Extensions)."""

MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2", "OAUTHBEARER", "SCRAM-SHA-1", "SCRAM-SHA-256", "GSSAPI")

_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")
_PATTERNS = tuple((text_pattern(text), text) for text in KNOWN)


def known_text(text: str, addresses: Iterable[str] = ()) -> str:
    """What of a reply's text may be shown; empty where it says nothing.

    `addresses` are those that we sent in this conversation.
    """
    rest = text.strip()
    said: list[str] = []
    if enhanced := _ENHANCED.match(rest):
        rest = rest[enhanced.end() :].strip()
        said = [enhanced[1]] if enhanced[1] in ENHANCED else [HIDDEN]
    if not rest:
        return " ".join(said)
    for pattern, known in _PATTERNS:
        if found := pattern.search(rest):
            shown = known.replace(ADDRESS, _ours(found[1], addresses)) if ADDRESS in known else known
            is_all = not (rest[: found.start()] + rest[found.end() :]).strip(" .")
            return " ".join((*said, shown) if is_all else (*said, shown, REST_HIDDEN))
    return HIDDEN if HIDDEN in said else " ".join((*said, HIDDEN))


def known_extensions(lines: Iterable[str]) -> str:
    """What of a reply to EHLO may be shown, in our order: the extensions that we know, and the mechanisms of AUTH."""
    words = [line.upper().split() for line in lines]
    words = [line for line in words if line not in ([], ["OK"])]
    offered = {line[0] for line in words}
    mechanisms = {word for line in words if line[:1] == ["AUTH"] for word in line[1:]}
    shown = [
        " ".join((name, *(item for item in MECHANISMS if item in mechanisms))) if name == "AUTH" else name
        for name in EXTENSIONS
        if name in offered
    ]
    is_all = {word for line in words for word in line} <= {*(word for name in shown for word in name.split())}
    return " ".join((*([", ".join(shown)] if shown else []), *([] if is_all else [REST_HIDDEN if shown else HIDDEN])))


def _ours(said: str, addresses: Iterable[str]) -> str:
    """The address of ours that a server names; what it names else is not repeated."""
    return next((each for each in addresses if each and each.casefold() == said.casefold()), "(address hidden)")
