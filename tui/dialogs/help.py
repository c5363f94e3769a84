"""Help: the keys of this place, then the keys of everywhere, from the registry."""

from collections.abc import Collection

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from tui.base.dialog import Dialog
from tui.commands.registry import ALSO, COMMANDS, CREDENTIAL, EVERYWHERE, LISTS, Command
from widgets.facts import Facts


class HelpDialog(Dialog[None]):
    """Every key that works in a place, and those of the credential that may come of it."""

    is_read = True
    AUTO_FOCUS = "#content"
    title_text = "Help"
    BINDINGS = [Binding("enter,q,question_mark", "back", "Close")]

    def __init__(self, section: str, bound: Collection[str] | None = None, *, is_of_dialog: bool = False) -> None:
        """`bound` has the ids of the commands that have a key in the place itself; None stands for every one.

        A dialog has its own keys alone: what works everywhere else waits until it is closed.
        """
        super().__init__()
        self._is_of_dialog = is_of_dialog
        self._headings = [section, LISTS, EVERYWHERE, *([] if is_of_dialog else [CREDENTIAL])]
        self._bound = bound

    def body(self) -> ComposeResult:
        """A table a section, all with keys of one width."""
        tables = {heading: self._listed(heading) for heading in self._headings}
        width = max(len(self._keys(item)) for items in tables.values() for item in items)
        for heading, items in tables.items():
            if items:
                yield Static(heading, classes="text heading")
                yield Facts([(f"{self._keys(item):<{width}}", item.help) for item in items])

    def _listed(self, heading: str) -> list[Command]:
        sections = (heading, *ALSO.get(heading, ()))
        is_general = heading in (EVERYWHERE, CREDENTIAL) and not self._is_of_dialog
        here = [item for item in COMMANDS if {item.section, *item.also} & set(sections)]
        return [item for item in here if is_general or self._bound is None or item.id in self._bound]

    def _keys(self, command: Command) -> str:
        line = f":{command.line} {command.argument}".strip() if command.line else ""
        return self.app.keys_of(command.id) or line
