"""Verb, resource, location and condition of a statement, by the published grammar (oci-lexer-parser).

The grammar gets every name as a plain word that stands for it, so that no name can be misread.
"""

import re
from itertools import accumulate
from typing import Any

from services.policy.statement import (
    Combination,
    Comparison,
    Condition,
    Location,
    Principal,
    Statement,
    UnparsedError,
    Value,
)
from services.policy.tokens import Token

_PLAIN_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_OCID = re.compile(r"ocid1\.[A-Za-z0-9._-]+")

DEEPEST = 50
"""Conditions inside of each other: no person writes so many, and what reads and judges them calls itself for each."""


def parse_rest(denies: bool, principals: tuple[Principal, ...], rest: list[Token]) -> Statement:
    """The statement that `rest`, from its `to` on, says about the principals.

    Raises:
        UnparsedError: the grammar does not take it.
    """
    if _depth(rest) > DEEPEST:
        raise UnparsedError(f"its conditions are nested more than {DEEPEST} deep")
    masked = _Masked(rest)
    tree = _tree(f"Allow any-user {masked.text}")
    actions = tree["actions"]
    named = [str(action) for action in actions["values"]]
    # The grammar takes any word for a verb, and calls it a permission.
    has_braces = len(rest) > 1 and rest[1].is_sign("{")
    return Statement(
        denies=denies,
        principals=principals,
        verb="" if has_braces else named[0].lower(),
        permissions=frozenset(name.upper() for name in named) if has_braces else frozenset(),
        resource=_resource(tree["resources"]),
        location=masked.location(tree["location"]),
        condition=masked.condition(tree["conditions"]) if "conditions" in tree else None,
    )


def _depth(tokens: list[Token]) -> int:
    opened = accumulate(1 if token.is_sign("{") else -1 if token.is_sign("}") else 0 for token in tokens)
    return max(opened, default=0)


def _tree(text: str) -> dict[str, Any]:
    from oci_lexer_parser import parse_policy_statements

    try:
        answer: Any = parse_policy_statements(text, error_mode="raise")
    except ValueError:
        raise UnparsedError("it isn't a policy statement") from None
    if len(answer["statements"]) != 1:
        raise UnparsedError("it's more than one statement")
    tree: dict[str, Any] = answer["statements"][0]
    return tree


def _is_read_as_meant(token: Token, before: Token | None) -> bool:
    """Whether the grammar takes this token for what it is here."""
    if _OCID.fullmatch(token.text):
        return before is not None and before.is_word("id")  # elsewhere it takes fewer OCIDs than OCI does
    if token.kind == "sign" or token.is_word("id"):
        return True
    is_name = before is not None and (before.is_word("compartment") or before.is_sign(":"))
    return token.kind == "word" and not is_name and _PLAIN_WORD.fullmatch(token.text) is not None


def _resource(resources: dict[str, Any]) -> str:
    return "all-resources" if resources["type"] == "all-resources" else ",".join(resources["values"]).lower()


class _Masked:
    """A piece of a statement with a stand-in for every name and value, and what each stands for."""

    def __init__(self, rest: list[Token]) -> None:
        self._prefix = "m"
        while any(self._prefix in token.text.lower() for token in rest):
            self._prefix += "m"
        self._held: list[Token] = []
        self.text = " ".join(map(self._stand_in, rest, [None, *rest]))

    def _stand_in(self, token: Token, before: Token | None) -> str:
        if _is_read_as_meant(token, before):
            return token.text
        self._held.append(token)
        word = f"{self._prefix}{len(self._held) - 1}"
        return {"quoted": f"'{word}'", "pattern": f"/{word}/"}.get(token.kind, word)

    def _meant(self, word: str) -> Token:
        number = word.removeprefix(self._prefix)
        if number != word and number.isdigit():
            return self._held[int(number)]
        return Token("word", word)

    def location(self, tree: dict[str, Any]) -> Location:
        names = tuple(self._meant(name).text for name in tree["values"])
        if tree["type"] == "tenancy":
            return Location(in_tenancy=True)
        if tree["type"] == "compartment-id" or (len(names) == 1 and _OCID.fullmatch(names[0])):
            return Location(ocid=names[0])
        return Location(path=names)

    def condition(self, tree: dict[str, Any]) -> Condition:
        if tree["type"] == "group":
            return Combination(tree["mode"], tuple(self.condition(item) for item in tree["items"]))
        node = tree["node"]
        right = node.get("rhs") or {}
        values = right["values"] if right.get("type") == "list" else [right]
        return Comparison(
            self._meant(node["lhs"]).text.lower(),
            node["op"],
            tuple(self._value(value) for value in values if "value" in value),
        )

    def _value(self, value: dict[str, Any]) -> Value:
        text = str(value.get("pattern", value["value"]))
        token = self._meant(text)
        if token.kind == "pattern":
            return Value("pattern", token.text)
        is_text = token.kind == "quoted" or _OCID.fullmatch(token.text) is not None
        return Value("text" if is_text else "word", token.text)
