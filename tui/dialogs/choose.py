"""Choosing one of several, which are looked up while the dialog is open."""

from collections.abc import Callable, Sequence

from textual import getters, on
from textual.app import ComposeResult

from services.model.errors import OciSmtpError
from tui.base.dialog import Dialog
from widgets.menu import Choice, Menu
from widgets.notice import Notice


class ChooseDialog(Dialog[str]):
    """Answers the id of what was chosen. `find` says what there is, in a thread."""

    notice = getters.query_one(Notice)

    def __init__(self, title: str, find: Callable[[], Sequence[Choice]]) -> None:
        super().__init__()
        self.title_text = title
        self._find = find

    def body(self) -> ComposeResult:
        """What is wrong, if anything; the choices come later."""
        yield Notice()

    def on_mount(self) -> None:
        """Look up the choices."""
        self.notice.show("info", "Loading…")
        self.ask("choices", self._find, self._found, self._failed, keys_wait=True)

    def _found(self, choices: Sequence[Choice]) -> None:
        self.notice.hide()
        menu = Menu(*choices)
        self.query_one("#content").mount(menu)
        self.call_after_refresh(menu.focus)

    def _failed(self, error: OciSmtpError) -> None:
        self.app.remember(error)
        self.notice.show("error", error.cause, hint=error.next_step)

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_id)
