"""A place that is one long list: filtered and sorted without asking OCI again."""

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult

from services.model.errors import OciSmtpError
from tui.commands import registry
from tui.commands.bindings import bindings
from tui.screens.inspection import InspectionScreen
from widgets.filter_bar import FilterBar
from widgets.notice import Notice
from widgets.table_columns import Column
from widgets.virtual_table import VirtualTable


class ListScreen(InspectionScreen):
    """Filter, notice and table. Subclasses fill the table and say what its emptiness means."""

    CSS_PATH = "list_screen.tcss"
    BINDINGS = bindings("filter", "copy")
    section = registry.USERS
    footer_words = {"submit": "Open", "to_list": "Go to list", "leave": "Clear"}
    columns: ClassVar[tuple[Column, ...]] = ()
    loading_text: ClassVar[str] = "Loading…"
    none_text: ClassVar[str] = "Nothing to show, or you don't have permission to see it."
    unread_text: ClassVar[str] = "Couldn't read anything."

    table = getters.query_one(VirtualTable)
    filter_bar = getters.query_one(FilterBar)
    notice = getters.query_one(Notice)
    is_whole = False
    """Whether the list was read to its end at least once."""

    def __init__(self, wanted: str = "", is_typing: bool = False) -> None:
        """`wanted` is in the filter from the start; with `is_typing`, the keyboard is."""
        super().__init__()
        self._wanted = wanted
        self._is_typing = is_typing

    def body(self) -> ComposeResult:
        """Filter, notice and table."""
        yield FilterBar()
        yield Notice()
        yield VirtualTable(self.columns, empty_text=self.loading_text, can_mark=True)

    def on_mount(self) -> None:
        """Narrow the list inside the filter's own keystroke."""
        self.filter_bar.on_value = self._narrow
        self.filter_bar.value = self._wanted
        if self._is_typing:
            self.filter_bar.start()

    def show_failure(self, error: OciSmtpError) -> None:
        """Say what went wrong; what was read stays."""
        self.table.empty_text = self.unread_text
        self.filter_bar.state = "incomplete" if self.table.total else ""
        self.trouble(self.notice, error)

    def show_count(self) -> None:
        """Say how many there are, and how many of them are shown."""
        shown, total = self.table.shown, self.table.total
        self.filter_bar.count = f"{total:,}" if shown == total else f"{shown:,} of {total:,}"

    def show_emptiness(self) -> None:
        """Say why no row is shown, where none is."""
        if self.filter_bar.value:
            self.table.empty_text = f"No matches. Press {self.app.key('back')} to clear the filter."
        elif self.is_whole:
            self.table.empty_text = self.none_text

    def _narrow(self, query: str) -> None:
        self.table.set_filter(query)
        self.show_emptiness()
        self.show_count()

    def action_filter(self) -> None:
        """Type into the filter."""
        self.filter_bar.start()

    def action_back(self) -> None:
        """Clear the filter first, then the marks, then go back."""
        if self.filter_bar.value:
            self.filter_bar.value = ""
            self.table.focus()
        elif self.table.marked:
            self.table.clear_marks()
        else:
            super().action_back()

    def chosen_keys(self) -> list[str]:
        """The rows that are marked; without marks, the one under the cursor."""
        highlighted = self.table.highlighted
        return self.table.marked or ([highlighted] if highlighted else [])

    def open_found(self) -> None:
        """Open the row under the cursor, which is the one that fits the filter best unless the person moved on."""
        self.table.action_select()

    @on(FilterBar.Submitted)
    def _filter_submitted(self, event: FilterBar.Submitted) -> None:
        self.table.focus()
        if event.value:
            self.open_found()

    @on(FilterBar.Left)
    def _filter_left(self) -> None:
        self.table.focus()

    @on(FilterBar.Moved)
    async def _cursor_moved(self, event: FilterBar.Moved) -> None:
        await self.table.run_action(event.action)
