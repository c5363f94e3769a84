"""A short list whose lines are sentences: each is wrapped, so that none of it is out of sight."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from widgets.cells import fit, wrap
from widgets.menu import Menu
from widgets.plain import visible

CURSOR = ">"
GAP = "  "
LEAST = 10
"""Cells that a sentence has at least, however narrow the list is."""


class Entry(NamedTuple):
    """One sentence of the list."""

    sign: str
    """A word before it, in a column of its own."""

    text: str
    note: str = ""
    """Words after it, in brackets."""


class WrappedList(OptionList, inherit_bindings=False):
    """Sentences with a cursor. Posts `OptionSelected` with the place of the entry as its id."""

    BINDINGS = Menu.BINDINGS
    DEFAULT_CSS = """
    WrappedList {
        border: none;
        padding: 0;
        background: transparent;
        &:focus { border: none; background-tint: transparent; }
    }
    """

    empty_text = reactive("")
    """What is said where there is no entry."""

    def __init__(self, sign_width: int, empty_text: str = "") -> None:
        """`sign_width` is that of the column of signs, in cells."""
        super().__init__(compact=True)
        self._sign_width = sign_width
        self.set_reactive(WrappedList.empty_text, empty_text)
        self._entries: list[Entry] = []
        self._marked: int | None = None

    @property
    def entries(self) -> Sequence[Entry]:
        """What is listed."""
        return tuple(self._entries)

    def replace_entries(self, entries: Sequence[Entry]) -> None:
        """List other entries; the cursor is on the first."""
        self._entries = list(entries)
        self._marked = None
        self.clear_options()
        self._fill()

    def append(self, entry: Entry) -> None:
        """One more, at the end."""
        if not self._entries:
            self.clear_options()
        self._entries.append(entry)
        self.add_option(self._option(len(self._entries) - 1))
        if self.highlighted is None:
            self.highlighted = 0

    def on_mount(self) -> None:
        """Say that nothing is listed."""
        self._fill()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap them again, with the cursor in sight."""
        self.watch_empty_text()
        for at in range(len(self._entries)):
            self.replace_option_prompt_at_index(at, self._drawn(at))
        self.call_after_refresh(self.scroll_to_highlight)

    def watch_empty_text(self) -> None:
        """Say it."""
        if self.is_attached and not self._entries:
            self.clear_options()
            self._fill()

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Mark the entry under the cursor with a sign, too: color alone does not reach everyone."""
        before, self._marked = self._marked, highlighted
        for at in (before, highlighted):
            if at is not None and at < len(self._entries):
                self.replace_option_prompt_at_index(at, self._drawn(at))
        super().watch_highlighted(highlighted)

    def action_page_down(self) -> None:
        """Move down by about what is drawn."""
        self._move(1)

    def action_page_up(self) -> None:
        """Move up by about what is drawn."""
        self._move(-1)

    def _move(self, direction: int) -> None:
        """Sentences take two lines or so."""
        if self._entries:
            by = max(1, self.scrollable_content_region.height // 2)
            self.highlighted = min(max(0, (self.highlighted or 0) + direction * by), len(self._entries) - 1)

    def _fill(self) -> None:
        if self._entries:
            self.add_options([self._option(at) for at in range(len(self._entries))])
            self.highlighted = 0
        elif self.empty_text:
            room = self.scrollable_content_region.width - len(CURSOR)
            told = wrap(visible(self.empty_text), max(LEAST, room))
            self.add_option(Option(Content("\n".join(f"{' ' * len(CURSOR)}{line}" for line in told)), disabled=True))

    def _option(self, at: int) -> Option:
        return Option(self._drawn(at), id=str(at))

    def _drawn(self, at: int) -> Content:
        entry = self._entries[at]
        margin = len(CURSOR) + self._sign_width + len(GAP)
        note = f" ({visible(entry.note)})" if entry.note else ""
        first, *more = wrap(f"{visible(entry.text)}{note}", max(LEAST, self.scrollable_content_region.width - margin))
        cursor = CURSOR if at == self._marked else " " * len(CURSOR)
        lines = [f"{cursor}{fit(visible(entry.sign), self._sign_width)}{GAP}{first}"]
        return Content("\n".join([*lines, *(f"{' ' * margin}{line}" for line in more)]))
