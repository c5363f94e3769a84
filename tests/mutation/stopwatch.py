"""A pytest plugin: how long each test takes, and whether it passes; written to `MUTATION_TIMES`."""

import json
import os
from pathlib import Path

import pytest

_times: dict[str, float] = {}
_failed: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add what one of its phases took; where tests run in other processes, theirs are told here as well."""
    _times[report.nodeid] = _times.get(report.nodeid, 0.0) + report.duration
    if not report.passed:
        _failed.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write it down, in the process that hears of all tests."""
    if not hasattr(session.config, "workerinput"):
        passed = {name: seconds for name, seconds in _times.items() if name not in _failed}
        Path(os.environ["MUTATION_TIMES"]).write_text(json.dumps(passed))
