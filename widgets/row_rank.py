"""How well a row fits what is typed: by the whole name, its beginning, a word in it, or anywhere."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from itertools import compress

from widgets.row_query import Query

OPEN, CLOSE, OTHER = "\n", "\r", "\t"
"""Around a cell that names the row, and before any other: no word of a query has white space."""

EXACT, PREFIX, WORD_START, INSIDE, ELSEWHERE = range(5)
"""Ranks of a row, best first. The last one is for rows that fit by a cell that doesn't name them."""

MANY = 10_000
"""Of more rows than this, only those come first that begin with the word: to rank all takes longer than a key may."""

_BETWEEN = CLOSE + OPEN
_SEPARATORS = " ._-@+/"


def text_of(cells: Sequence[str], names: int) -> str:
    """The text to search a row by: its cells, of which the first `names` name the row."""
    return f"{OPEN}{_BETWEEN.join(cells[:names])}{CLOSE}{OTHER}{OTHER.join(cells[names:])}"


def word_to_rank(query: Query) -> str:
    """The word of a query by which its rows are ranked; empty where it only excludes."""
    return next((term.word for term in query if not term.excluded), "")


def ranks_of(word: str, texts: Sequence[str], rows: Iterable[int]) -> bytearray:
    """The rank of each row."""
    whole, start = f"{OPEN}{word}{CLOSE}", f"{OPEN}{word}"
    starts_word = re.compile(f"[{re.escape(_SEPARATORS)}]{re.escape(word)}").search

    def rank(text: str) -> int:
        if start in text:
            return EXACT if whole in text else PREFIX
        if starts_word(text):
            return WORD_START
        return INSIDE if text.find(word) < text.rfind(CLOSE) else ELSEWHERE

    return bytearray([rank(texts[row]) for row in rows])


def by_rank(rows: Sequence[int], ranks: bytearray) -> array[int]:
    """The rows with the best rank first; rows of one rank keep their order."""
    ordered = array("I")
    for rank in range(ELSEWHERE + 1):
        if rank in ranks:
            ordered.extend(compress(rows, ranks.translate(_IS[rank])))
    return ordered


def by_beginning(
    word: str, texts: Sequence[str], rows: Sequence[int], same_letter: Iterable[int], is_certain: bool
) -> array[int]:
    """As `by_rank` for a great many rows, of which only those that begin with the word come first.

    `same_letter` are the rows that begin with its first letter. `is_certain` says whether nothing else is looked for.
    """
    whole, start = f"{OPEN}{word}{CLOSE}", f"{OPEN}{word}"
    first = [row for row in same_letter if texts[row].startswith(start)]
    if not is_certain:
        first = list(set(rows).intersection(first))
    first.sort(key=lambda row: (whole not in texts[row], row))
    is_left = bytearray(b"\1") * len(texts)
    for row in first:
        is_left[row] = 0
    is_shown = is_left if len(rows) == len(texts) else map(is_left.__getitem__, rows)
    return array("I", first) + array("I", compress(rows, is_shown))


def first_as_good(order: Sequence[int], best: int, rows: Sequence[int], ranks: bytearray) -> int:
    """Where in `order` the first row is with the rank of `best`; or `best` itself, if rows are too many to rank."""
    as_good = {best}
    if len(ranks) == len(rows):
        as_good.update(compress(rows, ranks.translate(_IS[min(ranks)])))
    return next(position for position, row in enumerate(order) if row in as_good)


_IS = [bytes(byte == rank for byte in range(256)) for rank in range(ELSEWHERE + 1)]
"""For each rank, what makes 1 of it and 0 of all others."""
