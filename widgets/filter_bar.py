"""The row above a list in which one types what to look for, and reads how much of it there is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from widgets.cells import shorten
from widgets.line_input import LineInput
from widgets.plain import visible

if TYPE_CHECKING:
    from collections.abc import Callable


class FilterBar(Horizontal):
    """A filter, how many rows it leaves, and the state of the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Clear, then leave", show=False),
        *(
            Binding(key, f"move('{action}')", show=False)
            for key, action in (
                ("down", "cursor_down"),
                ("up", "cursor_up"),
                ("pagedown", "page_down"),
                ("pageup", "page_up"),
            )
        ),
        Binding("tab", "to_list", "To the list", show=False),
    ]
    DEFAULT_CSS = """
    FilterBar {
        height: 1;
        padding: 0 1;
        & > #mark { width: 2; color: $text-muted; }
        &:focus-within > #mark { color: $text-primary; text-style: bold; }
        & > LineInput { width: 1fr; }
    }
    """

    count = reactive("")
    """Such as `12 of 3,412`."""
    state = reactive("")
    """How true the list is, such as `loading…`; the first to go where room is short."""

    @dataclass
    class Submitted(Message):
        """Enter was pressed in the filter."""

        value: str

    class Left(Message):
        """The keyboard is to go to the list: tab was pressed, or escape in the empty filter."""

    @dataclass
    class Moved(Message):
        """The cursor of the list is to move, with the keyboard staying here; `action` is the list's."""

        action: str

    def __init__(self) -> None:
        super().__init__()
        self.on_value: Callable[[str], None] | None = None
        """Called with each new value before it is drawn: rows narrowed here appear in the frame of the key."""
        self._input = LineInput()
        self._input.on_value = self._tell

    def compose(self) -> ComposeResult:
        """Mark, input, count and state."""
        yield Static("/", id="mark", markup=False)
        yield self._input
        yield _Tally().data_bind(FilterBar.count, FilterBar.state)

    @property
    def value(self) -> str:
        """What is typed."""
        return self._input.value

    @value.setter
    def value(self, value: str) -> None:
        self._input.value = value
        self._input.cursor_position = len(value)

    def start(self) -> None:
        """Put the keyboard into the filter."""
        self._input.focus()

    def action_leave(self) -> None:
        """Clear the filter; leave it if it is empty."""
        if self.value:
            self.value = ""
        else:
            self.post_message(self.Left())

    def action_to_list(self) -> None:
        """Leave the filter as it is."""
        self.post_message(self.Left())

    def action_move(self, action: str) -> None:
        """Move the cursor of the list."""
        self.post_message(self.Moved(action))

    def _tell(self, value: str) -> None:
        if self.on_value is not None:
            self.on_value(value)

    @on(Input.Changed)
    def _swallow(self, event: Input.Changed) -> None:
        event.stop()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(event.value))


class _Tally(Widget):
    """Count and state, at the right. Its width is fixed, so that a new count costs no layout."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    _Tally { width: 45%; max-width: 48; height: 1; text-align: right; text-wrap: nowrap; color: $text-muted; }
    """

    count = reactive("")
    state = reactive("")

    def render(self) -> Content:
        count, state = visible(self.count), visible(self.state)
        both = "  ".join(part for part in (count, state) if part)
        width = self.size.width - 1
        return Content(both if cell_len(both) <= width else shorten(count or state, width))
