"""What is known of a thing: labels and values in two columns."""

from collections.abc import Iterable

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from widgets.cells import fit, shorten, wrap
from widgets.plain import visible
from widgets.text_block import TextBlock

_GAP = 2
_LABELS_SHARE = 2
"""Labels take at most one cell in so many."""


class Facts(TextBlock):
    """Labels and values, aligned; long values go on in the next line of their column."""

    facts: reactive[tuple[tuple[str, str], ...]] = reactive((), layout=True)
    """Label and value of each."""

    def __init__(self, facts: Iterable[tuple[str, str]] = (), id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.set_reactive(Facts.facts, tuple(facts))

    def lines(self, width: int) -> list[Content]:
        """Each fact in one or more lines."""
        labels = [visible(label) for label, _ in self.facts]
        column = min(max(map(cell_len, labels), default=0), width // _LABELS_SHARE)
        lines: list[Content] = []
        for label, (_, value) in zip(labels, self.facts, strict=True):
            first = shorten(label, column)
            for part in wrap(visible(value), max(1, width - column - _GAP)):
                lines.append(Content.assemble((fit(first, column), "dim"), " " * _GAP, part))
                first = ""
        return lines
