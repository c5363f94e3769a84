"""Reading CSV back as programs do."""

import csv
import io

NUL = "\U0010fffe"
"""Stands for NUL, which Python 3.10 doesn't read; no character at all."""


def csv_rows(text: str) -> list[list[str]]:
    """The rows, as Python's reader has them."""
    rows = csv.reader(io.StringIO(text.replace("\0", NUL), newline=""))
    return [[cell.replace(NUL, "\0") for cell in row] for row in rows]


def csv_records(text: str) -> list[dict[str, str]]:
    """The rows after the header, by the names in the header."""
    header, *rows = csv_rows(text)
    return [dict(zip(header, row, strict=True)) for row in rows]
