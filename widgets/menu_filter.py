"""The row over a long menu in which one types what to look for."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList

from widgets.line_input import LineInput

MOVES = (("down", "cursor_down"), ("up", "cursor_up"), ("pagedown", "page_down"), ("pageup", "page_up"))


class MenuFilter(LineInput):
    """Narrows a menu while one types; enter chooses, escape shows every choice again and goes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", show=False),
        Binding("escape", "leave", "Clear", show=False),
        *(Binding(key, f"move('{action}')", show=False) for key, action in MOVES),
    ]

    def __init__(self, menu: OptionList, narrow: Callable[[str], None]) -> None:
        """`narrow` shows only the choices of the menu that match a text."""
        super().__init__("type to filter")
        self._menu = menu
        self._narrow = narrow
        menu.styles.min_height = menu.outer_size.height  # what is around it moves no more than it has to
        self.on_value = narrow

    def action_move(self, action: str) -> None:
        """Move the cursor of the menu, with the keyboard staying here."""
        getattr(self._menu, f"action_{action}")()

    def action_leave(self) -> None:
        """Show every choice again, and give the keyboard back."""
        self._menu.styles.min_height = None
        self._narrow("")
        self._menu.focus()
        self.remove()

    @on(Input.Changed)
    def _swallow(self, event: Input.Changed) -> None:
        event.stop()

    def action_choose(self) -> None:
        """Choose what the cursor is on."""
        self._menu.action_select()
