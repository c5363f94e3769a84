"""What is known of a thing: labels and values in two columns, or one under the other where there is no room for two."""

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

_NARROW = 50
_NARROW_SHARE = 3
_INDENT = 4
"""Below so many cells, labels that would take more than one in so many stand over their values, which are indented."""


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
        longest = max(map(cell_len, labels), default=0)
        if width < _NARROW and longest > width // _NARROW_SHARE:
            return self._stacked(labels, width)
        column = min(longest, width // _LABELS_SHARE)
        lines: list[Content] = []
        for label, (_, value) in zip(labels, self.facts, strict=True):
            parts = wrap(label, max(1, column)), wrap(visible(value), max(1, width - column - _GAP))
            lines += [
                Content.assemble((fit(left, column), "dim"), " " * _GAP, right)
                for left, right in zip_longest(*parts, fillvalue="")
            ]
        return lines

    def _stacked(self, labels: list[str], width: int) -> list[Content]:
        """Each label over its value, or beside it where it fits into the indent."""
        lines: list[Content] = []
        for label, (_, value) in zip(labels, self.facts, strict=True):
            first, *others = wrap(visible(value), max(1, width - _INDENT))
            *over, last = wrap(label.rstrip(), max(1, width))
            if cell_len(last) >= _INDENT:
                over, last = [*over, last], ""
            lines += [Content.styled(part, "dim") for part in over]
            lines.append(Content.assemble((fit(last, _INDENT), "dim"), first))
            lines += [Content(" " * _INDENT + part) for part in others]
        return lines
