"""How far a long piece of work is, how fast it goes, and how long it will take."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

WINDOW_SECONDS = 10.0
"""The rate is that of the last seconds, so that a pause or a slower pace shows."""

MEASURED_SECONDS = 1.0
"""Before that there is no rate worth telling."""


@dataclass(frozen=True)
class AuditProgress:
    """A moment of it. `total` is what is known so far; with `is_total_known` nothing will be added."""

    done: int
    total: int
    is_total_known: bool
    rate: float = 0.0
    """How many a second; 0 where too little was seen."""

    @property
    def remaining_seconds(self) -> float | None:
        """How long the rest will take at this rate; None where it can't be estimated."""
        if not self.is_total_known or not self.rate:
            return None
        return max(0, self.total - self.done) / self.rate


class Speedometer:
    """Counts what is done and tells the rate."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()
        self.done = 0

    def start(self) -> None:
        """Begin, or continue after a pause, which does not count."""
        self._seen.clear()
        self._seen.append((self._clock(), self.done))

    def stop(self) -> None:
        """Rest: until it starts again there is no rate."""
        self._seen.clear()

    def add(self, count: int) -> None:
        """So many more are done."""
        self.done += count
        self._seen.append((self._clock(), self.done))

    @property
    def rate(self) -> float:
        """How many a second of late; 0 where too little was seen."""
        now = self._clock()
        while len(self._seen) > 1 and self._seen[1][0] <= now - WINDOW_SECONDS:
            self._seen.popleft()
        if not self._seen or now - self._seen[0][0] < MEASURED_SECONDS:
            return 0.0
        since, before = self._seen[0]
        return (self.done - before) / (now - since)
