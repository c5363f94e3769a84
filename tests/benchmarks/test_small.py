"""The benchmarks themselves, small: that they run and print every row. How fast anything is, they cannot say here."""

import pytest

from tests.benchmarks.__main__ import main

ROWS = (
    "start to first frame",
    "`--version`",
    "`keys`",
    "`locate`",
    "modules that they import",
    "start to own credentials on screen",
    "`generate --output json`",
    "list 1,200 users",
    "memory for 1,200 users",
    "first page on screen",
    "a filter keystroke with 1,200 rows",
    "a filter keystroke with 3,000 rows",
    "sort 1,200 rows",
    "longest wait for a key while users load",
    "audit of 40 users at 5 ms a call, classic",
    "audit that meets 429, classic",
    "audit with identity domains",
    "10 rotations by a plan at 5 ms a call, classic",
    "10 rotations by a plan at 5 ms a call, domains",
    "peak memory of a plan of 10 rows, beside one of 2",
    "bytes: first frame, and who is signed in",
    "bytes: an arrow key",
    "bytes: opening a dialog",
    "bytes: idle",
)
NOT_OF_SPEED = ("modules that they import", "audit that meets 429, classic", "audit with identity domains")


def test_a_small_run_prints_every_row_and_meets_the_targets_without_timing(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--small"]) == 0
    lines = [line.strip("|").split(" | ") for line in capfd.readouterr().out.splitlines() if line.startswith("| ")]
    rows = {cells[0].strip(): cells for cells in lines[1:]}
    assert set(ROWS) == set(rows)
    assert all(len(cells) == 4 and cells[1] for cells in rows.values())
    assert [rows[what][-1].strip() for what in NOT_OF_SPEED] == ["yes"] * len(NOT_OF_SPEED)
