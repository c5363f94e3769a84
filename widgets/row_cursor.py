"""The place of a cursor in a list that changes under it."""

from widgets.row_index import RowIndex


class RowCursor:
    """Stays on the row that the person put it on, not on a line number.

    While a filter hides that row the cursor stands on another one, and goes back when the row is shown again.
    """

    def __init__(self) -> None:
        self.position = 0
        """Where the cursor is in the order shown."""
        self.key: str | None = None
        """The row under the cursor; None where no rows are shown."""
        self._wanted: str | None = None

    def move_to(self, rows: RowIndex, position: int) -> None:
        """Put the cursor on the row nearest to a position, and want that row from now on."""
        self._stand(rows, position)
        self._wanted = self.key

    def follow(self, rows: RowIndex, fallback: int) -> None:
        """Find the wanted row again after the rows changed; without it, take the row nearest to `fallback`."""
        wanted = rows.position(self._wanted)
        self._stand(rows, fallback if wanted is None else wanted)
        if self._wanted is None or not rows.holds(self._wanted):
            self._wanted = self.key

    def _stand(self, rows: RowIndex, position: int) -> None:
        self.position = max(0, min(position, rows.shown - 1))
        self.key = rows.key(rows.order[self.position]) if rows.shown else None
