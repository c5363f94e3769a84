"""What the app said since it started: toasts vanish, this stays."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from tui.base.dialog import Dialog
from tui.base.notifications import LogLine
from widgets.plain import visible


class LogDialog(Dialog[None]):
    """The lines, newest first."""

    is_read = True
    AUTO_FOCUS = "#content"
    title_text = "Messages"
    BINDINGS = [Binding("enter,q,exclamation_mark", "back", "Close")]

    def __init__(self, lines: list[LogLine]) -> None:
        super().__init__()
        self._lines = lines

    def body(self) -> ComposeResult:
        """The lines with their times."""
        told = [f"{line.at.astimezone():%H:%M:%S}  {visible(line.text)}" for line in reversed(self._lines)]
        yield Static("\n".join(told) or "No messages yet.", classes="text", markup=False)
