"""Some characters of a secret with their spoken words, one a line, and nowhere but on the screen."""

from collections.abc import Callable

from rich.segment import Segment
from textual.geometry import Size
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from widgets.cells import fit
from widgets.plain import visible

_SIGN_CELLS = 8


class SpelledView(Widget):
    """Draws what a callable returns, while `revealed`; keeps no copy of it.

    As in `SecretView`, every piece is a segment of its own, so that Rich and Textual, which remember the width of what
    they measured, learn words of an alphabet and not their order; what was rendered is dropped with each change.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    SpelledView { height: auto; margin: 1 0 0 0; }
    """

    revealed = reactive(True)
    rows = reactive(4, layout=True)
    """Lines that it takes, whatever is drawn on them."""

    def __init__(self, spelled: Callable[[], list[tuple[str, str]]]) -> None:
        """`spelled` returns characters and their words; it is called while drawing, and must be quick."""
        super().__init__()
        self._spelled: Callable[[], list[tuple[str, str]]] | None = spelled

    def changed(self) -> None:
        """What is to be drawn is another now."""
        self._styles_cache.clear()
        self.refresh()

    def watch_revealed(self) -> None:
        """Drop what was drawn."""
        self.changed()

    def on_unmount(self) -> None:
        """Nothing outlives the screen."""
        self._spelled = None
        self._styles_cache.clear()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Nothing: what can be selected can be copied by accident."""
        return None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line a character, and no fewer when there are fewer: nothing jumps."""
        return self.rows

    def render_line(self, y: int) -> Strip:
        """A character and its words."""
        width = self.size.width
        style = self.visual_style.rich_style
        lines = self._lines()
        sign, words = lines[y] if y < len(lines) else ("", "")
        pieces = [
            Segment(fit(f"  {visible(sign)}", _SIGN_CELLS), style),
            Segment(fit(words, max(0, width - _SIGN_CELLS)), style),
        ]
        return Strip(pieces, width) if width > _SIGN_CELLS else Strip.blank(width, style)

    def _lines(self) -> list[tuple[str, str]]:
        if self._spelled is None or not self.revealed:
            return []
        try:
            return self._spelled()
        except Exception:  # the owner of the secret might have wiped it; a traceback from here could carry it
            return []
