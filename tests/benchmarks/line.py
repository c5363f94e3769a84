"""A program on a terminal line, watched byte by byte: no emulator that would take part of the time."""

import os
import select
import signal
import time
from collections.abc import Mapping, Sequence

from tests.e2e.tty_line import Size, spawn

DEADLINE_S = 300.0
SIZE = (120, 40)


class Line:
    """From construction until `end`. `started` is when the program was, on the clock of `time.perf_counter`."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], size: Size = SIZE) -> None:
        self.started = time.perf_counter()
        self._pid, self._line = spawn(command, environ, size)
        self.written = bytearray()

    def type(self, text: str) -> float:
        """Type a text; when."""
        os.write(self._line, text.encode())
        return time.perf_counter()

    def until(self, *texts: str, since: int = 0) -> float:
        """When all the texts had been written, looking from that byte on.

        Raises:
            AssertionError: they never were.
        """
        wanted = [text.encode() for text in texts]
        end = time.monotonic() + DEADLINE_S
        while not all(text in self.written[since:] for text in wanted):
            assert self._take(end - time.monotonic()), f"never written: {texts}\n{bytes(self.written[-2000:])!r}"
        return time.perf_counter()

    def settle(self, seconds: float = 0.4) -> int:
        """Read until nothing was written for so long; how much has been written by then."""
        while self._take(seconds):
            pass
        return len(self.written)

    def end(self) -> None:
        """Leave nothing of it."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._line)

    def _take(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._line], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            data = os.read(self._line, 1 << 16)
        except OSError:  # the program is gone
            return False
        self.written += data
        return bool(data)
