"""An error that must be read."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from services.model.errors import OciSmtpError
from tui.base.dialog import Dialog
from widgets.plain import visible


class ErrorDialog(Dialog[None]):
    """What happened, to what, what to do next, and OCI's own identifiers for a support request."""

    BINDINGS = [Binding("enter", "back", "Close")]

    def __init__(self, error: OciSmtpError) -> None:
        super().__init__()
        self.title_text = error.title
        self._error = error

    def body(self) -> ComposeResult:
        """Cause, next step, identifiers."""
        yield Static(visible(self._error.cause), classes="text", markup=False)
        if self._error.next_step:
            yield Static(visible(self._error.next_step), classes="text", markup=False)
        if self._error.request_id:
            yield Static(
                visible(f"OCI: {self._error.code}, opc-request-id {self._error.request_id}"),
                classes="text",
                markup=False,
            )
