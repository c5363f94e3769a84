"""The top line: what this is, in which mode, and whose tenancy it is looking at."""

from collections.abc import Iterator

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from widgets.cells import shorten
from widgets.plain import visible

PRODUCT = "oci-smtp"

_SEPARATOR = " · "
_LEAST_GAP = 2
_LEAST_TENANCY = 8
"""Cells below which a shortened tenancy name tells nothing any more."""


class TitleBar(Widget):
    """Product and badges at the left; state, profile, tenancy and region at the right.

    Where room is short the tenancy goes first, then region, product, state and profile; badges always stay.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TitleBar {
        height: 1;
        padding: 0 1;
        text-wrap: nowrap;
        color: $foreground;
        background: $panel;
    }
    """

    badges: reactive[tuple[str, ...]] = reactive(())
    profile = reactive("")
    tenancy = reactive("")
    cloud_region = reactive("")
    """Not `region`, which is where on the screen a widget is."""
    state = reactive("")

    def render(self) -> Content:
        """The richest variant that fits; the badges alone where none does."""
        badges = [f" {visible(badge)} " for badge in self.badges]
        room = self.size.width - cell_len(" ".join(badges))
        for title, right in self._variants(room):
            left = [title, *badges] if title else badges
            gap = room - cell_len(title) - bool(title and badges) - cell_len(right)
            if gap >= (_LEAST_GAP if right else 0):
                return Content.assemble(self._left(left, bool(title)), " " * gap, right)
        return self._left(badges, titled=False)

    def _left(self, parts: list[str], titled: bool) -> Content:
        styles = ["bold" if titled and number == 0 else "bold reverse" for number in range(len(parts))]
        return Content(" ").join(Content.styled(part, style) for part, style in zip(parts, styles, strict=True))

    def _variants(self, room: int) -> Iterator[tuple[str, str]]:
        product, state, profile = PRODUCT, visible(self.state), visible(self.profile)
        tenancy, region = visible(self.tenancy), visible(self.cloud_region)
        without_tenancy = _joined(state, profile, region)
        yield product, _joined(state, profile, tenancy, region)
        left = room - cell_len(product) - 1 - _LEAST_GAP - cell_len(without_tenancy) - cell_len(_SEPARATOR)
        if left >= _LEAST_TENANCY:
            yield product, _joined(state, profile, shorten(tenancy, left), region)
        yield product, without_tenancy
        yield product, _joined(state, profile)
        yield "", _joined(state, profile)
        yield product, profile
        yield "", profile


def _joined(state: str, *whereabouts: str) -> str:
    place = _SEPARATOR.join(part for part in whereabouts if part)
    return "  ".join(part for part in (state, place) if part)
