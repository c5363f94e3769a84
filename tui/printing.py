"""Lists on standard output: aligned for people, CSV and JSON for programs."""

import json
import sys
from dataclasses import dataclass, field

from services.csv_cells import csv_text
from services.json_rows import json_rows
from widgets.plain import visible


@dataclass
class Table:
    """Rows of text under named columns, and the format in which they are wanted: `table`, `csv` or `json`."""

    columns: tuple[str, ...]
    format: str
    rows: list[tuple[str, ...]] = field(default_factory=list)


def print_json(value: object) -> None:
    """One JSON document on a line."""
    print(json.dumps(value, ensure_ascii=False))


def print_table(table: Table) -> None:
    """The table in its format. Only the format for people shows control characters as escapes."""
    if table.format == "json":
        sys.stdout.flush()
        sys.stdout.buffer.writelines((json_rows(table.columns, table.rows), b"\n"))
    elif table.format == "csv":
        print(csv_text(table.columns, table.rows), end="")
    else:
        _print_aligned(table)


def _print_aligned(table: Table) -> None:
    lines = [tuple(visible(cell) for cell in row) for row in (table.columns, *table.rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(table.columns))]
    for line in lines:
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip())
    if not table.rows:
        print("(none)", file=sys.stderr)
