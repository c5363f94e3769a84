"""A lock that a program holds as long as it carries out a plan, by which others know that it hasn't ended."""

import contextlib
import os
import re
import secrets
import socket
from pathlib import Path

from services.fleet.receipt_lines import Run
from services.storage.state_dir import StateDirError

NAME = re.compile(r"[0-9a-f]{12}")


class RunLock:
    """The lock of one run: an empty file beside the plan, which is there until the run ends."""

    def __init__(self, plan: Path, name: str, file: int) -> None:
        self.name = name
        self._plan = plan
        self._descriptor = file

    @classmethod
    def new(cls, plan: Path) -> "RunLock":
        """A lock with a name of its own, held.

        Raises:
            StateDirError: it can't be made.
        """
        name = secrets.token_hex(6)
        file = _acquired(_path(plan, name))
        if file is None:
            raise StateDirError(
                f"Can't lock {_path(plan, name)}.", "Copy the plan to a local disk. Nothing was generated."
            )
        return cls(plan, name, file)

    def release(self) -> None:
        """The run has ended."""
        with contextlib.suppress(OSError):
            _path(self._plan, self.name).unlink(missing_ok=True)
        os.close(self._descriptor)

    def is_held(self, name: str, run: Run | None) -> bool:
        """Whether another run hasn't ended; one on another computer counts as ended where its file is missing."""
        if not NAME.fullmatch(name):
            return False
        path = _path(self._plan, name)
        if not path.exists():
            return False
        if run and run.host != socket.gethostname():
            return True  # locks of other computers can't be relied on; its file goes when it ends in good order
        try:
            file = _acquired(path)
        except StateDirError:
            return True
        if file is None:
            return True
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        os.close(file)
        return False


def _path(plan: Path, name: str) -> Path:
    return plan.with_name(f".{plan.name}.{name}.lock")


def _acquired(path: Path) -> int | None:
    """The file, locked; None where another program has it."""
    import fcntl

    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StateDirError(f"Can't create {path}: {error.strerror}.", "Nothing was generated.") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return None
    return file
