"""A file that a person asked for: new, theirs alone, and read back."""

import os
from pathlib import Path

from services.delivery import NotDeliveredError
from services.durable import create_durably
from services.errors import UsageError


def chosen_path(text: str) -> Path:
    """A path as a person writes it, whole; where it leads nothing is yet.

    Raises:
        UsageError: something is there already, or a file cannot be made there.
    """
    if not text.strip() or "\0" in text or not _is_utf8(text):
        raise UsageError("No file is named, or by a name that is no text.", "Say where to write it.")
    path = Path(os.path.abspath(os.path.expanduser(text.strip())))
    if not os.path.isdir(path.parent):
        raise UsageError(f"There is no directory {path.parent}.", "Make it, or name another file.")
    try:
        path.lstat()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise UsageError(f"{path} cannot be a file: {error.strerror}.", "Name another file.") from None
    else:
        raise UsageError(f"{path} is there already.", "It is never written over: name another file.")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise UsageError(f"{path.parent} cannot be written to.", "Name a file elsewhere.")
    return path


def _is_utf8(text: str) -> bool:
    """Whether the journal can hold it: names that are not UTF-8 come in as lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def keep(path: Path, data: bytes) -> None:
    """Write a new file, mode 0600, and have it on the disk.

    Raises:
        NotDeliveredError: it is not there, and no part of it.
    """
    try:
        create_durably(path, data)
    except FileExistsError:
        raise NotDeliveredError(f"{path} is there already.", "It was left as it is. Name another file.") from None
    except OSError as error:
        raise NotDeliveredError(
            f"{path} cannot be written: {error.strerror or type(error).__name__}.", "Name a file elsewhere."
        ) from None


def read_back(path: Path) -> bytes:
    """What the file holds now; nothing where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
