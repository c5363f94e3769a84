"""Our filter bar over our table, wired as every list of the app is, with that many rows in memory."""

import gc
import sys

from textual.app import App, ComposeResult

from services.demo.names import FAMILY, GIVEN, ascii_form
from widgets.filter_bar import FilterBar
from widgets.row_index import Row
from widgets.table_columns import Column
from widgets.virtual_table import VirtualTable

COLUMNS = (
    Column("name", "Name", fraction=3, min_width=24),
    Column("email", "Email", fraction=3, min_width=24, names_row=True),
    Column("status", "Status", width=8),
)
GIVEN_NAMES = [ascii_form(name) for name in GIVEN]
FAMILY_NAMES = [ascii_form(name) for name in FAMILY]


def made_up(number: int) -> Row:
    """A row that differs from all others."""
    name = f"{GIVEN_NAMES[number % len(GIVEN)]}.{FAMILY_NAMES[number // len(GIVEN) % len(FAMILY)]}{number}"
    return Row(str(number), (name, f"{name}@example.com", "ACTIVE"))


class ListApp(App[None]):
    """The list; the count says when what is shown fits what is typed."""

    CSS = "VirtualTable { height: 1fr; }"

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        """Filter and table."""
        yield FilterBar()
        yield VirtualTable(COLUMNS)

    def on_mount(self) -> None:
        """Fill the table and give the keyboard to the filter."""
        table, bar = self.query_one(VirtualTable), self.query_one(FilterBar)
        table.append_rows(map(made_up, range(self._rows)))
        gc.collect()
        gc.freeze()

        def narrow(query: str) -> None:
            table.set_filter(query)
            bar.count = f"<{query}> {table.shown:,}"

        bar.on_value = narrow
        bar.count = "ready"
        bar.start()


if __name__ == "__main__":
    ListApp(int(sys.argv[-1])).run()
