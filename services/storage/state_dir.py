"""The directory of what must outlive the program: no secrets, and readable only by this user."""

import os
import stat
from pathlib import Path

from services.model.errors import OciSmtpError
from services.storage.atomic_write import make_durably
from services.system.outside_file import reason


class StateDirError(OciSmtpError):
    """The state directory cannot be used, so nothing may be sent."""

    title = "State directory"


def private_dir(path: Path) -> Path:
    """The directory, made where it is missing, and shown to be ours alone (0700).

    Raises:
        StateDirError: it cannot be made, belongs to someone else, or is open to others.
    """
    try:
        try:
            found = path.lstat()
        except FileNotFoundError:
            make_durably(path, 0o700)
            found = path.lstat()
    except OSError as error:
        raise StateDirError(
            f"Can't create {path}: {error.strerror}.",
            "Nothing was sent. Free some disk space, correct the owner, or set OCI_SMTP_STATE_DIR.",
        ) from None
    _check_private(path, found)
    return path


def names_in(path: Path) -> list[str]:
    """The names in the directory; none where it doesn't exist.

    Raises:
        StateDirError: it can't be read, is no directory, belongs to someone else, or is open to others, who could
            have put there what is to be believed.
    """
    try:
        found = path.lstat()
        names = os.listdir(path)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StateDirError(
            f"Can't read {path}: {reason(error)}.", "Correct its owner and mode, or set OCI_SMTP_STATE_DIR."
        ) from None
    _check_private(path, found)
    return sorted(names)


def _check_private(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISDIR(found.st_mode) or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
        raise StateDirError(f"{path} isn't a directory that you own.", "Nothing was sent. Move or rename it.")
    if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o077:
        raise StateDirError(f"{path} is accessible to other users of this machine.", f"Run chmod 700 {path}")
