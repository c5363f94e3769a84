"""A real terminal line with a program on it that takes commands."""

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

from tests.services.clipboard.desktops import until


class Line:
    """The person's end of it, with a Python program, which says `ready`, as leader of the session on the other."""

    def __init__(self, program: str, environ: dict[str, str]) -> None:
        self._end, self.other_end = pty.openpty()
        self.found = termios.tcgetattr(self.other_end)
        self._program = subprocess.Popen(
            [sys.executable, "-c", program],
            env=environ,
            stdin=self.other_end,
            stdout=self.other_end,
            stderr=self.other_end,
            start_new_session=True,
        )
        self.seen = b""
        self.wait_for(b"ready\n")

    def tell(self, command: str, then: bytes = b"ready\n") -> None:
        """Give the program a command and wait for what it writes."""
        self.seen = b""
        os.write(self._end, command.encode())
        if then:
            self.wait_for(then)

    def wait_for(self, text: bytes) -> None:
        deadline = time.monotonic() + 20
        while text not in self.seen:
            ready, _, _ = select.select([self._end], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, self.seen
            self.seen += os.read(self._end, 4096)

    def read_to_the_end(self) -> bytes:
        """All that is written until no one holds the other end any more."""
        os.close(self.other_end)
        self.other_end = -1
        while True:
            ready, _, _ = select.select([self._end], [], [], 20)
            assert ready, "somebody still holds the terminal"
            try:
                self.seen += os.read(self._end, 4096)
            except OSError:
                return self.seen

    def children(self) -> list[int]:
        pid = self._program.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def watchdog(self) -> int:
        """The process of the watchdog, once it waits."""
        (pid,) = self.children()
        until(lambda: ignores(pid, signal.SIGTERM))
        return pid

    def close(self) -> None:
        self._program.kill()
        self._program.wait(10)
        for end in (self._end, self.other_end):
            if end >= 0:
                os.close(end)


def ignores(pid: int, number: int) -> bool:
    mask = Path(f"/proc/{pid}/status").read_text().partition("SigIgn:\t")[2].split()[0]
    return bool(int(mask, 16) & 1 << (number - 1))
