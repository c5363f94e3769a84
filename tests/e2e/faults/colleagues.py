"""What a colleague with the same rights does to the user's credentials, before anybody recovers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from services.demo.colleague import DELETE, DESCRIBE, GENERATE, OLDEST

if TYPE_CHECKING:
    from tests.e2e.faults.lab import Bench


def marks_the_older_one(bench: "Bench") -> None:
    """Our description, with its mark, on the credential that is in use."""
    bench.colleague(DESCRIBE, credential=OLDEST, description=bench.sent_description)


def takes_the_mark_out(bench: "Bench") -> None:
    """The new one looks like any other, and the older one carries our mark."""
    for ocid in bench.ocids:
        bench.colleague(DESCRIBE, credential=ocid, description="looks like any other")
    marks_the_older_one(bench)


def generates_with_our_mark(bench: "Bench") -> None:
    """A second one with our mark, which the colleague holds."""
    bench.colleague(GENERATE, description=bench.sent_description)


def takes_the_place_of_ours(bench: "Bench") -> None:
    """Ours is deleted, and the colleague holds one that looks like it."""
    for ocid in bench.ocids:
        bench.colleague(DELETE, credential=ocid)
    generates_with_our_mark(bench)


ACTS: dict[str, Callable[["Bench"], None]] = {
    act.__name__: act
    for act in (marks_the_older_one, takes_the_mark_out, generates_with_our_mark, takes_the_place_of_ours)
}
