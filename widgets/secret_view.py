"""A password on the screen: masked until it is revealed, and only on the screen."""

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from widgets.plain import escape

MASK_CELLS = 12
"""The mask is as long for every secret, so that it does not tell the length."""
GONE = "cleared"
"""Drawn where the secret cannot be read any more."""

_Glyph = tuple[str, int, bool]  # what is drawn for one character, its cells, and whether it is an escape


class SecretView(Widget):
    """Draws what a callable returns, while `revealed`; keeps no copy of it.

    Every character is a segment of its own: Rich and Textual remember the width of each text that they ever measured,
    and so never see the whole. What they rendered is dropped as soon as the secret is hidden.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"secret-view--escape"}
    DEFAULT_CSS = """
    SecretView {
        height: auto;
        & > .secret-view--escape { text-style: reverse; }
    }
    """

    revealed = reactive(False, layout=True)

    def __init__(self, reveal: Callable[[], str]) -> None:
        """`reveal` is called while drawing and measuring, and only while `revealed`; it must be quick."""
        super().__init__()
        self._reveal: Callable[[], str] | None = reveal

    @property
    def has_invisible(self) -> bool:
        """Whether escapes or outer spaces stand in what is drawn, which one would copy wrongly by eye."""
        text = "".join(self._characters())
        return not text.isprintable() or text != text.strip()

    def forget(self) -> None:
        """Drop the way to the secret, and everything drawn from it, for good."""
        self._reveal = None
        self.revealed = False
        self._drop_drawn()

    def watch_revealed(self) -> None:
        """Drop what was drawn."""
        self._drop_drawn()

    def on_unmount(self) -> None:
        """Nothing outlives the screen."""
        self.forget()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Nothing: what can be selected can be copied by accident."""
        return None

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The whole width of the container."""
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines it takes at that width."""
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """A line of the secret, or of its mask."""
        width = self.size.width
        lines = self._lines(width)
        glyphs = lines[y] if y < len(lines) else []
        style = self.visual_style.rich_style
        escaped = self.get_component_rich_style("secret-view--escape")
        blank = Segment(" " * (width - sum(cells for _, cells, _ in glyphs)), style)
        return Strip([*_segments(glyphs, style, escaped), blank], width)

    def _lines(self, width: int) -> list[list[_Glyph]]:
        if self._reveal is None:
            return [[]]
        if not self.revealed:
            mark = "*" if self.app.native_ansi_color else "•"
            return _wrapped([(mark, 1, False)] * min(MASK_CELLS, width), width)
        return _wrapped(_glyphs(self._characters()), width)

    def _characters(self) -> list[str]:
        if self._reveal is None or not self.revealed:
            return []
        try:
            return list(self._reveal())
        except Exception:  # the owner of the secret might have wiped it; a traceback from here could carry it
            return list(GONE)

    def _drop_drawn(self) -> None:
        self._styles_cache.clear()
        self.refresh(layout=True)


def _glyphs(characters: list[str]) -> Iterator[_Glyph]:
    """What is drawn for each character; one without width is drawn with the character that it combines with."""
    held: _Glyph | None = None
    for char in characters:
        if not char.isprintable():
            glyph = (escape(char), len(escape(char)), True)
        else:
            glyph = (char, get_character_cell_size(char), False)
        if held is not None and not glyph[1] and not held[2]:
            held = (held[0] + char, cell_len(held[0] + char), False)
            continue
        if held is not None:
            yield held
        held = glyph
    if held is not None:
        yield held


def _wrapped(glyphs: Iterable[_Glyph], width: int) -> list[list[_Glyph]]:
    lines: list[list[_Glyph]] = [[]]
    room = width
    for glyph in glyphs:
        if glyph[1] > room and lines[-1]:
            lines.append([])
            room = width
        lines[-1].append(glyph)
        room -= glyph[1]
    return lines


def _segments(glyphs: list[_Glyph], style: Style, escaped: Style) -> Iterator[Segment]:
    for text, _, is_escape in glyphs:
        yield Segment(text, escaped if is_escape else style)
