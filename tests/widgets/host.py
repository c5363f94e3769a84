"""An app around the widgets under test, and a look at what it draws."""

from typing import Any

from textual.app import App, ComposeResult
from textual.widget import Widget


class Host(App[None]):
    """Nothing but the widgets, one under the other."""

    CSS = "VirtualTable { height: 1fr; }"

    def __init__(self, *widgets: Widget, ansi: bool = False) -> None:
        super().__init__(ansi_color=ansi)
        self._widgets = widgets
        self.posted: list[Any] = []

    def compose(self) -> ComposeResult:
        yield from self._widgets


def drawn(widget: Widget) -> list[str]:
    """The lines of the screen on which the widget is, as they would go to the terminal."""
    x, y, width, height = widget.region
    strips = widget.screen._compositor.render_strips()
    return [strip.crop(x, x + width).text for strip in strips[y : y + height]]
