"""A few threads that do many small jobs."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Generic, TypeVar

BATCH_SECONDS = 0.1
"""How long outcomes are collected before they are passed on together."""

Job = TypeVar("Job")
Result = TypeVar("Result")


class WorkerPool(Generic[Job, Result]):
    """Does jobs in threads. They are daemons, so that a slow network doesn't delay quitting."""

    def __init__(self, work: Callable[[Job], Result], threads: int) -> None:
        self._work = work
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._outcomes: SimpleQueue[tuple[Job, Result | Exception]] = SimpleQueue()
        self._threads = threads
        self.busy = 0
        """Jobs taken whose outcome was not passed on yet."""
        for _ in range(threads):
            threading.Thread(target=self._toil, daemon=True).start()

    def take(self, job: Job) -> None:
        """Take a job on."""
        self.busy += 1
        self._jobs.put(job)

    def outcomes(self) -> list[tuple[Job, Result | Exception]]:
        """What comes of the jobs within a moment, or sooner if that is all: results, or the errors they met."""
        found: list[tuple[Job, Result | Exception]] = []
        end = monotonic() + BATCH_SECONDS
        while self.busy:
            try:
                found.append(self._outcomes.get(timeout=max(0.0, end - monotonic())))
            except Empty:
                break
            self.busy -= 1
        return found

    def dismiss(self) -> None:
        """Let the threads end when they have nothing more to do."""
        for _ in range(self._threads):
            self._jobs.put(None)

    def _toil(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                outcome: Result | Exception = self._work(job)
            except Exception as error:
                outcome = error
            self._outcomes.put((job, outcome))
