"""The filter and the sort of a list as one would write them without a thought for speed."""

from widgets.row_index import Row, SortKey
from widgets.row_query import Query


def passes(cells: tuple[str, ...], query: Query) -> bool:
    """Whether a row of lower-case cells passes."""
    for word, column, excluded in query:
        searched = cells if column is None else (cells[column],)
        if any(word in cell for cell in searched) == excluded:
            return False
    return True


def rank(cells: tuple[str, ...], query: Query) -> int:
    """How well a row fits the first word that is looked for: by the whole name, its beginning, a word in it, inside."""
    word = next((term.word for term in query if not term.excluded), None)
    if word is None:
        return 0
    name = cells[0]
    if name.startswith(word):
        return 0 if name == word else 1
    if any(f"{sep}{word}" in cell for sep in " ._-@+/" for cell in cells):
        return 2
    return 3 if word in name else 4


def ordered(rows: list[Row], query: Query, column: int | None, reverse: bool) -> list[str]:
    """Keys of the rows that pass, in order: those that fit best first, or as sorted, with rows without a value last."""
    shown = [row for row in rows if passes(row.cells, query)]
    if column is None:
        return [row.key for row in sorted(shown, key=lambda row: rank(row.cells, query))]

    def value(row: Row) -> SortKey:
        return row.cells[column] if row.sort_keys is None else row.sort_keys[column]

    known = [row for row in shown if value(row) is not None]
    known.sort(key=lambda row: str(value(row)), reverse=reverse)
    return [row.key for row in known + [row for row in shown if value(row) is None]]
