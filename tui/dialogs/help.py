"""Help: the keys of this place, then the keys of everywhere, from the registry."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from tui.commands import ALSO, COMMANDS, CREDENTIAL, EVERYWHERE, LISTS, Command
from tui.dialogs.dialog import Dialog
from widgets.facts import Facts


class HelpDialog(Dialog[None]):
    """Every key that works in a place."""

    is_read = True
    AUTO_FOCUS = "#content"
    title_text = "Help"
    BINDINGS = [Binding("enter,q,question_mark", "back", "Close")]

    def __init__(self, section: str) -> None:
        super().__init__()
        self._sections = [
            *dict.fromkeys(name for name in (section, *ALSO.get(section, ()), LISTS, EVERYWHERE, CREDENTIAL) if name)
        ]

    def body(self) -> ComposeResult:
        """A table a section, all with keys of one width."""
        width = max(len(_keys(item)) for item in COMMANDS if item.section in self._sections)
        for section in self._sections:
            yield Static(section, classes="text heading")
            yield Facts([(f"{_keys(item):<{width}}", item.help) for item in COMMANDS if item.section == section])


def _keys(command: Command) -> str:
    if not command.keys:
        return f":{command.line} {command.argument}".strip()
    return command.all_keys
