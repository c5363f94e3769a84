"""A file that a person chose: new, readable only by that person, and read back."""

import contextlib
import os
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import msgspec

from services.delivery import NotDeliveredError
from services.model.destination import FILE, Destination
from services.model.errors import UsageError
from services.storage.atomic_write import create_durably
from services.storage.state_dir import StateDirError
from services.system.outside_file import read_bytes


def chosen_path(text: str) -> Path:
    """A path as a person writes it, whole; where it leads nothing is yet.

    Raises:
        UsageError: something is already there, or a file cannot be made there.
    """
    if not text.strip() or "\0" in text or not _is_utf8(text):
        raise UsageError("No file name, or the file name isn't valid text.", "Specify a file name.")
    path = Path(os.path.abspath(os.path.expanduser(text.strip())))
    if not os.path.isdir(path.parent):
        raise UsageError(f"The directory {path.parent} doesn't exist.", "Create it or choose another file.")
    try:
        path.lstat()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise UsageError(f"Can't create {path}: {error.strerror}.", "Choose another file.") from None
    else:
        raise UsageError(f"{path} already exists.", "Existing files aren't overwritten. Choose another name.")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise UsageError(f"Can't write to {path.parent}.", "Choose another location.")
    return path


def _is_utf8(text: str) -> bool:
    """Whether the journal can hold it: names that are not UTF-8 come in as lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def place_of(path: Path, data: bytes, *, is_encrypted: bool) -> Destination:
    """A file to be, as the journal keeps it."""
    return Destination(FILE, str(path), datetime.now(timezone.utc), is_encrypted=is_encrypted, size=len(data))


def keep(where: Destination, data: bytes, note: Callable[[Destination], None]) -> None:
    """Write a new file, mode 0600, and have it on the disk. Each thing known of it is noted before the next step.

    Raises:
        NotDeliveredError: it is not there, and no part of it.
        StateDirError: the journal cannot be written; likewise.
    """
    path = Path(where.name)
    note(where)
    made: list[Destination] = []

    def on_made(found: os.stat_result) -> None:
        made.append(msgspec.structs.replace(where, device=found.st_dev, inode=found.st_ino))
        note(made[0])

    try:
        _create(path, data, on_made)
    except NotDeliveredError:
        with contextlib.suppress(StateDirError):  # that it may be there is written down already
            note(msgspec.structs.replace(where, is_gone=True))
        raise
    with contextlib.suppress(StateDirError, OSError):
        note(msgspec.structs.replace(made[0], written_ns=path.lstat().st_mtime_ns))


def _create(path: Path, data: bytes, on_made: Callable[[os.stat_result], None]) -> None:
    try:
        create_durably(path, data, on_made)
    except FileExistsError:
        raise NotDeliveredError(
            f"{path} already exists.", "The existing file wasn't changed. Choose another name."
        ) from None
    except OSError as error:
        raise NotDeliveredError(
            f"Can't write {path}: {error.strerror or type(error).__name__}.", "Choose another location."
        ) from None


def read_back(path: Path) -> bytes:
    """What the file holds now; nothing where it cannot be read."""
    try:
        return read_bytes(path)
    except OSError:
        return b""
