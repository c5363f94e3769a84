"""Files and directories that a power loss leaves whole: either the old content or the new."""

import contextlib
import errno
import os
import secrets
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

NO_SUCH_FLUSH = (errno.EINVAL, errno.ENOTSUP)
"""What file systems answer, network ones mostly, that keep directories in another way and have nothing to flush."""


def write_durably(path: Path, data: bytes) -> None:
    """Replace a file so that it is on the disk when this returns.

    Written beside it with mode 0600, flushed to the disk, renamed over it, and the directory flushed as well: a rename
    alone may be undone by a power loss (POSIX fsync, rename).

    Raises:
        OSError: the disk is full, read-only or gone; the file has the old content or the new, never a part of one.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _flush_directory(path.parent)


def create_durably(path: Path, data: bytes, on_made: Callable[[os.stat_result], None] = lambda made: None) -> None:
    """Make a new file, mode 0600, so that it is on the disk when this returns.

    `on_made` is told which file it is, before anything is written to it.

    Raises:
        FileExistsError: something of that name is there; it is left as it is.
        OSError: it cannot be written, and nothing of it is left.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            on_made(os.fstat(descriptor))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _flush_directory(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def make_durably(directory: Path, mode: int) -> None:
    """Make a directory, and those above it that are missing, so that they are on the disk when this returns.

    A file flushed in a directory whose own name was never flushed may be gone with it.

    Raises:
        OSError: it cannot be made.
    """
    missing = list(takewhile(lambda place: not place.exists(), (directory, *directory.parents)))
    for place in reversed(missing):
        with contextlib.suppress(FileExistsError):  # another program may be as new as this one
            os.mkdir(place, mode)
        _flush_directory(place.parent)


def _flush_directory(directory: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in NO_SUCH_FLUSH:
            raise
    finally:
        os.close(descriptor)
