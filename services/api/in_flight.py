"""Changes that were sent and not answered yet, counted: the program should not end while one is open."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class InFlight:
    """How many there are. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.count = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """One more, until its answer comes, or the wait for the answer ends."""
        with self._lock:
            self.count += 1
        try:
            yield
        finally:
            with self._lock:
                self.count -= 1
