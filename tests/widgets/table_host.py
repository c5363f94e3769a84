"""A table and its messages, for the tests of both its sides: what it draws, and how one moves in it."""

from collections.abc import Iterable

from textual import on
from textual.strip import Strip

from tests.widgets.host import Host, drawn
from widgets.row_index import Row
from widgets.table_columns import Column
from widgets.virtual_table import VirtualTable

COLUMNS = (
    Column("name", "Name", fraction=2, min_width=12),
    Column("email", "Email", min_width=16, priority=2),
    Column("status", "Status", width=8, priority=1),
)
SIZE = (60, 12)
PAGE = 11


class CountingTable(VirtualTable):
    """Notes the lines that it is asked to draw."""

    lines: list[int]

    def render_line(self, y: int) -> Strip:
        self.lines = [*getattr(self, "lines", []), y]
        return super().render_line(y)


class TableHost(Host):
    @on(VirtualTable.Highlighted)
    @on(VirtualTable.Selected)
    def keep(self, event: VirtualTable.Highlighted | VirtualTable.Selected) -> None:
        self.posted.append((type(event).__name__, event.key))


def rows(numbers: Iterable[int]) -> list[Row]:
    return [Row(f"k{n}", (f"user{n:06}", f"u{n}@example.com", "ACTIVE" if n % 3 else "INACTIVE")) for n in numbers]


def cursor_line(table: VirtualTable) -> int:
    return next(y for y, line in enumerate(drawn(table)) if line.startswith(">"))
