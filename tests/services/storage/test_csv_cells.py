"""No cell of a CSV begins a formula, in whichever way a spreadsheet reads the file."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.storage.csv_cells import csv_text, harmless
from tests.csv_rows import csv_rows

COMMAND = "cmd|' /C calc'!A0"
STARTS = (
    "=",
    "+",
    "-",
    "@",
    "|",
    "%",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "\ufe66",
    "\ufe62",
    "\ufe63",
    "\ufe6b",
    "\u2212",
    "\u207b",
    "\u208b",
)
BEFORE = (
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\n\n\n",
    "\v",
    "\f",
    "\0",
    "\x1b",
    "\x7f",
    "\x85",
    "\xa0",
    "\xad",
    "\u200b",
    "\u200e",
    "\u202e",
    "\u2028",
    "\u2060",
    "\u3000",
    "\ufeff",
    '"',
    "'",
    '""',
    "' ",
    "\u200b \n\t",
)


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("start", STARTS)
def test_a_cell_that_begins_a_formula_gets_an_apostrophe(start: str, before: str) -> None:
    cell = read_back(f"{before}{start}{COMMAND}")
    assert cell.startswith("'")
    assert not [cut for cut in cuts(cell) if begins_formula(cut)]


@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r", "\r\n", "\v", "\f", "\x1e", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("before", ["", " ", "\u200b", '"'])
def test_no_formula_begins_after_a_separator_within_a_cell(separator: str, before: str) -> None:
    cell = read_back(f"Invoices{separator}{before}={COMMAND}")
    assert not [cut for cut in cuts(cell) if begins_formula(cut)]


@pytest.mark.parametrize(
    "cell",
    ["", " ", "Invoices", "anna@example.com", "a-b", "5 % off", "2026-11-30T07:04:00Z", "A|B", "a; b", "two\nlines"],
)
def test_a_harmless_cell_is_unchanged(cell: str) -> None:
    assert read_back(cell) == cell


@given(st.text())
def test_nothing_but_apostrophes_is_added(cell: str) -> None:
    left = iter(harmless(cell))
    assert all(char in left for char in cell)
    assert harmless(cell).replace("'", "") == cell.replace("'", "")
    assert not [cut for cut in cuts(harmless(cell)) if begins_formula(cut)]


def read_back(cell: str) -> str:
    """The cell as Python reads it out of the file."""
    [_, [found]] = csv_rows(csv_text(["column"], [[cell]]))
    return found


def cuts(cell: str) -> list[str]:
    """Where cells begin for a program that splits at semicolons, tabs, and line ends, whatever is quoted."""
    for separator in ";\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
        cell = cell.replace(separator, "\n")
    return cell.split("\n")


def begins_formula(cut: str) -> bool:
    kept = cut.lstrip('"`')
    while kept and (unicodedata.category(kept[0])[0] in "ZC" or kept[0] in '"`'):
        kept = kept[1:]
    return kept[:1] != "" and unicodedata.normalize("NFKC", kept[0])[:1] in "=+-@|%"
