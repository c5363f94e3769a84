"""What can be known of a secret that was written to an output: whether anything has it.

- A pipe, or a local socket: the reader took the bytes out of the kernel's buffer (pipe(7) FIONREAD, unix(7) SIOCOUTQ).
  Whether the reader then kept them cannot be known. Elsewhere than on Linux the kernel does not tell: that they were
  written is all that is known there.
- A file: it is on its disk (fsync).
- A terminal: it took the bytes, and is still there. `--reveal` is a person's word that it is read.
- Everything else, such as a device or a connection to another machine: nothing.
"""

import contextlib
import os
import stat
import sys
from collections.abc import Callable
from time import monotonic

WAITED_SECONDS = 10.0
"""For a reader that is slow to begin; one that waits for our end, or asks its person for something, reads it later."""

TOLD_SECONDS = 1.0
"""After this much waiting a person wants to know why."""

LOOK_MILLISECONDS = 5

KEEP_NOTHING = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/kmsg")
"""Devices that take everything and give nothing of it back, or give it to everyone (null(4), kmsg)."""


def device_that_keeps_nothing(file: int) -> str:
    """The name of the device that an output is, where that loses what is written; else nothing."""
    found = os.fstat(file)
    if stat.S_ISCHR(found.st_mode):
        for name in KEEP_NOTHING:
            with contextlib.suppress(OSError):
                if os.stat(name).st_rdev == found.st_rdev:
                    return name
    return ""


def write_whole(file: int, data: bytes) -> None:
    """Write all of it, past Python's buffers, and to the disk where it is a file.

    Raises:
        OSError: a part of it may have been written.
    """
    while data:
        data = data[os.write(file, data) :]
    if stat.S_ISREG(os.fstat(file).st_mode):
        os.fsync(file)  # a disk that is full, or far away, may say so only now


def why_not_taken(file: int, wait: Callable[[], object] = lambda: None) -> str:
    """Why it is not known whether anything has what was written: a sentence; nothing where something has it.

    `wait` is called once where a reader keeps us waiting.
    """
    if os.name != "posix":
        return ""
    found = os.fstat(file)
    if stat.S_ISFIFO(found.st_mode):
        return _why_not_read(file, lambda: _in_pipe(file), wait)
    if stat.S_ISSOCK(found.st_mode):
        return _why_not_received(file, wait)
    if stat.S_ISREG(found.st_mode):
        return ""
    if os.isatty(file):
        return "The terminal was closed." if _is_other_end_gone(file, 0) else ""
    return "The output goes to a device, which doesn't confirm it."


def _why_not_received(file: int, wait: Callable[[], object]) -> str:
    import socket

    with socket.socket(fileno=os.dup(file)) as ours:
        if ours.family != socket.AF_UNIX:
            return "The output goes over a network, which doesn't confirm that it was read."
        is_lost: list[int] = []

        def unread() -> int:
            left = _told(file, "TIOCOUTQ")
            # An end that closes with something unread leaves an error (ECONNRESET), and then nothing to read.
            is_lost.extend(filter(None, [ours.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)]))
            return left or len(is_lost)

        return _why_not_read(file, unread, wait)


def _why_not_read(file: int, unread: Callable[[], int], wait: Callable[[], object]) -> str:
    begun, has_told = monotonic(), False
    while True:
        is_gone = _is_other_end_gone(file, LOOK_MILLISECONDS)
        if unread() == 0:
            return ""
        if is_gone:
            return "The program that reads the output ended before it read all of it."
        waited = monotonic() - begun
        if waited > WAITED_SECONDS:
            return f"The program that reads the output didn't read it within {WAITED_SECONDS:.0f} s."
        if waited > TOLD_SECONDS and not has_told:
            has_told = True
            wait()


def _in_pipe(file: int) -> int:
    return _told(file, "FIONREAD")


def _told(file: int, request: str) -> int:
    """Bytes that wait for the reader; 0 where the kernel does not tell."""
    if sys.platform != "linux":
        return 0
    import fcntl
    import struct
    import termios

    return int(struct.unpack("i", fcntl.ioctl(file, getattr(termios, request), struct.pack("i", 0)))[0])


def _is_other_end_gone(file: int, milliseconds: int) -> bool:
    """Wait so long for that."""
    import select

    poll = select.poll()
    poll.register(file, 0)
    return bool(poll.poll(milliseconds))
