"""Steps one under the other: what became of each, and its details."""

from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive

from widgets.cells import fit, wrap
from widgets.plain import visible
from widgets.text_block import TextBlock

SIGN_CELLS = 9
LABEL_CELLS = 12

NARROW = 50
"""Below so many cells what is to be said stands under the name of its step."""

NARROW_INDENT = 2


@dataclass(frozen=True)
class Item:
    """One step of a checklist: its name, how far it is, and what is to be said."""

    sign: str
    """A word for what became of it."""
    label: str
    text: str
    detail: str = ""
    """Shown under it in lines of its own."""
    is_open: bool = False
    """Whether it is yet to be done; drawn bold."""


class Checklist(TextBlock):
    """The steps, wrapped to the width."""

    DEFAULT_CSS = """
    Checklist { padding: 0 1; }
    """

    items: reactive[tuple[Item, ...]] = reactive((), layout=True)

    def lines(self, width: int) -> list[Content]:
        """Sign, label and text of each, then its details indented."""
        return [line for item in self.items for line in _lines_of(item, width)]


def _lines_of(item: Item, width: int) -> list[Content]:
    is_narrow = width < NARROW
    indent = NARROW_INDENT if is_narrow else SIGN_CELLS + LABEL_CELLS
    room = max(1, width - indent)
    style = "bold" if item.is_open else ""
    sign, label = fit(visible(item.sign), SIGN_CELLS), fit(visible(item.label), LABEL_CELLS)
    first, *others = ["", *wrap(visible(item.text), room)] if is_narrow else wrap(visible(item.text), room)
    lines = [Content.assemble((sign, style or "dim"), (label, style), (first, style))]
    lines += [Content.styled(" " * indent + part, style) for part in others]
    if item.detail:
        lines += [Content(" " * indent + part) for part in wrap(visible(item.detail), room)]
    return lines
