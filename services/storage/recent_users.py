"""The users that a person opened last: names and OCIDs, a private file for each tenancy. Never a credential."""

import hashlib
from contextlib import suppress
from pathlib import Path

import msgspec

from services.model.values import User
from services.storage.atomic_write import write_durably
from services.storage.state_dir import StateDirError, private_dir
from services.system.outside_file import read_bytes

MOST = 5
"""Users of a tenancy that are remembered."""


class RecentUser(msgspec.Struct, frozen=True):
    """A user that was opened."""

    ocid: str
    name: str


class _Content(msgspec.Struct, frozen=True):
    """What is in a file; the newest first."""

    users: tuple[RecentUser, ...]
    schema: int = 1


def with_newest(users: tuple[RecentUser, ...], user: User) -> tuple[RecentUser, ...]:
    """The users, now that this one was opened."""
    newest = RecentUser(user.ocid, user.name)
    return (newest, *(each for each in users if each.ocid != user.ocid))[:MOST]


class RecentUsers:
    """What is remembered in a directory. Nothing depends on it: what can't be read or written is as if it weren't."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def of(self, tenancy: str) -> tuple[RecentUser, ...]:
        """The users of a tenancy, the newest first."""
        with suppress(OSError, msgspec.MsgspecError, ValueError, RecursionError):
            return msgspec.json.decode(read_bytes(self._path(tenancy)), type=_Content).users[:MOST]
        return ()

    def add(self, tenancy: str, user: User) -> None:
        """Remember a user as the newest. Another program might have remembered one before."""
        content = _Content(with_newest(self.of(tenancy), user))
        with suppress(OSError, StateDirError):
            private_dir(self._directory.parent)
            private_dir(self._directory)
            write_durably(self._path(tenancy), msgspec.json.encode(content))

    def forget(self, tenancy: str) -> None:
        """Remember none of that tenancy."""
        with suppress(OSError):
            self._path(tenancy).unlink(missing_ok=True)

    def _path(self, tenancy: str) -> Path:
        # Hashed, because an OCID is text from outside and need not be fit for a file name.
        return self._directory / f"{hashlib.sha256(tenancy.encode()).hexdigest()[:24]}.json"
