"""A plan whose programs are killed. Large, with numbers: `python -m tests.e2e.fleet`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.fleet.__main__ import undergone
from tests.e2e.fleet.ordeal import Ordeal

ROWS, KILLS, CHANGED = 24, 3, 1


@pytest.fixture(params=["classic", "domains"])
def small_ordeal(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Ordeal]:
    """A few users in a tenancy of that kind."""
    ordeal = Ordeal(tmp_path, ROWS, request.param, latency_ms=5)
    yield ordeal
    ordeal.stop()


def test_each_plan_row_is_done_once_or_reported_despite_killed_programs(small_ordeal: Ordeal) -> None:
    undergone(small_ordeal, KILLS, CHANGED)
    assert small_ordeal.tally.kills >= KILLS
    last = small_ordeal.last().values()
    assert sum(receipt.state.value == "done" for receipt in last) == ROWS - 2 * CHANGED
    assert {receipt.reason for receipt in last} == {"", "old-credential-gone", "two-credentials"}
