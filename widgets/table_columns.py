"""The columns of a table: which are on the screen, and how they share the room at hand."""

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


class ColumnLayout:
    """The columns of one table: as many as fit, or all of them by turning them sideways.

    In the narrow layout empty columns are left out, and the less important ones where room is short. In the wide one
    none is: the first stays where it is, the others turn so that the selected one is in sight.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.selected: int | None = None
        """The column that `step` went to; None before the first step."""
        self.is_wide = False
        self._empty: frozenset[int] = frozenset()
        self._ordering: int | None = None
        self._first = 1
        """In the wide layout, the column that stands right of the first."""
        self._placed: tuple[int, list[Placed]] | None = None

    def follow(self, empty: frozenset[int], sorted_by: str) -> bool:
        """Leave the columns numbered in `empty` out, keep the one that orders the rows; whether that is a change."""
        ordering = next((at for at, column in enumerate(self.columns) if column.key == sorted_by), None)
        if (empty, ordering) == (self._empty, self._ordering):
            return False
        self._empty, self._ordering, self._placed = empty, ordering, None
        return True

    def placed(self, room: int) -> list[Placed]:
        """The columns that are shown in `room` cells, left to right."""
        if self._placed is None or self._placed[0] != room:
            shown = self._turned(room) if self.is_wide else _fitting(self.columns, self._filled(), room, self._ordering)
            self._placed = room, _spread(self.columns, shown, room)
        return self._placed[1]

    def turn_wide(self) -> None:
        """Change between the layouts."""
        self.is_wide = not self.is_wide
        self._first = 1
        self._placed = None

    def step(self, by: int, room: int) -> None:
        """Select the next column, or the one before; at first the first. The ends are ends."""
        reachable = list(range(len(self.columns))) if self.is_wide else [each.column for each in self.placed(room)]
        if self.selected not in reachable:
            self.selected = reachable[0]
        else:
            at = reachable.index(self.selected) + by
            self.selected = reachable[max(0, min(at, len(reachable) - 1))]
        self._bring_into_view(room)

    def _filled(self) -> list[int]:
        return [index for index in range(len(self.columns)) if index == 0 or index not in self._empty]

    def _turned(self, room: int) -> list[int]:
        shown, left = [0], room - self.columns[0].need
        for index in range(self._first, len(self.columns)):
            left -= self.columns[index].need + GAP
            if left < 0 and len(shown) > 1:
                break
            shown.append(index)
        return shown

    def _bring_into_view(self, room: int) -> None:
        selected = self.selected or 0
        if not self.is_wide or selected == 0:
            return
        self._first = min(self._first, selected)
        while selected not in self._turned(room):
            self._first += 1
        self._placed = None


def _fitting(columns: Sequence[Column], among: Sequence[int], room: int, kept: int | None = None) -> list[int]:
    """Those of the columns numbered in `among` that fit into `room` cells, the most important ones first of all.

    `kept` is the one that orders the rows: it goes last but for the first one.
    """
    shown = list(among)

    def importance(index: int) -> tuple[int, int]:
        return (-1 if index == kept else columns[index].priority, index)

    while len(shown) > 1 and _needed(columns, shown) > room:
        shown.remove(max((index for index in shown if index != among[0]), key=importance))
    return shown


def _spread(columns: Sequence[Column], shown: Sequence[int], room: int) -> list[Placed]:
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
