"""Text from outside as CSV, which people open in spreadsheets."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

FORMULA_STARTS = "=+-\u2212@|%"
"""How a cell begins that a spreadsheet would calculate, or hand to another program (owasp.org, CSV Injection); also in
full width and in the other forms that NFKC takes for the same."""

_CONTROLS = ("\t", "\r", "\n")
"""At the start they are dropped by some programs, and dangerous by themselves in OWASP's list."""

_SEPARATORS = re.compile(r"[;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Where a cell begins for a program that separates cells by other characters than commas, or ignores quotes."""

_PLAIN = re.compile(r"(?:[A-Za-z0-9][^;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]*)?")
"""Most cells: nothing in them begins a formula. They take a quarter of the time."""

_NEVER = "\udfff"
"""Half of a character, which no text has. Without an escape character, Python 3.10 takes NUL for one, and fails."""


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A header and rows. Every cell is quoted: Python would leave a lone carriage return bare, which ends a row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL, escapechar=_NEVER)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before all that a spreadsheet could take for the start of a formula."""
    if _PLAIN.fullmatch(cell):
        return cell
    parts, start = [], 0
    for found in _SEPARATORS.finditer(cell):
        parts += [_defused(cell[start : found.start()]), found[0]]
        start = found.end()
    text = "".join((*parts, _defused(cell[start:])))
    is_dangerous = cell.startswith(_CONTROLS) or _is_formula(cell)
    return f"'{text}" if is_dangerous and not text.startswith("'") else text


def _defused(part: str) -> str:
    return f"'{part}" if _is_formula(part) else part


def _is_formula(part: str) -> bool:
    """Whether a formula begins there, behind what is not drawn or is skipped: spaces, controls, quotes."""
    for char in part:
        if char in "\"'`" or unicodedata.category(char)[0] in "ZC":
            continue
        return unicodedata.normalize("NFKC", char)[:1] in FORMULA_STARTS
    return False
