"""From the end of a program to the day after."""

import os
import select
import time
from collections.abc import Callable
from pathlib import Path

from services.credentials.journal_record import JournalState
from tests.e2e.faults.lab import Bench
from tests.e2e.faults.runner import Plan

DEADLINE_S = 20.0

A_DAY_LATER = Plan(looked_for_seconds=0.001)


def settle_in_the_end(bench: Bench) -> None:
    """Recover at once, again when late creates have appeared, and once more a day later; answer what is asked."""
    bench.recover()
    bench.check()
    bench.let_late_creates_appear()
    bench.check()
    if bench.journal.unfinished():
        bench.recover()
        bench.check()
    answer_what_is_asked(bench)
    if any(record.state is JournalState.PENDING for record in bench.journal.unfinished()):
        bench.recover(A_DAY_LATER)
    for record in bench.journal.unfinished():
        if record.state is JournalState.ASK:
            assert bench.run("recover", "--close", record.intent) == 0, bench.told()
    bench.check_settled()


def answer_what_is_asked(bench: Bench) -> None:
    """Delete those that may be ours and that no one has, as a person does who asks the colleagues first."""
    for record in bench.journal.unfinished():
        if record.state is not JournalState.ASK:
            continue
        asked = bench.asked_about()[record.intent]
        assert bench.orphans <= set(asked), "an orphan that nobody is told about"
        for ocid in bench.orphans.intersection(asked):
            answer = ("recover", "--delete", record.intent, "--credential", ocid)
            assert bench.run(*answer) == 0, bench.told()
            bench.check()
    if any(record.state is JournalState.ASK for record in bench.journal.unfinished()):
        bench.recover()


def until_asked(bench: Bench) -> None:
    """Wait until the tenancy has the POST of the bench's user."""
    until(lambda: bench.posts > 0, "no POST came")


def until(is_so: Callable[[], bool], else_: str) -> None:
    """Wait until something is so; `else_` is what to say if it never is."""
    end = time.monotonic() + DEADLINE_S
    idle = select.poll()
    while not is_so():
        assert time.monotonic() < end, else_
        idle.poll(10)


class Announcement:
    """A FIFO on which a program says that its moment has come."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "announcement"
        os.mkfifo(self.path)
        self._reading = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)

    def wait(self) -> None:
        """Wait for it."""
        ready, _, _ = select.select([self._reading], [], [], DEADLINE_S)
        assert ready, "the moment did not come"

    def close(self) -> None:
        """Listen no more."""
        os.close(self._reading)
