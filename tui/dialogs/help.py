"""Help: the keys of this place, then the keys of everywhere, from the registry."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from tui.commands import COMMANDS, CREDENTIAL, EVERYWHERE, LISTS, Command
from tui.dialogs.dialog import Dialog


class HelpDialog(Dialog[None]):
    """Every key that works in a place."""

    is_read = True
    AUTO_FOCUS = "#content"
    title_text = "Help"
    BINDINGS = [Binding("enter,q,question_mark", "back", "Close")]

    def __init__(self, section: str) -> None:
        super().__init__()
        self._sections = [*dict.fromkeys(name for name in (section, LISTS, EVERYWHERE, CREDENTIAL) if name)]

    def body(self) -> ComposeResult:
        """A table a section."""
        for section in self._sections:
            yield Static(_section_text(section), classes="text")


def _section_text(section: str) -> Text:
    text = Text(f"{section}\n", style="bold")
    for command in COMMANDS:
        if command.section == section:
            text.append(f"  {_keys(command):<14}", style="bold")
            text.append(f"{command.help}\n", style="not bold")
    return text


def _keys(command: Command) -> str:
    if not command.keys:
        return f":{command.line} {command.argument}".strip()
    return command.all_keys
