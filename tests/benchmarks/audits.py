"""The audit: how near it comes to what the line allows, and how many requests it takes."""

import json
from collections import Counter
from collections.abc import Iterator
from statistics import median

from services.audit.audit import CONCURRENCY
from tests.benchmarks.lab import Lab, Served
from tests.benchmarks.measuring import process
from tests.benchmarks.rows import Result, at_most

LIST = "list_smtp_credentials"


def results(lab: Lab) -> Iterator[Result]:
    """The rows about audits."""
    with lab.serving(lab.sizes.audited) as served:
        yield _against_bound(lab, served)
        yield _slowed(lab, served)
    with lab.serving(lab.sizes.audited) as served:
        yield _with_domains(lab, served)


def _audit(lab: Lab, served: Served, kind: str) -> tuple[float, int, int, int, bool]:
    seconds, done, rows, holes, is_whole, _ = json.loads(process(served.program("our_audit", kind), lab.environ).output)
    return seconds, done, rows, holes, is_whole


def _against_bound(lab: Lab, served: Served) -> Result:
    users, latency = lab.sizes.audited, lab.sizes.latency_ms / 1000
    _audit(lab, served, "classic")  # so that the served tenancy has every answer ready
    served.control("config", {"latency": latency})
    bound = users * latency / CONCURRENCY
    taken = median(_audit(lab, served, "classic")[0] for _ in range(lab.sizes.runs))
    what = f"audit of {users:,} users at {lab.sizes.latency_ms} ms a call, classic"
    return at_most(what, taken / bound, 1.25, against="calls x latency / concurrency")


def _slowed(lab: Lab, served: Served) -> Result:
    served.control("config", {"latency": 0})
    for skip in (5, 15, 25):
        served.control("faults", {"kind": "429", "operation": LIST, "times": 4, "skip": skip})
    _, done, _, holes, is_whole = _audit(lab, served, "classic")
    complete = is_whole and not holes and done == lab.sizes.audited and not served.control("faults")
    told = f"{done:,} users, {holes} not read"
    return Result("audit that meets 429, classic", told, "slows itself and finishes complete", complete)


def _with_domains(lab: Lab, served: Served) -> Result:
    _, done, rows, holes, is_whole = _audit(lab, served, "domains")
    asked = Counter(entry["domain"] for entry in served.control("log") if entry["operation"] == LIST)
    told = f"{sum(asked.values())} queries for {done:,} users of {len(asked)} domains"
    good = is_whole and not holes and rows > 0 and set(asked.values()) == {1}
    return Result("audit with identity domains", told, "one paged query a domain", good)
