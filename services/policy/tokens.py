"""Words, names and signs of a policy statement, so that nothing in it goes unnoticed."""

import re
from dataclasses import dataclass
from typing import Literal

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<quoted>'[^'\\\r\n]*')
    | (?P<comment>//[^\r\n]*)
    | (?P<sign>!=|[,/:{}()=])
    | (?P<word>[^\s'",/:{}()=!;#*\\<>|&^~`?$%\[\]\u2018\u2019\u201c\u201d]+)
    | (?P<foreign>"[^"\r\n]*"|\u201c[^\u201d\r\n]*\u201d|\u2018[^\u2019\r\n]*\u2019)
    )""",
    re.VERBOSE,
)
_PATTERN = re.compile(r"\s*(/[^/'\r\n]*/)")
_OPENING = "'\"\u201c\u2018"
"""Quotation marks, straight and typographic, that hide what follows them if they aren't closed."""


@dataclass(frozen=True)
class Token:
    """A piece of a statement. `text` is without quotes, or without the slashes of a pattern.

    A `stray` piece means nothing in a statement, and its `text` says why: what it is part of can't be read.
    """

    kind: Literal["quoted", "sign", "word", "pattern", "stray"]
    text: str

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords, in any case."""
        return self.kind == "word" and self.text.lower() in words

    def is_sign(self, sign: str) -> bool:
        """Whether it is that sign."""
        return self.kind == "sign" and self.text == sign


def tokens(text: str) -> list[Token]:
    """The pieces of a statement, without the comment at its end."""
    found: list[Token] = []
    position, end = 0, len(text.rstrip())
    in_condition = False
    while position < end:
        match = _PATTERN.match(text, position) if in_condition and _takes_value(found) else None
        if match:
            found.append(Token("pattern", match[1][1:-1]))
        else:
            match = _TOKEN.match(text, position)
            if match is None:
                stray, position = _stray(text, position)
                found.append(stray)
                continue
            if match["comment"] is None:
                found.append(_token(match))
            elif text[match.end() :].strip():
                found.append(Token("stray", "it has a comment before its end"))
            in_condition = in_condition or bool(found and found[-1].is_word("where"))
        position = match.end()
    return found


def _takes_value(before: list[Token]) -> bool:
    return before[-1].kind == "sign" and before[-1].text in ("=", "!=", "(", ",")


def _token(match: "re.Match[str]") -> Token:
    if match["quoted"] is not None:
        return Token("quoted", match["quoted"][1:-1])
    if match["foreign"] is not None:
        return Token("stray", _has_no_meaning(match["foreign"][0]))
    return Token("sign", match["sign"]) if match["sign"] else Token("word", match["word"])


def _stray(text: str, position: int) -> tuple[Token, int]:
    """What has no meaning at a position, and where to continue: at the end if what it hides is unknown."""
    position += len(text[position:]) - len(text[position:].lstrip())
    character = text[position]
    if character == "'" and "\\" in text[position:]:
        reason = "it has a backslash in a quoted name, and OCI doesn't document what that escapes"
        return Token("stray", reason), len(text)
    return Token("stray", _has_no_meaning(character)), len(text) if character in _OPENING else position + 1


def _has_no_meaning(character: str) -> str:
    return f"the character {character!r} has no meaning in a statement"
