"""Lists on standard output: aligned for people, CSV and JSON for programs."""

import json
import sys
from collections.abc import Iterable
from itertools import chain

from services.csv_cells import csv_text
from services.json_rows import json_array
from widgets.plain import visible

Row = tuple[str, ...]


def print_json(value: object) -> None:
    """One JSON document on a line."""
    print(json.dumps(value, ensure_ascii=False))


def print_table(columns: Row, output: str, pages: Iterable[Iterable[Row]]) -> None:
    """Rows, page by page, as `table`, `csv` or `json`. Only what is for people shows control characters as escapes.

    Nothing is printed before the last page has come.
    """
    if output == "json":
        pieces = json_array(columns, pages)
        sys.stdout.flush()
        sys.stdout.buffer.writelines(pieces)
        return
    rows = [*chain.from_iterable(pages)]
    if output == "csv":
        print(csv_text(columns, rows), end="")
    else:
        _print_aligned(columns, rows)


def _print_aligned(columns: Row, rows: list[Row]) -> None:
    lines = [tuple(visible(cell) for cell in row) for row in (columns, *rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    for line in lines:
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip())
    if not rows:
        print("(none)", file=sys.stderr)
