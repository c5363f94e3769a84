"""A list of choices, each with a word of explanation, moved through with the keys of every other list."""

from dataclasses import dataclass

from rich.text import Text
from textual.binding import Binding
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from widgets.plain import visible


@dataclass(frozen=True)
class Choice:
    """One line of a menu. Without an id it is a heading, which cannot be chosen."""

    label: str
    id: str = ""
    note: str = ""
    """Explanation at the right of the label."""

    enabled: bool = True


class Menu(OptionList, inherit_bindings=False):
    """Choices drawn as plain text. Posts `Menu.OptionSelected` with the choice's id."""

    BINDINGS = [
        Binding("down", "cursor_down", "Down", show=False, id="nav.down"),
        Binding("up", "cursor_up", "Up", show=False, id="nav.up"),
        Binding("home", "first", "First", show=False, id="nav.top"),
        Binding("end", "last", "Last", show=False, id="nav.bottom"),
        Binding("pagedown", "page_down", "Page down", show=False, id="nav.page_down"),
        Binding("pageup", "page_up", "Page up", show=False, id="nav.page_up"),
        Binding("enter", "select", "Open", id="open"),
    ]
    DEFAULT_CSS = """
    Menu {
        height: auto;
        border: none;
        padding: 0;
        background: transparent;
        &:focus { border: none; background-tint: transparent; }
    }
    """

    def __init__(self, *choices: Choice, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        width = max((len(choice.label) for choice in choices if choice.id), default=0)
        super().__init__(*(self._option(choice, width) for choice in choices), id=id, compact=True)

    @staticmethod
    def _option(choice: Choice, width: int) -> Option:
        if not choice.id:
            return Option(Text(visible(choice.label), style="bold"), disabled=True)
        line = Text(f"  {visible(choice.label):<{width}}", no_wrap=True, overflow="ellipsis")
        if choice.note:
            line.append(f"   {visible(choice.note)}", style="dim")
        return Option(line, id=choice.id, disabled=not choice.enabled)
