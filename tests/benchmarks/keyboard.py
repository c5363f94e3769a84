"""How soon a key is answered: with long lists, and while they load."""

import time
from collections.abc import Iterator
from statistics import median

from tests.benchmarks.lab import Lab, program
from tests.benchmarks.line import Line
from tests.benchmarks.measuring import interleaved
from tests.benchmarks.programs.list_app import COLUMNS, made_up
from tests.benchmarks.rows import Result, at_most
from widgets.row_index import RowIndex

TYPED = "smithermans"
THREE_FRAMES_MS = 50.0
PAUSE_S = 0.1
"""Between keys: as a fast typist's."""


def results(lab: Lab) -> Iterator[Result]:
    """The rows about keys."""
    many, most = min(100_000, lab.sizes.users), lab.sizes.rows
    found = interleaved(
        {
            "floor": lambda: _keystroke(lab, "stock_input"),
            "many": lambda: _keystroke(lab, "list_app", str(many)),
            "most": lambda: _keystroke(lab, "list_app", str(most)),
        },
        max(1, lab.sizes.runs // 2),
    )
    against = "a stock Input with no list"
    yield at_most(f"a filter keystroke with {many:,} rows", found["many"] / found["floor"], 1.0, against=against)
    later = (found["most"] - found["floor"]) * 1000
    yield at_most(f"a filter keystroke with {most:,} rows", later, THREE_FRAMES_MS, "ms", f"above {against}")
    yield at_most(f"sort {many:,} rows", _sort_ms(many, lab.sizes.runs), 100.0, "ms")
    silence = median(_longest_silence(lab) for _ in range(max(1, lab.sizes.runs // 2)))
    yield at_most("longest wait for a key while users load", silence * 1000, 50.0, "ms")


def _keystroke(lab: Lab, name: str, *arguments: str) -> float:
    """Seconds from a key to the content that belongs to it: the median of several."""
    line = Line(program(name, *arguments), lab.environ)
    try:
        line.until("ready")
        line.settle()
        taken = []
        for count in range(1, lab.sizes.keys + 1):
            since = len(line.written)
            pressed = line.type(TYPED[count - 1])
            taken.append(line.until(f"<{TYPED[:count]}>", since=since) - pressed)
            line.settle(PAUSE_S)
        return median(taken)
    finally:
        line.end()


def _sort_ms(rows: int, runs: int) -> float:
    """To sort rows that were not sorted before: the slower of two columns."""
    index = RowIndex([column.key for column in COLUMNS])
    index.append(map(made_up, range(rows)))
    assert index.shown == rows
    taken: dict[int, list[float]] = {0: [], 1: []}
    for _ in range(runs):
        for column in taken:
            started = time.perf_counter()
            index.sort(column)
            assert len(index.order) == rows
            taken[column].append(time.perf_counter() - started)
    return max(median(values) for values in taken.values()) * 1000


def _longest_silence(lab: Lab) -> float:
    """Seconds until the slowest of the keys was answered that were pressed while all users came in."""
    line = Line(lab.large.ours("open", "users"), lab.environ)
    try:
        line.until("Loading users")
        line.type("/")
        slowest, typed = 0.0, ""
        while b"up to date" not in line.written and len(typed) < 40:
            typed += TYPED[len(typed) % len(TYPED)]
            since = len(line.written)
            pressed = line.type(typed[-1])
            slowest = max(slowest, line.until(typed, since=since) - pressed)
        assert typed, "the users were there before the first key"
        return slowest
    finally:
        line.end()
