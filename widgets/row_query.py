"""The little language of the filter bar, parsed."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple


def fold_case(text: str) -> str:
    """The text as it is compared: without case, and with compatible forms of a character made one."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


class Term(NamedTuple):
    """One word of a query: a substring that a row must have, or must not."""

    word: str
    column: int | None = None
    """The only column to look in; None looks in all."""
    excluded: bool = False

    def narrows(self, other: "Term") -> bool:
        """Whether every row that passes this term is sure to pass the other one as well."""
        if self.excluded != other.excluded:
            return False
        wide, narrow = (self, other) if self.excluded else (other, self)
        return wide.word in narrow.word and wide.column in (None, narrow.column)


Query = tuple[Term, ...]
"""All terms must hold."""


def parse(text: str, columns: Sequence[str] = ()) -> Query:
    """The terms of what a person typed: `word`, `!word`, `column:word` and `!column:word`, separated by spaces.

    A prefix that names none of `columns` is part of the word. A term that is still without its word asks for nothing.
    """
    return tuple(dict.fromkeys(term for part in fold_case(text).split() if (term := _term(part, columns)).word))


def narrows(query: Query, other: Query) -> bool:
    """Whether every row that passes `query` is sure to pass `other`."""
    return all(any(term.narrows(wider) for term in query) for wider in other)


def longest_word(text: str, columns: Sequence[str], among: Sequence[str]) -> str:
    """The longest word that a row must have, in any column or in one of `among`; empty where there is none.

    It is what to search for where only substrings can be searched for.
    """
    wanted = {None, *(columns.index(name) for name in among)}
    words = [term.word for term in parse(text, columns) if not term.excluded and term.column in wanted]
    return max(words, key=len, default="")


def _term(part: str, columns: Sequence[str]) -> Term:
    excluded = part.startswith("!")
    word = part[1:] if excluded else part
    prefix, colon, rest = word.partition(":")
    if colon and prefix in columns:
        return Term(rest, columns.index(prefix), excluded)
    return Term(word, None, excluded)
