"""A table in the width of a terminal: columns that can be spared are left out, then long cells are cut with a mark."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from widgets.cells import fit

Row = tuple[str, ...]

GAP = 2
"""Cells between two columns."""

LEAST = 16
"""Cells to which a longer column is cut at most: less of a name tells little."""

ENOUGH = 32
"""Cells that a column should have before another one is spared."""


class FittedTable(NamedTuple):
    """What is drawn, and what isn't."""

    lines: list[Row]
    """Padded cells."""
    left_out: Row
    """The names of the columns for which there is no room."""
    is_cut: bool
    """Whether a cell is cut."""


def fitted(lines: Sequence[Row], width: int, spared: Sequence[str] = ()) -> FittedTable:
    """Lines in at most that many cells, the first with the names of the columns. The first column always stays.

    `spared` are the columns that go first, in that order; then the last ones go.
    """
    names = lines[0]
    natural = [max(cell_len(line[at]) for line in lines) for at in range(len(names))]
    kept = list(range(len(names)))
    for name in spared:
        if name in names and _total([min(natural[at], ENOUGH) for at in kept]) > width:
            kept.remove(names.index(name))
    while len(kept) > 1 and _total([min(natural[at], LEAST) for at in kept]) > width:
        kept.pop()
    widths = _narrowed([natural[at] for at in kept], width)
    cells = [tuple(fit(line[at], room) for at, room in zip(kept, widths, strict=True)) for line in lines]
    left_out = tuple(name for at, name in enumerate(names) if at not in kept)
    return FittedTable(cells, left_out, widths != [natural[at] for at in kept])


def _narrowed(widths: list[int], width: int) -> list[int]:
    """Widths that fit: the widest column gives way first."""
    widths = list(widths)
    while _total(widths) > width and max(widths) > (LEAST if len(widths) > 1 else 1):
        widths[widths.index(max(widths))] -= 1
    return widths


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)
