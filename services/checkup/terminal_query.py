"""Asking the terminal itself what it is able to do."""

import contextlib
import os
import re
import select
import time
from collections.abc import Iterator
from dataclasses import dataclass

ASKING = b"\x1b[?2004$p\x1b[c"
"""Is bracketed paste known (DECRQM)? Then what every terminal answers (DA1), so that we know when no more will come.
xterm's ctlseqs, "Request DEC private mode" and "Send Device Attributes"."""

PATIENCE_SECONDS = 1.0
_MODE = re.compile(rb"\x1b\[\?2004;(\d)\$y")
_ATTRIBUTES = re.compile(rb"\x1b\[\?([\d;]*)c")


@dataclass(frozen=True)
class TerminalReplies:
    """What a terminal said."""

    is_there: bool = False
    """Whether it said anything."""

    bracketed_paste: bool | None = None
    clipboard: bool = False
    """Whether it names 52 among its attributes; many that know OSC 52 do not."""


def ask_terminal() -> TerminalReplies:
    """Ask the controlling terminal, if there is one. What is typed during that time is lost."""
    with contextlib.suppress(OSError), _raw_terminal() as terminal:
        os.write(terminal, ASKING)
        return understood(_read(terminal))
    return TerminalReplies()


def understood(said: bytes) -> TerminalReplies:
    """The answers in what a terminal sent."""
    mode, attributes = _MODE.search(said), _ATTRIBUTES.search(said)
    return TerminalReplies(
        is_there=attributes is not None,
        bracketed_paste=mode[1] != b"0" if mode else None,
        clipboard=attributes is not None and b"52" in attributes[1].split(b";"),
    )


def _read(terminal: int) -> bytes:
    said, end = b"", time.monotonic() + PATIENCE_SECONDS
    while not _ATTRIBUTES.search(said):
        ready, _, _ = select.select([terminal], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            break
        said += os.read(terminal, 1024)
    return said


@contextlib.contextmanager
def _raw_terminal() -> Iterator[int]:
    """The terminal, with keys neither shown nor gathered to lines.

    Raises:
        OSError: there is none, or it belongs to another process.
    """
    try:
        import termios
        import tty
    except ImportError:
        raise OSError("no terminals of this kind here") from None
    terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    try:
        if os.tcgetpgrp(terminal) != os.getpgrp():  # else we would be stopped
            raise OSError("not in the foreground")
        before = termios.tcgetattr(terminal)
        try:
            tty.setcbreak(terminal)
            yield terminal
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
    except termios.error as error:
        raise OSError(*error.args) from None
    finally:
        os.close(terminal)
