"""A long list of rows on the screen: which part of it is drawn, and how that part follows changes of the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from widgets.matches import Span
from widgets.row_cursor import RowCursor
from widgets.row_index import Row, RowIndex
from widgets.table_columns import Column, ColumnLayout, Placed, count_of_names
from widgets.table_lines import MARGIN, empty_line, found_spans, header_text, row_text, strip

HEADER_HEIGHT = 1
_CURSOR_MARK = ">"  # shows the cursor where attributes do not: a braille display, a plain copy of the screen
_MARKED = "*"

_DrawnLine = tuple[int, bool]  # storage index of the row, and whether the cursor is on it


class TableView(ScrollView, can_focus=True, inherit_bindings=False):
    """Draws only the lines on the screen, and of those only the ones that changed."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--header", "table--cursor", "table--empty", "table--found"}
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TableView {
        overflow: hidden auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .table--header { text-style: bold; color: $text-primary; }
        & > .table--empty { color: $text-muted; }
        & > .table--found { text-style: bold underline; }
        & > .table--cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
        }
        &:focus > .table--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: bold;
        }
        &:ansi > .table--cursor { color: ansi_default; background: ansi_default; text-style: bold; }
        &:ansi:focus > .table--cursor { text-style: reverse; }
    }
    """

    empty_text = reactive("")
    """Drawn in the middle while there are no rows to show."""

    @dataclass
    class Highlighted(Message):
        """The cursor came to another row; `key` is None where no rows are shown."""

        key: str | None

    def __init__(self, columns: Sequence[Column], *, empty_text: str = "") -> None:
        super().__init__()
        self.set_reactive(TableView.empty_text, empty_text)
        self._columns = ColumnLayout(columns)
        self._rows = RowIndex([column.key for column in columns], count_of_names(columns))
        self._column_sort: tuple[str, bool] | None = None
        self._row_cursor = RowCursor()
        self._marked: set[str] = set()
        self._found_drawn: dict[int, tuple[Span, ...]] = {}
        """What is underlined on the screen, by the storage index of the row."""

    @property
    def total(self) -> int:
        """Number of rows held."""
        return self._rows.total

    @property
    def shown(self) -> int:
        """Number of rows that pass the filter."""
        return self._rows.shown

    @property
    def highlighted(self) -> str | None:
        """Key of the row under the cursor; None where no rows are shown."""
        return self._row_cursor.key

    def append_rows(self, rows: Iterable[Row]) -> None:
        """Add rows; those whose key is already there are left out."""
        before, line = self._drawn(), self._cursor_line
        self._rows.append(rows)
        self._settle(before, line, fallback=self._row_cursor.position)

    def replace_rows(self, rows: Iterable[Row]) -> None:
        """Put other rows in place of all: the cursor stays on its row, or where that was if it is gone."""
        line = self._cursor_line
        self._rows.clear()
        self._rows.append(rows)
        self._settle(None, line, fallback=self._row_cursor.position)

    def set_filter(self, query: str) -> None:
        """Show only the rows that pass the query (see `row_query.parse`), with the cursor on the one that fits best."""
        before, line = self._drawn(), self._cursor_line
        self._rows.filter(query)
        self._row_cursor.look_for_best(self._rows)
        self._settle(before, line, fallback=0)

    def set_sort(self, column: str | None, reverse: bool | None = None) -> None:
        """Order by a column, or as the rows came with None.

        Without `reverse` the order is ascending, and turns round if that column is what orders the rows already.

        Raises:
            ValueError: no column has that key.
        """
        if reverse is None:
            reverse = self._column_sort == (column, False)
        keys = [each.key for each in self._columns.columns]
        if column is not None and column not in keys:
            raise ValueError(f"no column {column!r}")
        before, line = self._drawn(), self._cursor_line
        index = None if column is None else keys.index(column)
        self._rows.sort(index, reverse)
        self._column_sort = None if column is None else (column, reverse)
        self._settle(before, line, fallback=self._row_cursor.position)
        self._refresh_lines([0])

    def render_line(self, y: int) -> Strip:
        """The header, or the row that is scrolled to this line."""
        width = self._width
        if y < HEADER_HEIGHT:
            style = self.get_component_rich_style("table--header")
            layout = self._columns
            text = header_text(layout.columns, self._columns_placed(), self._column_sort, layout.selected, width)
            return strip(text, style)
        if not self.shown:
            line = empty_line(self.empty_text, y - HEADER_HEIGHT, self._page, width)
            return strip(line, self.get_component_rich_style("table--empty"))
        position = self._top + y - HEADER_HEIGHT
        if position >= self.shown:
            return strip(" " * width, self.visual_style.rich_style)
        return self._row_line(self._rows.order[position], position == self._row_cursor.position, width)

    def _row_line(self, index: int, is_under_cursor: bool, width: int) -> Strip:
        mark = _MARKED if self._rows.key(index) in self._marked else _CURSOR_MARK if is_under_cursor else " "
        text = row_text(self._columns.columns, self._rows.cells(index), self._columns_placed(), mark, width)
        style = self.get_component_rich_style("table--cursor") if is_under_cursor else self.visual_style.rich_style
        found = self._found_drawn[index] = self._found(index)
        return strip(text, style, found, self.get_component_rich_style("table--found", partial=True))

    def _found(self, index: int) -> tuple[Span, ...]:
        cells, placed = self._rows.cells(index), self._columns_placed()
        return found_spans(self._columns.columns, cells, placed, self._rows.query)

    def watch_has_focus(self, _focused: bool) -> None:
        """Redraw the cursor's row, whose style tells whether keys come here."""
        super().watch_has_focus(_focused)
        self._refresh_lines([self._cursor_line + HEADER_HEIGHT])
        self._place_terminal_cursor()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._bring_into_view()

    def _columns_placed(self) -> list[Placed]:
        return self._columns.placed(self._width - MARGIN)

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width  # the scrollbar's column is left out even while there is none

    @property
    def _top(self) -> int:
        return round(self.scroll_y)

    @property
    def _page(self) -> int:
        return max(1, self.size.height - HEADER_HEIGHT)

    @property
    def _cursor_line(self) -> int:
        return self._row_cursor.position - self._top

    def _settle(self, before: list[_DrawnLine] | None, cursor_line: int, fallback: int) -> None:
        """Take up a change of the rows: keep the cursor's row, on its line of the screen where that can be."""
        key = self._row_cursor.key
        self._row_cursor.follow(self._rows, fallback)
        if self._columns.follow(self._rows.empty_columns, self._column_sort[0] if self._column_sort else ""):
            before = None
        self._resize_list()
        self._scroll_to_line(self._row_cursor.position - cursor_line)
        self._refresh_changed(before)
        self._place_terminal_cursor()
        if self._row_cursor.key != key:
            self.post_message(self.Highlighted(self._row_cursor.key))

    def _resize_list(self) -> None:
        size = Size(0, self.shown + HEADER_HEIGHT)
        if size != self.virtual_size:
            # not through the reactive: that costs a layout pass of the screen, and nothing moves (the gutter is stable)
            self.set_reactive(Widget.virtual_size, size)
            self._scroll_update(size)

    def _scroll_to_line(self, top: int) -> None:
        self.scroll_target_y = self.scroll_y = max(0, min(top, self.max_scroll_y))

    def _bring_into_view(self) -> None:
        line = self._cursor_line
        if line < 0:
            self._scroll_to_line(self._row_cursor.position)
        elif line >= self._page:
            self._scroll_to_line(self._row_cursor.position - self._page + 1)

    def _drawn(self) -> list[_DrawnLine]:
        cursor = self._row_cursor.position
        window = range(self._top, min(self._top + self._page, self.shown))
        return [(self._rows.order[position], position == cursor) for position in window]

    def _refresh_changed(self, before: list[_DrawnLine] | None) -> None:
        after = self._drawn()
        if before is None or bool(before) != bool(after):
            self.refresh()
            return
        pairs = zip(before + [None] * len(after), after + [None] * len(before), strict=False)
        self._refresh_lines(y + HEADER_HEIGHT for y, (old, new) in enumerate(pairs) if old != new)

    def _refresh_lines(self, lines: Iterable[int]) -> None:
        width, height = self.size
        if regions := [Region(0, y, width, 1) for y in lines if 0 <= y < height]:
            self.refresh(*regions)

    def _place_terminal_cursor(self) -> None:
        """Put the terminal's own cursor on the cursor's row: it is what a screen reader follows."""
        if self.has_focus:
            self.app.cursor_position = self.content_region.offset + Offset(0, self._cursor_line + HEADER_HEIGHT)
