"""Which identity domain to show the users of."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from tui.base.dialog import Dialog
from widgets.menu import Choice, Menu

EVERY = "every"


class DomainsDialog(Dialog[str]):
    """Answers the name of a domain, or an empty text for every one."""

    title_text = "Identity domain"
    AUTO_FOCUS = "Menu"

    def __init__(self, names: Sequence[str], chosen: str) -> None:
        super().__init__()
        self._names = list(names)
        self._chosen = chosen

    def body(self) -> ComposeResult:
        """The domains."""
        yield Static("Show the users of:", classes="text")
        yield Menu(
            Choice("Every domain", EVERY, note="" if self._chosen else "shown now"),
            *(
                Choice(name, str(at), note="shown now" if name == self._chosen else "")
                for at, name in enumerate(self._names)
            ),
        )

    @on(Menu.OptionSelected)
    def _option_chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        chosen = event.option_id or EVERY
        self.dismiss("" if chosen == EVERY else self._names[int(chosen)])
