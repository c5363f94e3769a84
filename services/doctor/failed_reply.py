"""The reply in a pasted text that matters: in a log with many replies, the one because of which the mail failed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from services.doctor.pasted_text import without_unknown
from services.smtp.client_signs import LOST, SIGN_IN, SIGNS
from services.smtp.meaning import Actor, Kind, Meaning
from services.smtp.published_replies import PUBLISHED, PublishedReply, reply_about
from services.smtp.safe_text import printable

_BEFORE = re.compile(
    r"(?:(?<![\d,])(?<![\d.]\.)(?P<code>[245]\d\d)[\s\-:;,.'\"()\[\]bB#=<>]{1,6})?"
    r"(?:(?P<enhanced>[245]\.\d{1,3}\.\d{1,3})[\s:;'\",]{1,3})?"
    r"(?P<said>(?:said|responded|response was|response):[\s'\"]{0,3})?\Z"
)
"""What stands between a code and its text."""

_LONGEST_BEFORE = 40
_CODES = "254|4(?:21|5[0-5]|7[01])|5(?:0[0-4]|21|3[04589]|41|5[0-6]|71)"
"""The reply codes of Email Delivery and of SMTP that are no success (RFC 5321, 4954, 7504, 3463)."""

_BARE = re.compile(
    rf"(?:\A|\n)\s{{0,8}}(?P<start>{_CODES})(?=[ -]|\s*(?:\n|\Z))"
    r"|(?:(?:code|status|error|reply|response|said|failed|client|server|exception|message|msg)[\"']?\s?[:=]?|[;>\"'\]]"
    r"|[\])]:\s|(?<!\w)\(|\b(?:got|returned)|<[~*-]{1,3}|(?:\A|\n)[<>*~ -]{1,6})"
    rf"[\s\"'b(]{{0,4}}(?P<inside>(?<![,:/.]\w){_CODES})(?![\w%@/:.-]\w|\w)",
    re.IGNORECASE,
)
"""A code without a known text, where logs and programs write one: never a port, a size, a line, or milliseconds."""

_MOST_BARE = 1000
"""Codes that are looked at: a paste can have a million."""

_MOST_SIGNS = 10
"""Of one kind, of which the longest is shown."""

_ATTEMPT = re.compile(r"(?<![\d.,:=])(?:220|235)[ -]")
"""A greeting, or a sign-in that worked: what failed before was tried again."""

_CONSEQUENCES = (
    Kind.NOT_AUTHENTICATED,
    Kind.COMMAND_ORDER,
    Kind.AUTH_MECHANISM,
    Kind.THROTTLED,
    Kind.IDLE_TIMEOUT,
)
_BY_CODE = {254: Kind.SUPPRESSED, 455: Kind.RATE_LIMIT}
"""Codes of which Email Delivery publishes one meaning only."""

_NOT_PUBLISHED = "Oracle doesn't publish this reply, so its cause is unknown."


@dataclass(frozen=True)
class FailedReply:
    """What failed, and where in the text it stands."""

    meaning: Meaning
    code: int
    """The SMTP reply code; 0 where none was found."""
    enhanced: str
    """The enhanced status code (RFC 3463), such as 5.7.1; empty where none was found."""
    address: str
    """The address in the reply; empty where it has none."""
    evidence: str
    """The reply itself, safe to draw, and without what it might repeat of a password."""
    start: int
    end: int


UNRECOGNIZED = Meaning(
    Kind.UNRECOGNIZED,
    Actor.UNKNOWN,
    "This text has no error that oci-smtp recognizes.",
    "Copy the server's whole reply from the log of the mail program, such as the line with 535.",
)


def failed_reply(text: str) -> FailedReply:
    """What failed according to a readable text; with the kind `unrecognized` where nothing in it is understood."""
    lowered = text.lower()
    codes = list(islice(_bare_codes(text), _MOST_BARE))
    bare = codes[0] if codes else None
    if reply := _most_telling(list(_published(text, lowered, codes)), text):
        return reply
    sign = _sign(text, lowered, bare)
    if sign and not (bare and sign.meaning is LOST):
        return sign
    return bare or FailedReply(UNRECOGNIZED, 0, "", "", "", 0, 0)


def _most_telling(found: list[FailedReply], text: str) -> FailedReply | None:
    """The first failure of the last attempt; in a log without attempts the last one. Consequences come after causes."""
    if not found:
        return None
    begin = max((attempt.end() for attempt in _ATTEMPT.finditer(text)), default=0)
    last = [each for each in found if each.start > begin] if begin else []
    if last:
        return min(last, key=lambda each: (_is_consequence(each), each.start))
    return min(found, key=lambda each: (_is_consequence(each), -each.start))


def _is_consequence(reply: FailedReply) -> bool:
    """Whether it might follow from another failure, after which the program continued or tried again."""
    return reply.meaning.kind in _CONSEQUENCES


def _published(text: str, lowered: str, codes: list[FailedReply]) -> Iterator[FailedReply]:
    covered = bytearray(len(text) + 1)
    for reply in PUBLISHED:
        for known, pattern in zip(reply.texts, reply.patterns, strict=True):
            if not _might_have(known, lowered):
                continue
            for match in pattern.finditer(text):
                if not covered[match.start()] and (found := _as_reply(reply, match, text, codes)):
                    covered[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                    yield found


def _might_have(known: str, lowered: str) -> bool:
    longest = max((word for word in known.split(" ") if "{" not in word), key=len)
    return longest.lower().replace("authorization", "authori").replace("authorized", "authori") in lowered


def _as_reply(reply: PublishedReply, match: "re.Match[str]", text: str, codes: list[FailedReply]) -> FailedReply | None:
    """None where the text isn't this reply: another program's words, or an address that is none.

    Some programs write the code in another line than the text: it is one of `codes`.
    """
    before = _BEFORE.search(text[max(0, match.start() - _LONGEST_BEFORE) : match.start()])
    code, enhanced, said = before.group("code", "enhanced", "said") if before else ("", "", "")
    is_reply = reply.is_distinct or enhanced or said or text.strip(" .\n") == match[0]
    if not is_reply and int(code or 0) not in reply.codes:
        return None
    address = (match.groupdict().get("address") or "").strip("'\"<>,;")
    if "address" in match.groupdict() and "@" not in address:
        return None
    number = int(code or 0)
    if number not in reply.codes and number < 400:
        number = next((bare.code for bare in codes if bare.code in reply.codes), 0)
    evidence = printable(" ".join(filter(None, (str(number or ""), enhanced, match[0]))))
    return FailedReply(reply.meaning, number, enhanced or "", address, evidence, match.start(), match.end())


def _sign(text: str, lowered: str, bare: FailedReply | None) -> FailedReply | None:
    for sign in SIGNS:
        if not any(words in lowered for words in sign.texts):
            continue
        if found := max(
            islice(sign.pattern.finditer(text), _MOST_SIGNS), key=lambda match: len(match[0]), default=None
        ):
            code = bare.code if bare and sign.meaning is SIGN_IN else 0
            around = _line(text, found.start(), found.end())
            return FailedReply(sign.meaning, code, "", "", around, found.start(), found.end())
    return None


def _line(text: str, start: int, end: int) -> str:
    """The line with a sign, at most a terminal's width before and behind it."""
    begin = max(text.rfind("\n", 0, start) + 1, start - 80)
    stop = text.find("\n", end)
    after = text[end : min(stop if stop >= 0 else len(text), end + 80)]
    return printable(f"{without_unknown(text[begin:start])}{text[start:end]}{without_unknown(after)}")


