"""What the benchmarks print: a row for each goal."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One goal and what was measured. `holds` is None where a peer is not installed."""

    what: str
    measured: str
    goal: str
    holds: bool | None


def at_most(what: str, value: float | None, limit: float, unit: str = "x", against: str = "") -> Result:
    """A goal that is an upper limit; None is what could not be measured."""
    goal = " ".join(part for part in (f"at most {limit:g} {unit}", against) if part)
    if value is None:
        return Result(what, "not measured: Oracle's CLI is missing", goal, None)
    return Result(what, f"{value:.3g} {unit}", goal, value <= limit)


def table(results: Iterable[Result]) -> str:
    """The rows as a Markdown table."""
    words = {True: "yes", False: "NO", None: "-"}
    lines = [f"| {item.what} | {item.measured} | {item.goal} | {words[item.holds]} |" for item in results]
    return "\n".join(["| what | measured | goal | holds |", "|---|---|---|---|", *lines])
