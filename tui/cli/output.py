"""What goes to standard output, and how: the one place that knows whether a terminal is there to obey it.

Tables and texts are for people: control characters are shown as escapes wherever they go. CSV and JSON are for
programs: the exact text into pipes and files. On a terminal they are escaped as well, JSON in its own way, so that it
means the same.
"""

import json
import re
import shutil
import sys
from collections.abc import Iterable
from itertools import chain

from services.storage.csv_cells import csv_text
from services.storage.json_rows import json_array
from tui.cli.notes import note
from widgets.plain import visible

Row = tuple[str, ...]

_NOT_ASCII = re.compile(r"[^\x20-\x7e\n]")
"""What stands in JSON's texts only, but for a line feed, which stands between its values only."""


def print_json(value: object) -> None:
    """One JSON document on a line."""
    print_json_text(f"{json.dumps(value, ensure_ascii=False)}\n")


def print_json_text(text: str) -> None:
    """JSON that is written already, in UTF-8 (RFC 8259, 8.1)."""
    _write(ascii_json(text) if sys.stdout.isatty() else text)


def print_lines(lines: Iterable[str]) -> None:
    """Lines for people, with control characters made visible."""
    _print("".join(f"{visible(line)}\n" for line in lines))
    sys.stdout.flush()


def print_table(
    columns: Row, output: str, pages: Iterable[Iterable[Row]], spared: Row = (), whole: str = "-o csv and -o json have"
) -> None:
    """Rows, page by page, as `table`, `csv` or `json`.

    Nothing is printed before the last page has come. `spared` are the columns that a narrow terminal goes without, and
    `whole` says what has them.
    """
    if output == "json":
        pieces = json_array(columns, pages)
        if sys.stdout.isatty():
            print_json_text(b"".join(pieces).decode())
            return
        sys.stdout.flush()
        sys.stdout.buffer.writelines(pieces)
        return
    rows = [*chain.from_iterable(pages)]
    if output == "table":
        _print_aligned(columns, rows, spared, whole)
    elif sys.stdout.isatty():
        _print(csv_text(columns, map(_shown, rows)))
    else:
        _write(csv_text(columns, rows))


def ascii_json(text: str) -> str:
    r"""JSON of the same meaning in printable ASCII: all else becomes `\u` and four digits."""
    return _NOT_ASCII.sub(lambda found: json.dumps(found[0])[1:-1].replace("\x7f", r"\u007f"), text)


def _print_aligned(columns: Row, rows: list[Row], spared: Row, whole: str) -> None:
    lines = [_shown(row) for row in (columns, *rows)]
    if sys.stdout.isatty():
        from tui.cli.fitting import fitted

        table = fitted(lines, shutil.get_terminal_size().columns, spared)
        lines = table.lines
    else:
        widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
        table = None
        lines = [tuple(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)) for line in lines]
    for line in lines:
        _print("  ".join(line).rstrip() + "\n")
    if table and (table.left_out or table.is_cut):
        left_out = f" Left out: {', '.join(table.left_out)}." if table.left_out else ""
        note(f"The table is cut to this terminal.{left_out} {whole} everything.")
    if not rows:
        note("No results.")


def _shown(row: Row) -> Row:
    return tuple(visible(cell) for cell in row)


def _write(text: str) -> None:
    """Write for a program: in UTF-8, whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode(errors="backslashreplace"))


def _print(text: str) -> None:
    """Print, with an escape for a letter that the locale's encoding doesn't have."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
