"""The place of a cursor in a list that changes under it."""

from widgets.row_index import RowIndex


class RowCursor:
    """Stays on the row that the person put it on, not on a line number; until then it stays at the top.

    While a filter hides that row, or looks for another, the cursor stands on another one, and goes back when that is
    over.
    """

    def __init__(self) -> None:
        self.position = 0
        """Where the cursor is in the order shown."""
        self.key: str | None = None
        """The row under the cursor; None where no rows are shown."""
        self._wanted: str | None = None
        self._looks_for_best = False

    @property
    def is_moved(self) -> bool:
        """Whether the person put it where it is, and not a filter."""
        return self._wanted is not None and not self._looks_for_best

    def move_to(self, rows: RowIndex, position: int) -> None:
        """Put the cursor on the row nearest to a position, and want that row from now on."""
        self._stand(rows, position)
        self._wanted = self.key
        self._looks_for_best = False

    def look_for_best(self, rows: RowIndex) -> None:
        """Another filter: `follow` goes to the row that fits it best until the person moves the cursor."""
        self._looks_for_best = rows.is_looking

    def follow(self, rows: RowIndex, fallback: int) -> None:
        """Find the row again after the rows changed; without it, take the row nearest to `fallback`."""
        if self._looks_for_best:
            self._stand(rows, rows.best or 0)
        elif self._wanted is None:
            self._stand(rows, 0)
        else:
            wanted = rows.position(self._wanted)
            self._stand(rows, fallback if wanted is None else wanted)
            if not rows.holds(self._wanted):
                self._wanted = self.key

    def _stand(self, rows: RowIndex, position: int) -> None:
        self.position = max(0, min(position, rows.shown - 1))
        self.key = rows.key(rows.order[self.position]) if rows.shown else None
