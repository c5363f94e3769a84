"""What is known of a thing: labels and values in two columns."""

from collections.abc import Iterable
from itertools import zip_longest

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from widgets.cells import fit, wrap
from widgets.plain import visible
from widgets.text_block import TextBlock

_GAP = 2
_LABELS_SHARE = 2
"""Labels take at most one cell in so many."""


class Facts(TextBlock):
    """Labels and values, aligned; what is long continues in the next line of its column."""

    facts: reactive[tuple[tuple[str, str], ...]] = reactive((), layout=True)
    """Label and value of each."""

    def __init__(self, facts: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.set_reactive(Facts.facts, tuple(facts))

    def lines(self, width: int) -> list[Content]:
        """Each fact in one or more lines."""
        labels = [visible(label) for label, _ in self.facts]
        column = min(max(map(cell_len, labels), default=0), width // _LABELS_SHARE)
        lines: list[Content] = []
        for label, (_, value) in zip(labels, self.facts, strict=True):
            parts = wrap(label, max(1, column)), wrap(visible(value), max(1, width - column - _GAP))
            lines += [
                Content.assemble((fit(left, column), "dim"), " " * _GAP, right)
                for left, right in zip_longest(*parts, fillvalue="")
            ]
        return lines
