"""The text of a table's lines: the header and the rows, each exactly as wide as the table."""

from collections.abc import Sequence

from widgets.cells import fit
from widgets.plain import visible
from widgets.table_columns import GAP, Column, Placed

ASCENDING, DESCENDING = "▲", "▼"  # both are in the fonts of the Linux console
SELECTED = ">"  # as before the row under the cursor, and as plain
MARGIN = 1
"""Cells left of the first column, where the cursor's mark stands."""

_GAP = " " * GAP


def header_text(
    columns: Sequence[Column],
    placed: Sequence[Placed],
    sort: tuple[str, bool] | None,
    selected: int | None,
    width: int,
) -> str:
    """The header; `sort` is the key of the column that orders the rows and whether it is reversed.

    A mark stands before the label of the column numbered `selected`.
    """
    parts = []
    for number, each in enumerate(placed):
        before = SELECTED if each.column == selected else " "
        parts.append(before.rjust(GAP if number else MARGIN))
        parts.append(fit(visible(_label(columns[each.column], sort)), each.width))
    return fit("".join(parts), width)


def row_text(cells: Sequence[str], placed: Sequence[Placed], mark: str, width: int) -> str:
    """A row, with a mark of one cell at its left edge."""
    return fit(mark + _GAP.join(fit(visible(cells[each.column]), each.width) for each in placed), width)


def _label(column: Column, sort: tuple[str, bool] | None) -> str:
    if sort is None or sort[0] != column.key:
        return column.label
    return f"{column.label} {DESCENDING if sort[1] else ASCENDING}"
