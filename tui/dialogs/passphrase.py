"""Asking for the passphrase of the API key."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from services.errors import PassphraseNeededError
from tui.dialogs.dialog import Dialog
from widgets.plain import visible


class PassphraseDialog(Dialog[str]):
    """Answers the passphrase; it is kept in memory for this session only."""

    title_text = "Passphrase"

    def __init__(self, error: PassphraseNeededError) -> None:
        super().__init__()
        self._error = error

    def body(self) -> ComposeResult:
        """Why, and the field."""
        yield Static(visible(f"{self._error.cause} {self._error.next_step}"), classes="text", markup=False)
        yield Input(password=True, compact=True, classes="text")
        yield Static("It is not stored.", classes="text")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        value = event.value
        self.query_one(Input).value = ""
        self.dismiss(value)
