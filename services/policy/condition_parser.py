"""The condition of a statement, taken apart.

Source: Identity/policysyntax/conditions.htm, Identity/policies/scoping-policy-by-time.htm.
"""

from collections.abc import Callable
from typing import TypeVar

from services.config.ocids import OCID
from services.policy.statement import Combination, Comparison, Condition, UnparsedError, Value
from services.policy.tokens import Token

_SETS = {"sets-intersect": "intersect", "sets-equal": "equal"}
_END = Token("sign", "")

T = TypeVar("T")

DEEPEST = 50
"""Conditions inside of each other: no person writes so many, and what reads and judges them calls itself for each."""


def parse_condition(found: list[Token]) -> Condition:
    """The condition in the tokens after `where`.

    Raises:
        UnparsedError: it isn't written as Oracle documents it.
    """
    reader = _Reader(found)
    condition = reader.condition(1)
    reader.expect("")
    return condition


class _Reader:
    """Takes one token after the other."""

    def __init__(self, found: list[Token]) -> None:
        self._rest = iter((*found, _END))
        self._next = next(self._rest)

    def condition(self, depth: int) -> Condition:
        """One condition, or all of those in braces."""
        if depth > DEEPEST + 1:
            raise UnparsedError(f"its conditions are nested more than {DEEPEST} deep")
        first = self._word()
        if self._next.is_sign("{") and first.lower() in ("any", "all"):
            items = self._listed("{", lambda: self.condition(depth + 1), "}")
            return Combination("any" if first.lower() == "any" else "all", tuple(items))
        if self._next.is_sign("(") and first.lower() in _SETS:
            return self._sets(_SETS[first.lower()])
        if first.lower() == "not" and self._next.kind == "word":
            return Comparison(self._word().lower(), "absent", ())
        return self._comparison(first.lower())

    def expect(self, sign: str) -> None:
        """Take that sign; the empty one is the end."""
        if not self._next.is_sign(sign):
            raise _unexpected(self._next)
        self._take()

    def _comparison(self, variable: str) -> Comparison:
        token = self._next
        if token.is_sign("=") or token.is_sign("!="):
            self._take()
            return Comparison(variable, "eq" if token.text == "=" else "neq", (self._value(),))
        if not token.is_word("in", "not", "before", "after", "between"):
            return Comparison(variable, "present", ())
        operator = self._word().lower()
        if operator == "between":
            start = self._value()
            self._keyword("and")
            return Comparison(variable, operator, (start, self._value()))
        if operator in ("before", "after"):
            return Comparison(variable, operator, (self._value(),))
        if operator == "not":
            self._keyword("in")
            operator = "not_in"
        return Comparison(variable, operator, tuple(self._listed("(", self._value, ")")))

    def _sets(self, operator: str) -> Comparison:
        """`sets-intersect(variable, ('value', ...))`, in either order, or with two variables."""
        self.expect("(")
        sides = [self._side()]
        self.expect(",")
        sides.append(self._side())
        self.expect(")")
        sides.sort(key=lambda side: not _is_variable(side))
        if not _is_variable(sides[0]):
            raise UnparsedError("it compares two lists")
        return Comparison(sides[0][0].text.lower(), operator, sides[1])

    def _side(self) -> tuple[Value, ...]:
        return tuple(self._listed("(", self._value, ")")) if self._next.is_sign("(") else (self._value(),)

    def _listed(self, opening: str, read: Callable[[], T], closing: str) -> list[T]:
        self.expect(opening)
        items = [read()]
        while self._next.is_sign(","):
            self._take()
            items.append(read())
        self.expect(closing)
        return items

    def _value(self) -> Value:
        token = self._take()
        if token.kind == "pattern":
            return Value("pattern", token.text)
        if token.kind == "quoted":
            return Value("text", token.text)
        if token.kind != "word":
            raise _unexpected(token)
        return Value("text" if OCID.fullmatch(token.text) else "word", token.text)

    def _keyword(self, word: str) -> None:
        if self._word().lower() != word:
            raise UnparsedError(f'its condition has no "{word}"')

    def _word(self) -> str:
        if self._next.kind != "word":
            raise _unexpected(self._next)
        return self._take().text

    def _take(self) -> Token:
        token = self._next
        self._next = next(self._rest, _END)
        return token


def _unexpected(token: Token) -> UnparsedError:
    if token.kind == "stray":
        return UnparsedError(token.text)
    return UnparsedError(
        f'"{token.text}" is unexpected in its condition' if token != _END else "its condition has no end"
    )


def _is_variable(side: tuple[Value, ...]) -> bool:
    return len(side) == 1 and side[0].kind == "word"
