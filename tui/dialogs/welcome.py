"""The first thing that somebody without a configuration file sees."""

from enum import Enum

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from services.model.errors import NoConfigError
from tui.base.dialog import Dialog
from widgets.menu import Choice, Menu
from widgets.plain import visible


class Way(Enum):
    """How to go on without a configuration file."""

    DEMO = "demo"
    SET_UP = "set-up"
    PATH = "path"


class WelcomeDialog(Dialog[Way]):
    """Answers the way on, or None to look around without a tenancy."""

    title_text = "Welcome to oci-smtp"
    AUTO_FOCUS = "Menu"

    def __init__(self, error: NoConfigError) -> None:
        super().__init__()
        self._error = error

    def body(self) -> ComposeResult:
        """What is missing, and the ways on."""
        yield Static(visible(self._error.cause), classes="text", markup=False)
        yield Menu(
            Choice("Try the demo", Way.DEMO.value, "a made-up tenancy: no account, no network"),
            Choice("Make a configuration", Way.SET_UP.value, "with Oracle's CLI: oci setup config"),
            Choice("Name another file", Way.PATH.value, "if yours is elsewhere"),
        )

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.dismiss(Way(event.option_id))
