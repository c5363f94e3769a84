"""A table to move about in and choose from, a hundred thousand rows as lightly as a hundred."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer

from widgets.table_columns import GAP, Column
from widgets.table_lines import MARGIN
from widgets.table_view import HEADER_HEIGHT, TableView

UNDERLINE_AFTER_SECONDS = 0.2
"""How long the keyboard must rest before rows that stay are drawn again with what is found in them."""


class VirtualTable(TableView):
    """A `TableView` with keys and mouse. The cursor stays on its row whatever happens to the list around it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", "Up", show=False, id="nav.up"),
        Binding("down", "cursor_down", "Down", show=False, id="nav.down"),
        Binding("home", "top", "Top", show=False, id="nav.top"),
        Binding("end", "bottom", "Bottom", show=False, id="nav.bottom"),
        Binding("pageup", "page_up", "Page up", show=False, id="nav.page_up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="nav.page_down"),
        Binding("left", "column_left", "Column left", show=False, id="nav.left"),
        Binding("right", "column_right", "Column right", show=False, id="nav.right"),
        Binding("O", "sort_selected", "Sort by the column", show=False, id="sort.selected"),
        Binding("w", "wide", "All columns", show=False, id="wide"),
        Binding("space", "mark", "Mark", show=False, id="mark"),
        Binding("enter", "select", "Open", id="open"),
    ]

    @dataclass
    class Selected(Message):
        """A row was chosen: enter on it, a double click, or a click where the cursor already was."""

        key: str

    _chosen_by_click = False
    _underlining: Timer | None = None

    def __init__(self, columns: Sequence[Column], *, empty_text: str = "", can_mark: bool = False) -> None:
        """`can_mark` is for a screen that works on several rows at once: elsewhere a mark would mean nothing."""
        super().__init__(columns, empty_text=empty_text)
        self._can_mark = can_mark

    @property
    def is_cursor_moved(self) -> bool:
        """Whether the person put the cursor on its row since the filter changed."""
        return self._row_cursor.is_moved

    @property
    def marked(self) -> list[str]:
        """Keys of the rows that a person marked and that are still there, in the order in which they are shown."""
        if not self._marked:
            return []
        keys = map(self._rows.key, self._rows.order)
        return [key for key in keys if key in self._marked]

    @property
    def cursor_row(self) -> int:
        """The line of the screen on which the cursor is."""
        return self.content_region.y + HEADER_HEIGHT + self._cursor_line

    def highlight(self, key: str) -> bool:
        """Put the cursor on the row with that key; False if it is not shown."""
        position = self._rows.position(key)
        if position is not None:
            self._move_to(position)
        return position is not None

    def set_filter(self, query: str) -> None:
        """As the base class does. What is found in rows that stay is underlined once the keyboard rests.

        Those rows would be drawn again for each letter: 10 KB over the line, for which the letter would wait.
        """
        super().set_filter(query)
        if self._underlining:
            self._underlining.stop()
        self._underlining = self.set_timer(UNDERLINE_AFTER_SECONDS, self._underline)

    def _underline(self) -> None:
        rows = [row for row, _ in self._drawn()]
        outdated = [y for y, row in enumerate(rows) if self._found_drawn.get(row) != self._found(row)]
        self._found_drawn = {row: self._found_drawn.get(row, ()) for row in rows}
        self._refresh_lines(y + HEADER_HEIGHT for y in outdated)

    def action_cursor_up(self) -> None:
        """One row up."""
        self._move_to(self._row_cursor.position - 1)

    def action_cursor_down(self) -> None:
        """One row down."""
        self._move_to(self._row_cursor.position + 1)

    def action_top(self) -> None:
        """To the first row."""
        self._move_to(0)

    def action_bottom(self) -> None:
        """To the last row."""
        self._move_to(self.shown - 1)

    def action_page_up(self) -> None:
        """A screenful up."""
        self._turn(-self._page)

    def action_page_down(self) -> None:
        """A screenful down."""
        self._turn(self._page)

    def action_select(self) -> None:
        """Choose the row under the cursor."""
        if self.highlighted is not None:
            self.post_message(self.Selected(self.highlighted))

    def action_column_left(self) -> None:
        """Select the column left of the selected one."""
        self._step_column(-1)

    def action_column_right(self) -> None:
        """Select the column right of the selected one."""
        self._step_column(1)

    def action_sort_selected(self) -> None:
        """Sort by the selected column, or by the first one; again to reverse."""
        self.set_sort(self._columns.columns[self._columns.selected or 0].key)

    def action_wide(self) -> None:
        """Show every column, or only those that fit."""
        self._columns.turn_wide()
        self.refresh()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key of marks to others where there are none."""
        return self._can_mark if action == "mark" else super().check_action(action, parameters)

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go to the next."""
        if self.highlighted is None:
            return
        self._marked ^= {self.highlighted}
        self._refresh_lines([self._cursor_line + HEADER_HEIGHT])
        self._move_to(self._row_cursor.position + 1)

    def clear_marks(self) -> None:
        """Take every mark away."""
        self._marked.clear()
        self.refresh()

    def _step_column(self, by: int) -> None:
        before = self._columns_placed()
        self._columns.step(by, self._width - MARGIN)
        if self._columns_placed() != before:
            self.refresh()
        else:
            self._refresh_lines([0])

    def on_click(self, event: events.Click) -> None:
        """Sort by a clicked header; go to a clicked row, or choose it where the cursor is already there."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y < HEADER_HEIGHT:
            self._click_header(offset.x - MARGIN)
            return
        position = self._top + offset.y - HEADER_HEIGHT
        if position < self.shown:
            self._click_row(position, event.chain)

    def _click_header(self, x: int) -> None:
        for column, start, width in self._columns_placed():
            if start <= x < start + width + GAP:
                self.set_sort(self._columns.columns[column].key)

    def _click_row(self, position: int, chain: int) -> None:
        if chain > 1 and self._chosen_by_click:
            return  # the first click of the two has already chosen
        self._chosen_by_click = position == self._row_cursor.position
        if self._chosen_by_click:
            self.action_select()
        else:
            self._move_to(position)

    def _turn(self, lines: int) -> None:
        self._scroll_to_line(self._top + lines)
        self._move_to(self._row_cursor.position + lines)

    def _move_to(self, position: int) -> None:
        key, line = self._row_cursor.key, self._cursor_line
        self._row_cursor.move_to(self._rows, position)
        self._bring_into_view()
        if self._row_cursor.key != key:
            self._refresh_lines([line + HEADER_HEIGHT, self._cursor_line + HEADER_HEIGHT])
            self._place_terminal_cursor()
            self.post_message(self.Highlighted(self._row_cursor.key))
