"""Policy statements as text, taken apart."""

import re
from functools import lru_cache

from services.policy.grammar import parse_rest
from services.policy.statement import Statement, UnparsedError
from services.policy.subject import parse_subject
from services.policy.tokens import Token, tokens

_OTHER_TENANCIES = ("define", "admit", "endorse")
"""First words of statements about the resources and users of other tenancies."""

_ABOUT_SENDING = re.compile(r"email-family|approved-senders|all-resources|approved_sender_use", re.IGNORECASE)
"""Without one of these a statement can neither give nor take the permission to send."""

_KEPT = 4096
"""Statements that are not parsed again: milliseconds each, and the same ones for every user and sender."""


def may_concern_sending(text: str) -> bool:
    """Whether a statement has a word that sending depends on. Cheap, so that others need not be parsed."""
    return _ABOUT_SENDING.search(text) is not None


@lru_cache(maxsize=_KEPT)
def parse_statement(text: str) -> Statement | None:
    """A statement; None for one about other tenancies, which has no part in who may send here.

    Raises:
        UnparsedError: it cannot be read, and so may mean anything.
    """
    found = tokens(text)
    if not found:
        raise UnparsedError("it's empty")
    first = 1 if found[0].is_word("deny") and len(found) > 1 else 0
    if found[first].is_word(*_OTHER_TENANCIES):
        return None
    if not found[0].is_word("allow", "deny"):
        raise UnparsedError("it starts with neither Allow nor Deny")
    to = _position_of_to(found)
    return parse_rest(found[0].is_word("deny"), parse_subject(found[1:to]), found[to:])


def _position_of_to(found: list[Token]) -> int:
    position = next((n for n, token in enumerate(found) if token.is_word("to")), None)
    if position is None:
        raise UnparsedError('it has no "to"')
    return position
