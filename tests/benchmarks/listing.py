"""Listing everyone: time, memory, and how soon the first page is there."""

from collections.abc import Callable, Iterator

from tests.benchmarks.lab import Lab, Served
from tests.benchmarks.line import Line
from tests.benchmarks.measuring import interleaved, process
from tests.benchmarks.rows import Result, at_most

SOMEBODY = "newsletter.sender"
"""A user of the first page."""

MEMORY_MB = 60.0
ONE_PAGE = 1000


def results(lab: Lab) -> Iterator[Result]:
    """The rows about listing users."""
    many = f"{lab.sizes.users:,} users"
    for program in ("our_list", "bare_client"):  # so that the served tenancy knows every page
        assert int(process(lab.large.program(program), lab.environ).output.split()[0]) == lab.sizes.users
    yield _against_oracle(lab, f"list {many}")
    yield _against_bare_client(lab, f"list {many}")
    yield _memory(lab, f"memory for {many}")
    yield _first_page(lab)


def _against_oracle(lab: Lab, what: str) -> Result:
    against = "`oci iam user list --all`"
    theirs = lab.large.oracles("user", "list", "--all", "--page-size", "1000")
    ours = lab.large.ours("users", "--output", "json")
    if not lab.has_oracles_cli:
        return at_most(what, None, 0.07, against=against)
    found = interleaved(
        {
            "ours": lambda: process(ours, lab.environ).seconds,
            "theirs": lambda: process(theirs, lab.environ).seconds,
        },
        max(1, lab.sizes.runs // 2),
    )
    return at_most(what, found["ours"] / found["theirs"], 0.07, against=against)


def _against_bare_client(lab: Lab, what: str) -> Result:
    def timed(name: str) -> Callable[[], float]:
        return lambda: process(lab.large.program(name), lab.environ).seconds

    found = interleaved({name: timed(name) for name in ("our_list", "bare_client")}, lab.sizes.runs)
    ratio = found["our_list"] / found["bare_client"]
    return at_most(what, ratio, 0.9, against="a bare urllib3 + orjson client that builds dicts")


def _memory(lab: Lab, what: str) -> Result:
    def peak(served: Served) -> Callable[[], float]:
        return lambda: float(process(served.program("our_list"), lab.environ).output.split()[1])

    found = interleaved({"large": peak(lab.large), "empty": peak(lab.empty)}, lab.sizes.runs)
    return at_most(what, found["large"] - found["empty"], MEMORY_MB, "MB", "above an empty tenancy")


def _first_page(lab: Lab) -> Result:
    def until_seen(served: Served) -> Callable[[], float]:
        def measure() -> float:
            line = Line(served.ours("open", "users"), lab.environ)
            try:
                return line.until(SOMEBODY) - line.started
            finally:
                line.end()

        return measure

    with lab.serving(min(ONE_PAGE, lab.sizes.users)) as one_page:
        variants = {"large": until_seen(lab.large), "one page": until_seen(one_page)}
        found = interleaved(variants, lab.sizes.runs)
    against = f"the same with {ONE_PAGE:,} users"
    return at_most("first page on screen", found["large"] / found["one page"], 1.15, against=against)
