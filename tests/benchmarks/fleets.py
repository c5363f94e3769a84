"""Rotations of many users: how near they come to what the line allows, and how much memory they take."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from services.audit.audit import CONCURRENCY
from tests.benchmarks.lab import Lab, Served
from tests.benchmarks.measuring import process
from tests.benchmarks.rows import Result, at_most

USERS_FOR_EACH = 16
"""So many users of a sample tenancy have one among them who can be rotated."""

PARTS = 10
"""Of the rows, for the smaller of the two plans whose memory is compared."""


def results(lab: Lab) -> Iterator[Result]:
    """The rows about plans."""
    rows = lab.sizes.rotated
    with lab.serving(rows * USERS_FOR_EACH + 100) as served:
        for kind in ("classic", "domains"):
            yield _against_bound(lab, rows, kind, _applied(lab, served, kind, rows))
            served.control("config", {"latency": 0})
    yield _memory(lab, rows)


def _against_bound(lab: Lab, rows: int, kind: str, applied: list[float]) -> Result:
    seconds, done, left, requests, _ = applied
    bound = requests * lab.sizes.latency_ms / 1000 / CONCURRENCY
    what = f"{rows:,} rotations by a plan at {lab.sizes.latency_ms} ms a call, {kind}"
    found = at_most(what, seconds / bound, 1.25, against="calls x latency / concurrency")
    told = f"{found.measured}, {60 * done / seconds:,.0f} a minute" + (f", {left:.0f} not done" if left else "")
    return replace(found, measured=told, holds=found.holds and not left)


def _memory(lab: Lab, rows: int) -> Result:
    """Two plans, one several times as long as the other."""
    peaks = []
    for count in (max(2, rows // PARTS), rows):
        with lab.serving(rows * USERS_FOR_EACH + 100) as served:
            peaks.append(_applied(lab, served, "classic", count, latency=0)[-1])
    what = f"peak memory of a plan of {rows:,} rows, beside one of {max(2, rows // PARTS):,}"
    return at_most(what, peaks[1] / peaks[0], 1.1)


def _applied(lab: Lab, served: Served, kind: str, rows: int, latency: float | None = None) -> list[float]:
    with tempfile.TemporaryDirectory(prefix="oci-smtp-bench-") as folder:
        process(served.program("our_fleet", "plan", kind, folder, str(rows)), lab.environ)
        assert (Path(folder) / "plan").exists()
        served.control("config", {"latency": lab.sizes.latency_ms / 1000 if latency is None else latency})
        found: list[float] = json.loads(process(served.program("our_fleet", "apply", kind, folder), lab.environ).output)
    return found
