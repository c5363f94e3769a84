"""Files that are whole after a power loss: either the old content or the new."""

import os
from pathlib import Path


def write_durably(path: Path, data: bytes) -> None:
    """Replace a file so that it is on the disk when this returns.

    Written beside it with mode 0600, flushed to the disk, renamed over it, and the directory flushed as well: a rename
    alone may be undone by a power loss (POSIX fsync, rename).

    Raises:
        OSError: the disk is full, read-only or gone; the old content stands.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    _flush_directory(path.parent)


def _flush_directory(directory: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
