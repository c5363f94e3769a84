"""One row to type in."""

from collections.abc import Callable

from textual.geometry import Size
from textual.reactive import reactive
from textual.widgets import Input

from widgets.plain import visible


class LineInput(Input):
    """An `Input` without border or blinking, which takes no character that could not be seen in it."""

    DEFAULT_CSS = """
    LineInput, LineInput:focus {
        height: 1;
        border: none;
        padding: 0;
        background: transparent;
        background-tint: transparent;
    }
    """

    virtual_size = reactive(Size(0, 0))
    """As in `Input`, but a longer text asks for no layout of the screen: the row moves nothing around it."""

    on_value: Callable[[str], None] | None = None
    """Called with each new value before it is drawn, so that what follows from it is in the same frame."""

    def __init__(self, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, compact=True, select_on_focus=False)
        self.set_reactive(Input.cursor_blink, False)  # a blinking cursor sends 1.5 kB a second over SSH

    def validate_value(self, value: str) -> str:
        """Leave out what cannot be seen."""
        return "".join(char for char in value if char.isprintable())

    def validate_placeholder(self, placeholder: str) -> str:
        """It may hold names from outside, and Textual draws it as it is."""
        return visible(placeholder)

    def watch_value(self, value: str) -> None:
        """Tell the owner at once."""
        if self.on_value is not None:
            self.on_value(value)

    def replace(self, text: str, start: int, end: int) -> None:
        """Insert text, unless it has a character in it that cannot be seen: a paste of terminal noise is refused."""
        if text.isprintable():
            super().replace(text, start, end)
        else:
            self.restricted()
