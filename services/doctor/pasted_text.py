"""The text that a person pasted, as the server wrote it: without the dress of logs, and without passwords."""

import html
import re

HIDDEN = "(hidden)"

_COLOR = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|(?:(?<!\\)\\{1,4}(?:x1b|u001b|033|e))?\[\d{1,3}(?:;\d{1,3})*m", re.IGNORECASE
)
"""ANSI sequences, also where a field dropped the escape character, or where a log wrote it as an escape."""

_QUOTE = re.compile(r"^[ \t]{0,8}(?:>[ \t]?){1,8}", re.MULTILINE)
"""Of a mail that quotes another."""

_ESCAPE = re.compile(
    r"(?<!\\)\\{1,8}(?:r\\{1,8}n|[rnt/\"']|u00[0-9a-fA-F]{2})|#01[25]|&(?:lt|gt|amp|quot|#0?39);|<br ?/?>"
)
"""Of JSON, Python, syslog, and HTML."""

_AUTH = re.compile(
    r"(?P<lead>\bAUTH[ =:\"']{1,3}(?:PLAIN|LOGIN|CRAM-MD5|XOAUTH2|OAUTHBEARER)[ \"',]{1,3})"
    r"(?P<hide>[A-Za-z0-9+/=_-]{4,})",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(r"(?<!\d)334(?![\d.])[^\r\n]{0,200}?(?=\s[245]\d\d[ -]|[\r\n]|\Z)(?:[\r\n]+[^\r\n]{0,300})?")
_TOKEN = re.compile(r"(?<![A-Za-z0-9+/=_.@-])[A-Za-z0-9+/=_-]{4,}(?![A-Za-z0-9+/=_.@-])")
"""Base64, and no part of an address or of a name with dots."""

_NAMED = re.compile(
    r"(?P<lead>(?:pass(?:word|wd|phrase|code)?|pwd|secret)[\"']?\s{0,3}(?:=>|[:=])\s{0,3})(?!\d{3}[ -])"
    r"(?P<hide>\"[^\"\r\n]*\"?|'[^'\r\n]*'?|[^\s\"',;}][^\s,;}]*)",
    re.IGNORECASE,
)
_IN_URL = re.compile(r"(?P<lead>://[^\s:/@]{0,300}:)(?P<hide>\S{1,300})(?=@)")
_PLAIN_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d{1,3}")

_AROUND = ":;,.()<>[]{}\"'=|!?…"
_BETWEEN = re.compile(r"[:=,(]+")
"""What stands around a word in a log, and what between two without a space."""

_HARMLESS = re.compile(
    r"[A-Za-z]?[a-z]*(?:[-/'][a-z]+)*|[A-Z]+(?:_[A-Z]+)*|(?:[A-Z]{1,5}[a-z]{3,20}){1,6}|\d{1,5}|\d+(?:[.-]\d+){1,6}[TZ]?"
    r"|(?:[A-Za-z0-9-]{1,40}\.){1,8}[A-Za-z0-9-]{1,40}|[-–—*~]+|ocid1\.[a-z0-9._-]+(?:@ocid1\.[a-z0-9._-]+)?"
    r"|[A-Za-z0-9.+_-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z0-9-]{1,63}"
)
"""A word, a number, a name, or an address."""

_QUOTED_PRINTABLE = re.compile(r"quoted-printable|=3D|=20\r?\n", re.IGNORECASE)
_QUOTED = re.compile(r"=(?:\r?\n| )|=([0-9A-F]{2})")
"""A soft line break, also where a field joined the lines, or a character."""

_CONTINUED = re.compile(r"(?<![\d.])([245]\d\d)-(?=\S)")
_FURTHER = r"([ -])(?:[245]\.\d{1,3}\.\d{1,3}\s+)?"
_PREFIX = re.compile(r"(?:\s\S{1,12}){0,2}\s(?:\S{0,12}T)?\d\d:\d\d:\d\d\S{0,12}(?:\s\S{1,40}){0,4}\s?\Z")
"""A time and what a log puts behind it, before the next line of a reply; the lines are joined."""

_MOST_OF_A_LINE = 500


def readable(message: str) -> str:
    """The text without colors and escapes, with the lines of a reply joined, and with what follows AUTH hidden."""
    text = _ESCAPE.sub(_unescaped, _COLOR.sub("", message))
    text = _QUOTE.sub("", without_passwords(text))
    if _QUOTED_PRINTABLE.search(text):
        text = _QUOTED.sub(lambda found: chr(int(found[1], 16)) if found[1] else "", text)
    return _joined(text)


def without_passwords(text: str) -> str:
    """The text with a mark in place of what follows AUTH, a challenge of the server, or a password's name."""
    text = _AUTH.sub(_hide, text)
    text = _CHALLENGE.sub(lambda found: _TOKEN.sub(lambda t: _hide_token(t[0]), found[0]), text)
    return _IN_URL.sub(_hide, _NAMED.sub(_hide, text))


def without_unknown(text: str) -> str:
    """The text's words, numbers, names, and addresses; in place of anything else, which might be a password, a mark."""
    return re.sub(r"\S+", lambda found: found[0] if _is_harmless(found[0]) else HIDDEN, text)


def _is_harmless(token: str) -> bool:
    return all(_HARMLESS.fullmatch(part) for part in _BETWEEN.split(token.strip(_AROUND)))


def _unescaped(found: "re.Match[str]") -> str:
    text = found[0]
    if text[0] == "&":
        return html.unescape(text)
    if text[0] in "#<":
        return "\n"
    if "u00" in text:
        return chr(int(text[-2:], 16))
    last = text[-1]
    return "\n" if last in "rn" else " " if last == "t" else last


def _hide(found: "re.Match[str]") -> str:
    return found["lead"] + (_hide_token(found["hide"]) if found.re is _AUTH else HIDDEN)


def _hide_token(token: str) -> str:
    return token if _PLAIN_WORD.fullmatch(token) else HIDDEN


def _joined(text: str) -> str:
    """Each reply of several lines as one (RFC 5321, 4.2.1), whatever a log puts before its lines."""
    parts: list[str] = []
    at = 0
    while first := _CONTINUED.search(text, at):
        code, begin = first[1], first.end()
        parts.append(text[at : first.end() - 1] + " ")
        end = _end_of_line(text, begin)
        while further := _next_line(text, code, begin, end):
            line = text[begin : further.start()]
            parts.append(line.rpartition("\n")[0] or _PREFIX.sub("", line))
            parts.append(" ")
            begin = further.end()
            end = _end_of_line(text, begin)
            if further[1] == " ":
                break
        at = begin
    return "".join((*parts, text[at:]))


def _next_line(text: str, code: str, begin: int, end: int) -> "re.Match[str] | None":
    """The code of a reply's next line: on the line below, or on the same where a field joined the lines."""
    return re.compile(rf"(?<!\d){code}{_FURTHER}").search(text, begin, _end_of_line(text, end + 1))


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at, at + _MOST_OF_A_LINE)
    return end if end >= 0 else min(len(text), at + _MOST_OF_A_LINE)
