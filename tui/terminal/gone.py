"""A terminal that may go while it is written to, as it does when an SSH connection drops."""

import errno
import os
import select
import threading
from collections.abc import Callable
from typing import TextIO

GONE = (errno.EIO, errno.ENXIO, errno.EPIPE)
"""How the kernel says that the other end of a terminal is gone."""


def watch(fileno: int, gone: Callable[[], object]) -> None:
    """Call it, in another thread, once the terminal of that file is gone.

    The kernel sends SIGHUP to the leader of the session alone (Linux, drivers/tty/tty_io.c, __tty_hangup). A shell
    passes it on or ends, and then we get it as well; `make` waits for us, and reading gives nothing, again and again.
    """

    def wait() -> None:
        hung_up = select.poll()
        hung_up.register(fileno, 0)  # for nothing but that
        if any(event & select.POLLHUP for _, event in hung_up.poll()):
            gone()

    if os.isatty(fileno):
        threading.Thread(target=wait, name="terminal", daemon=True).start()


class FragileFile:
    """A terminal's file; what is written when the terminal is gone is dropped.

    Textual's own thread for output ends on such an error, and what writes then waits for it forever: the program
    stayed, with whatever password it held, after its terminal.
    """

    def __init__(self, file: TextIO) -> None:
        self._terminal = file

    def write(self, text: str) -> int:
        """Write, or drop it."""
        try:
            self._terminal.write(text)
        except OSError as error:
            self._drop(error)
        return len(text)

    def flush(self) -> None:
        """Send what was written, if there is anyone to send it to."""
        try:
            self._terminal.flush()
        except OSError as error:
            self._drop(error)

    def fileno(self) -> int:
        """The descriptor of the terminal, as `TextIO.fileno`."""
        return self._terminal.fileno()

    def _drop(self, error: OSError) -> None:
        """Lead all that is still to come nowhere, and what the file holds back, which Python writes when it ends."""
        if error.errno not in GONE:
            raise error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._terminal.fileno())
        os.close(nowhere)
