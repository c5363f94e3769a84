"""The reserved line at the bottom: a status, or a command being typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import Input, Static

from widgets.cells import fit
from widgets.history import History
from widgets.line_input import LineInput
from widgets.plain import visible

if TYPE_CHECKING:
    from textual.widget import Widget


class PromptLine(Horizontal):
    """Always one row: opening it moves nothing, and so sends little over a slow line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", show=False),
        Binding("tab", "complete(1)", "Complete", show=False),
        Binding("shift+tab", "complete(-1)", "Complete backwards", show=False),
        Binding("up", "recall(-1)", "Earlier command", show=False),
        Binding("down", "recall(1)", "Later command", show=False),
    ]
    DEFAULT_CSS = """
    PromptLine {
        height: 1;
        & > #prefix { width: 1; text-style: bold; }
        & > LineInput { width: 1fr; }
    }
    """

    status = reactive("")
    """What the line says while nothing is typed."""

    @dataclass
    class Submitted(Message):
        """A command was entered; the line is closed."""

        value: str

    class Asked(Message):
        """Nothing is known by which to complete what is typed; `offer` takes what is found."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    class Closed(Message):
        """The line was closed without a command."""

    def __init__(self, suggest: Callable[[str], list[str]] | None = None) -> None:
        """`suggest` says which whole values could be meant by what is typed, the likeliest first."""
        super().__init__()
        self._suggest = suggest
        self._suggested: list[str] = []
        self._history = History()
        self._prefix = Static("", id="prefix", markup=False)
        self._input = _PromptInput()
        self._back_to: Widget | None = None

    def on_mount(self) -> None:
        """Prefix and input come after the first frame: it would wait for their style sheets, and look the same."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        if not self._input.is_attached:
            self.mount_all([self._prefix, self._input])

    @property
    def is_open(self) -> bool:
        """Whether a command is being typed."""
        return self._input.can_focus

    @property
    def value(self) -> str:
        """What is typed."""
        return self._input.value

    def open(self, prefix: str = ":", value: str = "") -> None:
        """Show the prefix and the input, and take the keyboard."""
        self._fill()
        if not self.is_open:
            self._back_to = self.screen.focused
        self._prefix.update(visible(prefix))
        self._write(value)
        self._history.begin()
        self._suggested = []
        self._input.can_focus = True
        self._input.focus()

    def close(self) -> None:
        """Give the keyboard back to where it was, and show the status again."""
        self._input.can_focus = False
        self._prefix.update("")
        self._write("")
        if self._input.has_focus:
            self.screen.set_focus(self._back_to)
        self._back_to = None

    def watch_status(self, status: str) -> None:
        """Draw it where a command would be."""
        self._input.status = status

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys alone while nothing is typed."""
        return self.is_open or action not in ("close", "complete", "recall")

    def action_close(self) -> None:
        """Close without a command."""
        self.close()
        self.post_message(self.Closed())

    def action_complete(self, step: int) -> None:
        """Complete what was typed, or continue to the next of several ways to do so."""
        if self.value not in self._suggested:
            self._suggested = self._suggest(self.value) if self._suggest else []
            if self._suggested:
                self._write(self._suggested[0 if step > 0 else -1])
            else:
                self.post_message(self.Asked(self.value))
            return
        position = self._suggested.index(self.value) + step
        self._write(self._suggested[position % len(self._suggested)])

    def offer(self, value: str, whole: list[str]) -> None:
        """Complete `value`, if it still is what is typed, by the first of some lines; tab continues with the others."""
        if self.is_open and self.value == value and whole:
            self._suggested = whole
            self._write(whole[0])

    def action_recall(self, step: int) -> None:
        """Go through the commands given before."""
        self._write(self._history.step(step, self.value))

    def _write(self, value: str) -> None:
        self._input.value = value
        self._input.cursor_position = len(self._input.value)

    @on(Input.Changed)
    def _swallow(self, event: Input.Changed) -> None:
        event.stop()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        value = event.value.strip()
        self.close()
        self._history.add(value)
        self.post_message(self.Submitted(value) if value else self.Closed())

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Close when the keyboard went elsewhere."""
        if self.is_open and self.app.app_focus and not self._input.has_focus:
            self.action_close()


class _PromptInput(LineInput):
    """Draws the status while it cannot be typed into."""

    status = reactive("")

    def __init__(self) -> None:
        super().__init__()
        self.can_focus = False

    def render_line(self, y: int) -> Strip:
        if self.can_focus:
            return super().render_line(y)
        return Strip([Segment(fit(visible(self.status), self.size.width), self.visual_style.rich_style)])
