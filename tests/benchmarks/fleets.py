"""Rotations of many users: how near they come to what the line allows, and how much memory they take."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from services.audit.audit import CONCURRENCY
from tests.benchmarks.lab import Lab, Served
from tests.benchmarks.measuring import process
from tests.benchmarks.rows import Result, at_most

USERS_FOR_EACH = 16
"""So many users of a sample tenancy have one among them who can be rotated."""

RUNS = 3
"""Plans of a kind at most, of which the median counts: how long a disk takes for a flush varies."""

PLANS = 2 * RUNS + 2
"""That are made one after the other."""

PARTS = 10
"""Of the rows, for the smaller of the two plans whose memory is compared."""


def results(lab: Lab) -> Iterator[Result]:
    """The rows about plans. Each plan rotates other users of one tenancy."""
    rows = lab.sizes.rotated
    with lab.serving(rows * USERS_FOR_EACH * PLANS) as served:
        for kind in ("classic", "domains"):
            runs = [
                _applied(lab, served, kind, rows, lab.sizes.latency_ms / 1000) for _ in range(min(RUNS, lab.sizes.runs))
            ]
            yield _against_bound(lab, rows, kind, runs)
        yield _memory(lab, served, rows)


def _against_bound(lab: Lab, rows: int, kind: str, runs: list[list[float]]) -> Result:
    seconds, done, _, requests, _ = map(median, zip(*runs, strict=True))
    left = max(run[2] for run in runs)
    bound = requests * lab.sizes.latency_ms / 1000 / CONCURRENCY
    what = f"{rows:,} rotations by a plan at {lab.sizes.latency_ms} ms a call, {kind}"
    found = at_most(what, seconds / bound, 1.25, against="calls x latency / concurrency")
    told = f"{found.measured}, {60 * done / seconds:,.0f} a minute" + (f", {left:.0f} not done" if left else "")
    return replace(found, measured=told, holds=found.holds and not left)


def _memory(lab: Lab, served: Served, rows: int) -> Result:
    """Two plans, one several times as long as the other."""
    few = max(2, rows // PARTS)
    small, large = (_applied(lab, served, "classic", count, 0)[-1] for count in (few, rows))
    return at_most(f"peak memory of a plan of {rows:,} rows, beside one of {few:,}", large / small, 1.1)


def _applied(lab: Lab, served: Served, kind: str, rows: int, latency: float) -> list[float]:
    """What `our_fleet` says of a plan with so many rows."""
    with tempfile.TemporaryDirectory(prefix="oci-smtp-bench-") as folder:
        served.control("config", {"latency": 0})
        process(served.program("our_fleet", "plan", kind, folder, str(rows)), lab.environ)
        served.control("config", {"latency": latency})
        found: list[float] = json.loads(process(served.program("our_fleet", "apply", kind, folder), lab.environ).output)
    assert found[1] + found[2] == rows
    return found
