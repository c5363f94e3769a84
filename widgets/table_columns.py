"""The columns of a table, and how they share the room at hand."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

GAP = 2
"""Cells between two columns."""


class Column(NamedTuple):
    """A column as it is declared. Widths are in cells."""

    key: str
    label: str
    width: int | None = None
    """Fixed width; None takes a share of what the fixed ones leave."""
    fraction: int = 1
    """Size of that share."""
    min_width: int = 8
    """What a column without a fixed width needs to be worth showing."""
    priority: int = 0
    """Where room is short the highest number goes first, of equals the rightmost; one column always stays."""
    names_row: bool = False
    """Whether a filter looks here first. The first column always names its row, and those after it can, up to one that
    doesn't."""
    shorter: Callable[[str], str] | None = None
    """How its texts are drawn, where that is shorter than they are."""

    @property
    def need(self) -> int:
        """The room without which the column is not shown."""
        return self.min_width if self.width is None else self.width


def count_of_names(columns: Sequence[Column]) -> int:
    """How many columns name a row, from the left."""
    others = (at for at, column in enumerate(columns) if at and not column.names_row)
    return next(others, len(columns))


class Placed(NamedTuple):
    """A column that is shown: which one of those declared, where it starts, how wide it is."""

    column: int
    start: int
    width: int


def fitting(columns: Sequence[Column], among: Sequence[int], room: int, kept: int | None = None) -> list[int]:
    """Those of the columns numbered in `among` that fit into `room` cells, the most important ones first of all.

    `kept` is the one that orders the rows: it goes last but for the first one.
    """
    shown = list(among)

    def importance(index: int) -> tuple[int, int]:
        return (-1 if index == kept else columns[index].priority, index)

    while len(shown) > 1 and _needed(columns, shown) > room:
        shown.remove(max((index for index in shown if index != among[0]), key=importance))
    return shown


def spread(columns: Sequence[Column], shown: Sequence[int], room: int) -> list[Placed]:
    """The columns numbered in `shown`, left to right in `room` cells; what they do not need is shared among them."""
    slack = max(0, room - _needed(columns, shown))
    parts = sum(columns[index].fraction for index in shown if columns[index].width is None)
    placed: list[Placed] = []
    start = 0
    for index in shown:
        column = columns[index]
        width = column.need
        if column.width is None:
            extra = slack * column.fraction // parts
            slack, parts = slack - extra, parts - column.fraction
            width += extra
        placed.append(Placed(index, start, min(width, max(0, room - start))))
        start += width + GAP
    return placed


def _needed(columns: Sequence[Column], shown: Sequence[int]) -> int:
    return sum(columns[index].need for index in shown) + GAP * (len(shown) - 1)
