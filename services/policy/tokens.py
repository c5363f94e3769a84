"""Words, names and signs of a policy statement, so that nothing in it goes unnoticed.

The grammar's own lexer skips what it does not know and takes ASCII alone; a skipped character could change who is
meant. So statements are cut here first, and the grammar sees them with names replaced by plain ones.
"""

import re
from dataclasses import dataclass
from typing import Literal

from services.policy.statement import UnparsedError

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<quoted>'[^'\r\n]*')
    | (?P<sign>!=|[,/:{}()=])
    | (?P<word>[^\s'",/:{}()=!;#*\\<>|&^~`?$%\[\]]+)
    )""",
    re.VERBOSE,
)
_PATTERN = re.compile(r"\s*(/[^/'\r\n]*/)")


@dataclass(frozen=True)
class Token:
    """A piece of a statement. `text` is without quotes, or without the slashes of a pattern."""

    kind: Literal["quoted", "sign", "word", "pattern"]
    text: str

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords, in any case."""
        return self.kind == "word" and self.text.lower() in words

    def is_sign(self, sign: str) -> bool:
        """Whether it is that sign."""
        return self.kind == "sign" and self.text == sign


def tokens(text: str) -> list[Token]:
    """The pieces of a statement.

    Raises:
        UnparsedError: it has a character that means nothing in a statement.
    """
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
                raise UnparsedError(f"the character {text[position:].lstrip()[0]!r} has no meaning in a statement")
            found.append(_token(match))
            in_condition = in_condition or found[-1].is_word("where")
        position = match.end()
    return found


def _takes_value(before: list[Token]) -> bool:
    return before[-1].kind == "sign" and before[-1].text in ("=", "!=", "(", ",")


def _token(match: "re.Match[str]") -> Token:
    if match["quoted"] is not None:
        if "\\" in match["quoted"]:
            raise UnparsedError("it has a backslash in a quoted name, and OCI doesn't document what that escapes")
        return Token("quoted", match["quoted"][1:-1])
    return Token("sign", match["sign"]) if match["sign"] else Token("word", match["word"])
