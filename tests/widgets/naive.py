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


def ordered(rows: list[Row], query: Query, column: int | None, reverse: bool) -> list[str]:
    """Keys of the rows that pass, in order; rows without a value last."""
    shown = [row for row in rows if passes(row.cells, query)]
    if column is None:
        return [row.key for row in shown]

    def value(row: Row) -> SortKey:
        return row.cells[column] if row.sort_keys is None else row.sort_keys[column]

    known = [row for row in shown if value(row) is not None]
    known.sort(key=lambda row: str(value(row)), reverse=reverse)
    return [row.key for row in known + [row for row in shown if value(row) is None]]
