"""How large and how often: for numbers worth quoting, and for a check that it all works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Of one run of the benchmarks."""

    runs: int
    """Interleaved runs of each program, whose medians are compared."""
    users: int
    """Of the large tenancy."""
    rows: int
    """Of the largest list in memory."""
    audited: int
    """Users of the audit, one request each."""
    latency_ms: int
    """That each request of the audit takes."""
    rotated: int
    """Users of the plan that is carried out, four requests each."""
    keys: int
    """Keystrokes a run."""


FULL = Sizes(runs=7, users=100_000, rows=1_000_000, audited=1000, latency_ms=30, rotated=300, keys=10)
SMALL = Sizes(runs=1, users=1200, rows=3000, audited=40, latency_ms=5, rotated=10, keys=2)
