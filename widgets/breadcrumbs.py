"""Where one is, as a path."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from widgets.cells import shorten
from widgets.plain import visible

SEPARATOR = " › "
"""Oracle's own way to write a path through its Console."""
_LEFT_OUT = "..."


class Breadcrumbs(Widget):
    """One line such as `Identity & Security › Identity › Users`, shortened from the left where room is short."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Breadcrumbs { height: 1; padding: 0 1; text-wrap: nowrap; color: $text-muted; }
    """

    crumbs: reactive[tuple[str, ...]] = reactive(())

    def __init__(self, crumbs: Sequence[str] = ()) -> None:
        super().__init__()
        self.set_reactive(Breadcrumbs.crumbs, tuple(crumbs))

    def render(self) -> Content:
        """The path, its last step in bold."""
        *path, last = fitting(self.crumbs, self.size.width) or ("",)
        return Content.assemble("".join(step + SEPARATOR for step in path), (last, "bold"))


def fitting(crumbs: Sequence[str], width: int) -> list[str]:
    """The steps that are drawn in `width` cells: the last ones, shortened if there is room for one only."""
    steps = [visible(crumb) for crumb in crumbs]
    shown = steps
    for left_out in range(1, len(steps)):
        if cell_len(SEPARATOR.join(shown)) <= width:
            return shown
        shown = [_LEFT_OUT, *steps[left_out:]]
    if cell_len(SEPARATOR.join(shown)) <= width:
        return shown
    return [shorten(step, width) for step in steps[-1:]]
