"""What goes over a slow line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.line import Line
from tests.e2e.program import PROGRAM, environment

BEHIND = b"Approved Senders"
"""A line of home that no dialog covers."""


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """Home on a terminal line, with nothing more to come."""
    line = Line([PROGRAM, "--demo"], environment(tmp_path))
    try:
        line.until("Approved Senders", "acmedemo")
        line.settle()
        yield line
    finally:
        line.end()


def test_opening_or_closing_a_dialog_sends_an_uncovered_line_once(line: Line) -> None:
    before = len(line.written)
    line.type("P")
    line.until("Switch region", "admin@example.com", since=before)
    opened = line.settle()
    assert line.written[before:opened].count(BEHIND) == 1
    line.type("\x1b")
    line.until("Approved Senders", since=opened)
    closed = line.settle()
    assert line.written[opened:closed].count(BEHIND) == 1
