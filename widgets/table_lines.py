"""The text of a table's lines: the header and the rows, each exactly as wide as the table."""

from collections.abc import Sequence

from widgets.cells import fit
from widgets.plain import visible
from widgets.table_columns import GAP, Column, Placed

ASCENDING, DESCENDING = "▲", "▼"  # both are in the fonts of the Linux console
MARGIN = 1
"""Cells left of the first column, where the cursor's mark stands."""

_GAP = " " * GAP


def header_text(columns: Sequence[Column], placed: Sequence[Placed], sort: tuple[str, bool] | None, width: int) -> str:
    """The header; `sort` is the key of the column that orders the rows and whether it is reversed."""
    labels = [_label(column, sort) for column in columns]
    return fit(" " * MARGIN + _GAP.join(fit(visible(labels[each.column]), each.width) for each in placed), width)


def row_text(cells: Sequence[str], placed: Sequence[Placed], mark: str, width: int) -> str:
    """A row, with a mark of one cell at its left edge."""
    return fit(mark + _GAP.join(fit(visible(cells[each.column]), each.width) for each in placed), width)


def _label(column: Column, sort: tuple[str, bool] | None) -> str:
    if sort is None or sort[0] != column.key:
        return column.label
    return f"{column.label} {DESCENDING if sort[1] else ASCENDING}"
