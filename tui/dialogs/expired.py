"""The session of the profile has expired: what it was, and the ways on."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from services.model.errors import SessionExpiredError
from tui.base.dialog import Dialog
from widgets.menu import Choice, Menu
from widgets.plain import visible


class ExpiredDialog(Dialog[str]):
    """Answers the id of the command that leads on, or None."""

    title_text = SessionExpiredError.title
    AUTO_FOCUS = "Menu"

    def __init__(self, error: SessionExpiredError) -> None:
        super().__init__()
        self._error = error

    def body(self) -> ComposeResult:
        """What happened, then the choices."""
        yield Static(visible(self._error.cause), classes="text", markup=False)
        yield Static(visible(self._error.next_step), classes="text", markup=False)
        yield Menu(
            Choice("Sign in again", "signin", "with Oracle's CLI and a browser"),
            Choice("Try again", "refresh", "after signing in elsewhere"),
            Choice("Switch profile", "profiles"),
            Choice("Quit", "quit.now"),
        )

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_id)
