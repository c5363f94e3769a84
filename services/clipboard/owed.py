"""Remembers on disk that a terminal may still have a copy of ours, for the next start to clear. Nothing of it is kept.

A file for each program, locked for as long as that runs: one that can be locked has lost its program.
"""

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import FileLock

GOOD_FOR_SECONDS = 12 * 3600
"""After this much the person has most likely copied something else, which must stay."""


class Owed:
    """What this program owes, and what others left owing, in a directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock: FileLock | None = None

    def note(self) -> None:
        """A copy goes to a terminal; without a usable directory nothing is remembered."""
        if self._lock is not None:
            return
        from filelock import FileLock, Timeout  # not before the first frame

        from services.storage.state_dir import StateDirError, private_dir

        with contextlib.suppress(StateDirError, OSError, NotImplementedError, Timeout):
            path = private_dir(self._directory) / f"{int(time.time())}-{os.getpid()}.owed"
            lock = FileLock(path, thread_local=False, mode=0o600)
            lock.acquire(timeout=0)
            self._lock = lock

    def settle(self) -> None:
        """The terminal was asked while the person was there."""
        lock, self._lock = self._lock, None
        if lock is not None:
            _remove(Path(lock.lock_file))
            lock.release()

    def pay(self, clear: Callable[[], bool]) -> bool:
        """Call `clear` if an earlier program left something owing, and forget that where the clear was requested."""
        left = self._left()
        is_due = any(time.time() - _made(path) < GOOD_FOR_SECONDS for path in left)
        if is_due and not clear():
            return False
        for path in left:
            _remove(path)
        return is_due

    def _left(self) -> list[Path]:
        if not self._directory.is_dir():
            return []
        return [path for path in self._directory.glob("*.owed") if _is_left(path)]


def _is_left(path: Path) -> bool:
    from filelock import FileLock, Timeout

    lock = FileLock(path, thread_local=False, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError, NotImplementedError):
        return False
    lock.release()
    return path.exists()


def _made(path: Path) -> int:
    """When, in seconds since 1970: by its name, for locking a file touches it."""
    made = path.name.partition("-")[0]
    return int(made) if made.isdecimal() else 0


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
