"""Which columns of a table are on the screen: as many as fit, or all of them by turning them sideways."""

from collections.abc import Sequence

from widgets.table_columns import GAP, Column, Placed, fitting, spread


class ColumnLayout:
    """The columns of one table, with the one that is selected and whether all of them can be reached.

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
            shown = self._turned(room) if self.is_wide else fitting(self.columns, self._filled(), room, self._ordering)
            self._placed = room, spread(self.columns, shown, room)
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
