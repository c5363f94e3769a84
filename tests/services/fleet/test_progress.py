"""How far a run is, in numbers."""

import pytest

from services.fleet.progress import FleetProgress
from services.model.errors import ExitCode


def test_before_a_run_everything_is_left() -> None:
    progress = FleetProgress(5)
    assert (progress.left, progress.tried, progress.exit_code, progress.is_paused) == (5, 0, ExitCode.DONE, False)
    assert (progress.rate, progress.waits_seconds) == (0, 0)


def test_every_row_is_counted_once() -> None:
    progress = FleetProgress(100, earlier=1, done=2, skipped=4, failed=8, unknown=16, flawed=1, elsewhere=32)
    assert (progress.tried, progress.left) == (30, 37)


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({"done": 5}, ExitCode.DONE),
        ({"done": 4, "elsewhere": 1}, ExitCode.DONE),
        ({"done": 4, "skipped": 1}, ExitCode.FAILED),
        ({"done": 4, "failed": 1}, ExitCode.FAILED),
        ({"done": 5, "flawed": 1}, ExitCode.FAILED),
        ({"done": 4, "unknown": 1}, ExitCode.UNKNOWN),
        ({"done": 3, "failed": 1, "unknown": 1}, ExitCode.UNKNOWN),
    ],
)
def test_the_exit_code_is_that_of_the_most_severe_result(counts: dict[str, int], code: ExitCode) -> None:
    assert FleetProgress(5, **counts).exit_code is code  # type: ignore[arg-type]
