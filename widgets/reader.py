"""Text longer than the screen, scrolled with the keys of every list."""

from textual.binding import Binding
from textual.containers import VerticalScroll


class Reader(VerticalScroll, inherit_bindings=False):
    """A scrolling container that holds only text."""

    BINDINGS = [
        Binding("down", "scroll_down", "Down", show=False, id="nav.down"),
        Binding("up", "scroll_up", "Up", show=False, id="nav.up"),
        Binding("home", "scroll_home", "Top", show=False, id="nav.top"),
        Binding("end", "scroll_end", "Bottom", show=False, id="nav.bottom"),
        Binding("pagedown", "page_down", "Page down", show=False, id="nav.page_down"),
        Binding("pageup", "page_up", "Page up", show=False, id="nav.page_up"),
    ]
