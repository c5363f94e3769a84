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
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &:focus { border: none; background-tint: transparent; }
    }
    """

    def __init__(self, *choices: Choice, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        self._choices = choices
        self._width = max((len(choice.label) for choice in choices if choice.id), default=0)
        super().__init__(*(self._option(choice, False) for choice in choices), id=id, compact=True)

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Mark the choice under the cursor with a sign, too: colour alone does not reach everyone."""
        for at, choice in enumerate(self._choices):
            if choice.id:
                self.replace_option_prompt_at_index(at, self._prompt(choice, at == highlighted))
        super().watch_highlighted(highlighted)

    def _option(self, choice: Choice, is_marked: bool) -> Option:
        if not choice.id:
            return Option(Text(visible(choice.label), style="bold"), disabled=True)
        return Option(self._prompt(choice, is_marked), id=choice.id, disabled=not choice.enabled)

    def _prompt(self, choice: Choice, is_marked: bool) -> Text:
        sign = ">" if is_marked else " "
        line = Text(f"{sign} {visible(choice.label):<{self._width}}", no_wrap=True, overflow="ellipsis")
        if choice.note:
            line.append(f"   {visible(choice.note)}", style="dim")
        return line
