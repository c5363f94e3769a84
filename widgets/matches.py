"""Where the words of a filter stand in the text of a cell."""

from collections.abc import Iterable, Iterator

from widgets.row_query import Query, fold_case

Span = tuple[int, int]
"""First character, and the one after the last."""


def words_for(query: Query, column: int) -> list[str]:
    """The words that a filter looks for in a column."""
    return [term.word for term in query if not term.excluded and term.column in (None, column)]


def spans(text: str, words: Iterable[str]) -> list[Span]:
    """Where any of the words, which are folded, stands in a text; from the left, and none over another."""
    folded, origins = _folded(text)
    found = sorted((start, start + len(word)) for word in words for start in _starts(folded, word))
    merged: list[Span] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return [(origins[start], origins[end - 1] + 1) for start, end in merged] if origins else merged


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and the character that each of its characters is from; none where it is the same."""
    if text.isascii():
        return fold_case(text), []
    parts = [fold_case(char) for char in text]
    return "".join(parts), [at for at, part in enumerate(parts) for _ in part]


def _starts(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
