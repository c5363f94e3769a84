"""The lines of a table: the header and the rows, each exactly as wide as the table."""

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from widgets.cells import fit, shorten, wrap
from widgets.matches import Span, spans, words_for
from widgets.plain import visible
from widgets.row_query import Query
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
        parts.append(_label(columns[each.column], sort, each.width))
    return fit("".join(parts), width)


def row_text(columns: Sequence[Column], cells: Sequence[str], placed: Sequence[Placed], mark: str, width: int) -> str:
    """A row, with a mark of one cell at its left edge."""
    return fit(mark + _GAP.join(_cell(columns, cells, each) for each in placed), width)


def empty_line(text: str, y: int, page: int, width: int) -> str:
    """Line `y` of a list of `page` lines without rows: a part of the text, which stands in the middle."""
    lines = wrap(visible(text), max(1, width - 2 * MARGIN))
    number = y - max(0, page - len(lines)) // 2
    return fit(lines[number].center(width) if 0 <= number < len(lines) else "", width)


def found_spans(
    columns: Sequence[Column], cells: Sequence[str], placed: Sequence[Placed], query: Query
) -> tuple[Span, ...]:
    """Where in the text of a row the words of the filter stand."""
    if not query:
        return ()
    found: list[Span] = []
    start = MARGIN
    for each in placed:
        text = _cell(columns, cells, each)
        found += [(start + left, start + right) for left, right in spans(text, words_for(query, each.column))]
        start += len(text) + GAP
    return tuple(found)


def strip(text: str, style: Style, found: Iterable[Span] = (), found_style: Style | None = None) -> Strip:
    """A line in one style, and what the filter found in it in another."""
    segments, at = [], 0
    for start, end in found:
        segments += [Segment(text[at:start], style), Segment(text[start:end], style + found_style)]
        at = end
    return Strip([*segments, Segment(text[at:], style)])


def _cell(columns: Sequence[Column], cells: Sequence[str], each: Placed) -> str:
    text, shorter = cells[each.column], columns[each.column].shorter
    return fit(visible(shorter(text) if shorter else text), each.width)


def _label(column: Column, sort: tuple[str, bool] | None, width: int) -> str:
    """The label of a column in `width` cells. Of the one that orders the rows, the label is cut and not the arrow."""
    label = visible(column.label)
    if sort is None or sort[0] != column.key:
        return fit(label, width)
    arrow = f" {DESCENDING if sort[1] else ASCENDING}"
    return fit(shorten(label, max(0, width - len(arrow))) + arrow, width)
