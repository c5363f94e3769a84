"""The cells of the fault matrix: what goes wrong in the tenancy, times how the program ends.

Left out because they are the same by construction:

- Up to the POST no fault has struck, so the boundaries of INTENT and SENT are tried in the row without a fault only.
- After a fault that a further try got over (429, 500, 503), the program is where it is without a fault, so only the
  first boundary after the POST is tried.
- After an answer that proves nothing (a redirect, a page, an empty one) the program does what it does after a reset,
  so it is not ended at its boundaries.
- SIGTERM, SIGHUP and a closed terminal reach the program as the same exception, and while a record is being written
  beside its place the old one stands: the flushed moment is left to SIGKILL, the renamed one to SIGTERM as well.
- "After the directory was flushed" is "before the next write", and differs from "after the rename" only in a power
  loss, which `tests/services/storage/test_power_loss.py` is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.faults.runner import BEFORE, MOMENTS, RENAMED

FIRST_AFTER_POST = 3
"""INTENT and SENT are the first two writes."""

ASKING = 0
"""Stands for a write: while the answer is waited for."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the POST, and how many durable writes the program makes when no one disturbs it."""

    name: str
    writes: int
    kind: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    change: dict[str, str] = field(default_factory=dict)
    """What is in the answer instead of OCI's own."""
    tried_from: int = FIRST_AFTER_POST
    tried_to: int = 99
    exit_code: int = 0
    open_after: bool = False
    """Whether the outcome is still open when the program has ended by itself."""
    is_silent: bool = False
    """Whether no answer comes at all, so that the program can be ended while it waits."""
    colleague: str = ""
    """What a colleague does once the program has ended: a name in `tests.e2e.faults.colleagues`."""


NEVER = 0
POINTING = {"location": "http://127.0.0.1:9/elsewhere"}
BYSTANDER = "BYSTANDER"
"""Stands for the OCID of the credential from before in an answer that is changed."""

OPEN: dict[str, Any] = {"exit_code": 5, "open_after": True}
LOST: dict[str, Any] = {**OPEN, "is_silent": True}
BY_A_COLLEAGUE: dict[str, Any] = {**LOST, "tried_to": ASKING}

FAULTS = (
    Fault("no fault", 5, tried_from=1),
    Fault("answer lost", 3, "lost", **LOST),
    Fault("reset before", 3, "reset-before", exit_code=5, open_after=True),
    Fault("reset after", 3, "reset-after", exit_code=5, open_after=True),
    Fault("429, then well", 5, "429", {"retry_after": 1}, tried_to=3),
    Fault("429 for ever", 3, "429", {"times": 0}, exit_code=1),
    Fault("500, then well", 5, "500", tried_to=3),
    Fault("500, but done", 3, "500", {"times": 0, "done": True}, exit_code=5, open_after=True),
    Fault("503, then well", 5, "503", tried_to=3),
    Fault("503 for ever", 3, "503", {"times": 0}, exit_code=5, open_after=True),
    Fault("409", 3, "409", exit_code=1),
    Fault("timeout", 3, "timeout", **LOST),
    Fault("malformed body", 3, "malformed", exit_code=5, open_after=True),
    Fault("no password", 4, "no-password", exit_code=1),
    Fault("redirected", 3, "307", POINTING, tried_to=NEVER, **OPEN),
    Fault("redirected, but done", 3, "303", {**POINTING, "done": True}, tried_to=NEVER, **OPEN),
    Fault("a proxy's page", 3, "page", tried_to=NEVER, **OPEN),
    Fault("a proxy's page, but done", 3, "page", {"done": True}, tried_to=NEVER, **OPEN),
    Fault("empty answer", 3, "empty", tried_to=NEVER, **OPEN),
    Fault("empty password", 4, "changed", change={"password": ""}, exit_code=1),
    Fault("blank user name", 4, "changed", change={"username": " "}, exit_code=1),
    Fault("empty ID", 3, "changed", change={"id": ""}, exit_code=5, open_after=True),
    Fault("ID of an older one", 3, "changed", change={"id": BYSTANDER}, exit_code=5, open_after=True),
    Fault("late, while we look", 4, "late", {"lists": 1}, **LOST),
    Fault("late, after we looked", 3, "late", {"lists": 3}, **LOST),
    Fault("lost, older one marked", 3, "lost", colleague="marks_the_older_one", **BY_A_COLLEAGUE),
    Fault("lost, mark taken out", 3, "lost", colleague="takes_the_mark_out", **BY_A_COLLEAGUE),
    Fault("lost, mark on another", 3, "lost", colleague="generates_with_our_mark", **BY_A_COLLEAGUE),
    Fault("lost, ours replaced", 3, "lost", colleague="takes_the_place_of_ours", **BY_A_COLLEAGUE),
    Fault("nothing made, but marked", 3, "timeout", colleague="marks_the_older_one", **BY_A_COLLEAGUE),
    Fault("nothing made, one marked", 3, "timeout", colleague="generates_with_our_mark", **BY_A_COLLEAGUE),
)

UNDISTURBED = "no kill"
ENDS = (UNDISTURBED, "SIGKILL", "SIGTERM", "SIGHUP", "pty closed")


@dataclass(frozen=True)
class Cell:
    """One fault, and one way and moment to end the program."""

    fault: Fault
    end: str
    write: int = ASKING
    moment: str = BEFORE

    def __str__(self) -> str:
        at = f"{self.moment} write {self.write}" if self.write else "waiting"
        return f"{self.fault.name}, {self.end}" + ("" if self.end == UNDISTURBED else f", {at}")


def cells(*ends: str) -> list[Cell]:
    """All cells with these ends."""
    return [cell for fault in FAULTS for end in ends for cell in _cells(fault, end)]


def _cells(fault: Fault, end: str) -> Iterator[Cell]:
    if end == UNDISTURBED:
        yield Cell(fault, end)
        return
    if fault.is_silent:
        yield Cell(fault, end)
    moments = {"SIGKILL": MOMENTS, "SIGTERM": (BEFORE, RENAMED)}.get(end, (BEFORE,))
    for write in range(fault.tried_from, min(fault.tried_to, fault.writes) + 1):
        yield from (Cell(fault, end, write, moment) for moment in moments)
