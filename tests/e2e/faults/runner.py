"""The program under test, with a fault planned into it by a variable of its environment.

It is the real program, from its own `main` on. What is added to it, from outside:

- it ends itself, or waits for whoever will end it, at one of the moments of writing a record durably;
- it waits less for a lost answer than the product does, for hundreds of runs would take hours: only these constants
  are changed, never what is done when the time is up.
"""

import json
import os
import select
import signal
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

VARIABLE = "FAULT_PLAN"

BEFORE, FLUSHED, RENAMED = MOMENTS = ("before", "flushed", "renamed")
"""Of one durable write: nothing done yet; the new content on the disk beside the old; the new in its place."""


@dataclass(frozen=True)
class Plan:
    """What is to happen to the program."""

    write: int = 0
    """Which of its durable writes, from 1; 0 for none."""
    moment: str = BEFORE
    announce: str = ""
    """A FIFO: announce there that the moment has come, and wait for the end. Without one it kills itself."""
    answer_seconds: float = 2.0
    """How long it waits for the answer to a POST; for others as long as the product does."""
    looked_for_seconds: float = 0.0
    """For how long it looks for a lost credential; 0 leaves the product's 24 hours."""

    def environ(self) -> dict[str, str]:
        """The environment that carries it."""
        return {VARIABLE: json.dumps(asdict(self))}


class Watched:
    """Stands for the module `os` inside `services.storage.atomic_write`, and counts what it is asked to do."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._write = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def open(self, path: Any, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_WRONLY:
            self._write += 1
            self._reach(BEFORE)
        return os.open(path, flags, mode)

    def fsync(self, descriptor: int) -> None:
        os.fsync(descriptor)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            self._reach(FLUSHED)

    def replace(self, source: Any, target: Any) -> None:
        os.replace(source, target)
        self._reach(RENAMED)

    def _reach(self, moment: str) -> None:
        if (self._write, moment) != (self._plan.write, self._plan.moment):
            return
        if not self._plan.announce:
            os.kill(os.getpid(), signal.SIGKILL)
        with open(self._plan.announce, "wb", buffering=0) as fifo:
            fifo.write(b"!")
        idle = select.poll()
        while True:  # in slices: a signal that comes just before a wait is heeded only after it
            idle.poll(50)


def apply(environ: Mapping[str, str]) -> None:
    """Put the plan of the environment, if there is one, into this process."""
    if VARIABLE not in environ:
        return
    from datetime import timedelta

    from services.api import request_bounds
    from services.credentials import create, recovery, rollback
    from services.storage import atomic_write

    plan = Plan(**json.loads(environ[VARIABLE]))
    send = request_bounds._send_unbounded

    def impatient(session: Any, request: Any, **how: Any) -> Any:
        less = {"timeout": (5, plan.answer_seconds)} if request.method == "POST" else {}
        return send(session, request, **(how | less))

    changes: list[tuple[Any, str, object]] = [
        (atomic_write, "os", Watched(plan)),
        (rollback, "LOOK_AGAIN_SECONDS", (0.05, 0.1)),
        (create, "FIRST_PAUSE_SECONDS", 0.05),
        (request_bounds, "_send_unbounded", impatient),
    ]
    if plan.looked_for_seconds:
        changes.append((recovery, "LOOKED_FOR", timedelta(seconds=plan.looked_for_seconds)))
    for module, name, value in changes:
        assert hasattr(module, name), name
        setattr(module, name, value)
