"""Terminal lines: a command at one end, us at the other."""

import fcntl
import os
import pty
import struct
import termios
from collections.abc import Mapping, Sequence

Size = tuple[int, int]
"""Columns and lines."""


def spawn(command: Sequence[str], environ: Mapping[str, str], size: Size) -> tuple[int, int]:
    """Start a command as leader of a session on a new terminal line; its process and our end of the line."""
    pid, line = pty.fork()
    if pid == 0:
        try:
            set_size(0, size)
            os.execvpe(command[0], list(command), dict(environ))
        finally:
            os._exit(127)
    return pid, line


def set_size(line: int, size: Size) -> None:
    """Tell a line how large its window is."""
    columns, lines = size
    fcntl.ioctl(line, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
