"""Policy statements as text, taken apart (Identity/policysyntax/policysyntax.htm).

A part that can't be read doesn't keep the others from being read: what these exclude is excluded.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from services.config.ocids import OCID
from services.policy.condition_parser import parse_condition
from services.policy.statement import Location, Part, Statement, UnparsedError
from services.policy.subject import parse_subject
from services.policy.tokens import Token, tokens

_OTHER_TENANCIES = ("define", "admit", "endorse")
"""First words of statements about the resources and users of other tenancies."""

_SUBJECTS = ("group", "dynamic-group", "any-user", "any-group", "service", "resource")

_ABOUT_SENDING = re.compile(r"email-family|approved-senders|all-resources|any-resource|approved_sender_", re.IGNORECASE)
"""Without one of these a statement can neither give nor take the permission to send."""

_KEPT = 4096
"""Statements that are not parsed again: the same ones are judged for every user and sender."""

T = TypeVar("T")


def may_concern_sending(text: str) -> bool:
    """Whether a statement has a word that sending depends on. Cheap, so that others need not be parsed."""
    return _ABOUT_SENDING.search(text) is not None


@lru_cache(maxsize=_KEPT)
def parse_statement(text: str) -> Statement | None:
    """A statement; None for one about other tenancies, which has no part in who may send here.

    Raises:
        UnparsedError: its parts can't be told from each other, and so it may mean anything.
    """
    found = tokens(text)
    if not found:
        raise UnparsedError("it's empty")
    first = 1 if found[0].is_word("deny") and len(found) > 1 else 0
    if found[first].is_word(*_OTHER_TENANCIES):
        return None
    if not found[0].is_word("allow", "deny"):
        raise UnparsedError("it starts with neither Allow nor Deny")
    if any(token.is_word("allow", "deny") and after.is_word(*_SUBJECTS) for token, after in pairwise(found[1:])):
        raise UnparsedError("it's more than one statement")
    to = _position(found, "to")
    if to == len(found):
        raise UnparsedError(next((token.text for token in found if token.kind == "stray"), 'it has no "to"'))
    return _statement(found[0].is_word("deny"), found[1:to], found[to + 1 :])


def _statement(denies: bool, subject: list[Token], rest: list[Token]) -> Statement:
    where = _position(rest, "where")
    place = _position(rest[:where], "in")
    verb_end = next((n for n, token in enumerate(rest[:place]) if token.is_sign("}")), 0) + 1
    unread: dict[Part, str] = {}

    def read(part: Part, parse: Callable[[list[Token]], T], found: list[Token], otherwise: T) -> T:
        try:
            return parse(found)
        except UnparsedError as error:
            unread[part] = next((token.text for token in found if token.kind == "stray"), str(error))
            return otherwise

    no_verb: tuple[str, frozenset[str]] = ("", frozenset())
    verb, permissions = read("verb", _verb, rest[: min(verb_end, place)], no_verb)
    return Statement(
        denies,
        read("subject", parse_subject, subject, ()),
        verb,
        permissions,
        read("resource", _optional_resource if permissions else _resource, rest[verb_end:place], ""),
        read("location", _location, rest[place + 1 : where], Location()),
        read("condition", parse_condition, rest[where + 1 :], None) if where < len(rest) else None,
        unread,
    )


def _position(found: list[Token], word: str) -> int:
    """Where that word is for the first time; behind all of them if nowhere."""
    return next((n for n, token in enumerate(found) if token.is_word(word)), len(found))


def _verb(found: list[Token]) -> tuple[str, frozenset[str]]:
    """A verb, or the permissions in braces."""
    if [token.kind for token in found] == ["word"]:
        return found[0].text.lower(), frozenset()
    names = [token.text.upper() for token in found[1:-1:2] if token.kind == "word"]
    signs = [token.text for token in found[2:-1:2] if token.kind == "sign"]
    is_list = len(found) == 2 * len(names) + 1 and signs == [","] * (len(names) - 1)
    if not (names and is_list and found[0].is_sign("{") and found[-1].is_sign("}")):
        raise UnparsedError("it has neither a verb nor permissions in braces")
    return "", frozenset(names)


def _resource(found: list[Token]) -> str:
    if [token.kind for token in found] != ["word"]:
        raise UnparsedError("it doesn't name one resource type")
    return found[0].text.lower()


def _optional_resource(found: list[Token]) -> str:
    return _resource(found) if found else ""


def _location(found: list[Token]) -> Location:
    if len(found) == 1 and found[0].is_word("tenancy"):
        return Location(in_tenancy=True)
    names, colons = found[1::2], found[2::2]
    if not found or not found[0].is_word("compartment") or any(name.kind not in ("word", "quoted") for name in names):
        raise UnparsedError("its location is neither the tenancy nor a compartment")
    if len(found) == 3 and found[1].is_word("id"):
        return Location(ocid=found[2].text)
    if len(colons) != len(names) - 1 or not all(colon.is_sign(":") for colon in colons):
        raise UnparsedError("its compartment path can't be parsed")
    if found[-1].is_word("id") and len(found) == 2:
        raise UnparsedError("it has no OCID of a compartment")
    path = tuple(name.text for name in names)
    return Location(ocid=path[0]) if len(path) == 1 and OCID.fullmatch(path[0]) else Location(path=path)