def _bare_codes(text: str) -> Iterator[FailedReply]:
    for found in _BARE.finditer(text):
        code = int(found["start"] or found["inside"])
        rest = text[found.end() : found.end() + 160].split("\n")[0]
        is_alone = not re.search(r"[A-Za-z]", rest)
        evidence = printable(f"{code}{without_unknown(rest)}") if not is_alone else str(code)
        enhanced = re.match(r"[\s-]*([245]\.\d{1,3}\.\d{1,3})(?!\S)", rest)
        yield FailedReply(
            _by_code(code, is_alone), code, enhanced[1] if enhanced else "", "", evidence, found.start(), found.end()
        )


def _by_code(code: int, is_alone: bool) -> Meaning:
    """What a code tells without a known text: little, and nothing with a text of another server."""
    if is_alone and code == 535:
        says = "The server rejected the sign-in or the sender. Which of them is in the text after 535."
        return Meaning(Kind.AUTHENTICATION, Actor.UNKNOWN, says, UNRECOGNIZED.next_step)
    if is_alone and code in _BY_CODE:
        return reply_about(_BY_CODE[code]).meaning
    says = f"The server replied {code}, {'a temporary' if code < 500 else 'a permanent'} failure. {_NOT_PUBLISHED}"
    return Meaning(
        Kind.OTHER,
        Actor.UNKNOWN,
        says,
        "Search for the code in the Email Delivery documentation, under Troubleshooting.",
    )
