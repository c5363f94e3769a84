"""Files that others wrote or named: regular ones of a bounded size, or a reason in a few words."""

import errno
import os
import re
import select
import stat
from pathlib import Path

MOST_BYTES = 1_000_000
"""The longest that is read: configurations, keys, tokens, and records are a few kilobytes."""

SHELL_PIPES = re.compile(r"/(?:dev|proc/self)/fd/[0-9]{1,6}")
"""Where a shell has the pipes that it makes for `<(...)`."""

PIPE_SECONDS = 30.0
"""How long a pipe can say nothing: one that a program holds open and never writes to would never end."""

KINDS = {
    stat.S_IFDIR: "a directory",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}

WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)
"""Opening what has replaced a regular file doesn't wait for a writer, nor take a terminal."""


def read_bytes(path: str | Path, most: int = MOST_BYTES, *, pipes: bool = False) -> bytes:
    """All of a regular file, or of one that a symbolic link leads to; `most` is in bytes.

    A pipe is rejected, also one that a shell makes (`<(...)`): what is read twice, or in the app once more, must be
    there each time. With `pipes` those of a shell are read, for what a command reads once: they have a writer.

    Raises:
        FileNotFoundError: nothing of that name exists.
        OSError: anything else; `strerror` is a reason that can follow "Can't read FILE:".
    """
    try:
        found = os.stat(path)
    except ValueError:  # a NUL, or letters that the locale's encoding doesn't have
        raise OSError(errno.EINVAL, "the file name isn't valid") from None
    is_piped = pipes and stat.S_ISFIFO(found.st_mode) and bool(SHELL_PIPES.fullmatch(str(path)))
    if not is_piped:
        check_regular(found.st_mode)
    descriptor = os.open(path, os.O_RDONLY | WITHOUT_WAITING | getattr(os, "O_BINARY", 0))
    try:
        if is_piped:
            os.set_blocking(descriptor, True)
        else:
            check_regular(os.fstat(descriptor).st_mode)
        return _read(descriptor, most, PIPE_SECONDS if is_piped else None)
    finally:
        os.close(descriptor)


def read_text(path: str | Path, most: int = MOST_BYTES, encoding: str = "utf-8-sig") -> str:
    """The same as text, without a byte order mark, and with each kind of line end as a line feed.

    Raises:
        OSError: as `read_bytes`; also where it is no text in that encoding.
    """
    try:
        text = read_bytes(path, most).decode(encoding)
    except UnicodeDecodeError:
        raise OSError(errno.EILSEQ, f"it isn't {encoding.removesuffix('-sig').upper()} text") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def reason(error: OSError) -> str:
    """Why a file can't be read, without a full stop."""
    return error.strerror or os.strerror(error.errno or errno.EIO)


def expanded(path: str) -> str:
    """The path with `~` resolved; as it is where that can't be done."""
    return path if "\0" in path else os.path.expanduser(path)


def check_regular(mode: int) -> None:
    """Check that what has this mode is a regular file.

    Raises:
        OSError: it isn't; `strerror` says what it is.
    """
    if not stat.S_ISREG(mode):
        kind = KINDS.get(stat.S_IFMT(mode), "something else")
        number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
        raise OSError(number, f"it is {kind}, not a regular file")


def _read(descriptor: int, most: int, patience: float | None) -> bytes:
    """Up to the end, and never past the bound: what grows while it is read has no end.

    `patience` is how many seconds a pipe can say nothing; None for a regular file, which never waits.
    """
    parts, left = [], most + 1
    while left > 0:
        if patience is not None and not select.select([descriptor], [], [], patience)[0]:
            raise OSError(errno.ETIMEDOUT, f"nothing came from it within {patience:g} seconds")
        part = os.read(descriptor, min(left, 65_536))
        if not part:
            break
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise OSError(errno.EFBIG, f"it is larger than {most:,} bytes")
    return b"".join(parts)
