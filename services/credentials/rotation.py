"""The intention to put a new credential in the place of an old one, kept until that is done. Never a secret in it."""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from services.model.errors import OciSmtpError
from services.model.values import Credential, User
from services.storage.atomic_write import write_durably
from services.storage.state_dir import StateDirError, private_dir
from services.storage.versioned_json import read_versioned

SCHEMA = 1


class Rotation(msgspec.Struct, frozen=True):
    """One rotation. Where it stands follows from it and from the user's credentials: `services.credentials.rotator`."""

    profile: str
    tenancy: str
    user_ocid: str
    user_name: str
    old: Credential
    """The credential that is to go in the end."""
    begun_at: datetime
    makes_room: Credential | None = None
    """The one that must go first, because the user has two; it may be the old one itself."""
    new: Credential | None = None
    """Its replacement, once there is one."""
    proved_at: datetime | None = None
    """When a test sign-in with the replacement worked."""
    suspended_at: datetime | None = None
    """When OCI was asked to suspend the old credential. Whether it is, OCI never says."""
    suspension_proved_at: datetime | None = None
    """When a test sign-in with the suspended credential was rejected."""
    schema: int = SCHEMA

    @property
    def user(self) -> User:
        """Whose credentials they are."""
        return User(self.user_ocid, self.user_name)


class UnreadableRotationError(OciSmtpError):
    """What is known of a rotation is not to be understood, so nothing is done about it."""

    title = "Unreadable rotation"


class RotationStore:
    """The rotations of this computer's user, one file each: a user with two credentials has room for one rotation."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def of(self, tenancy: str, user_ocid: str) -> Rotation | None:
        """The rotation of a user, if one is in progress.

        Raises:
            UnreadableRotationError: there is one that cannot be read.
        """
        path = self._path(tenancy, user_ocid)
        return _read(path) if os.path.lexists(path) else None

    def all(self, tenancy: str) -> Iterator[Rotation | UnreadableRotationError]:
        """The rotations of a tenancy, and why others cannot be read."""
        for path in sorted(self._directory.glob("*.json")):
            try:
                rotation = _read(path)
            except UnreadableRotationError as error:
                yield error
            else:
                if rotation.tenancy == tenancy:
                    yield rotation

    def write(self, rotation: Rotation) -> Rotation:
        """Keep it; it is on the disk when this returns.

        Raises:
            StateDirError: it cannot be written.
        """
        try:
            private_dir(self._directory.parent)
            private_dir(self._directory)
            write_durably(self._path(rotation.tenancy, rotation.user_ocid), msgspec.json.encode(rotation))
        except OSError as error:
            raise StateDirError(
                f"Can't write {self._directory}: {error.strerror}.", "Free some disk space, and then try again."
            ) from None
        return rotation

    def forget(self, rotation: Rotation) -> None:
        """It is over.

        Raises:
            StateDirError: its file cannot be removed.
        """
        path = self._path(rotation.tenancy, rotation.user_ocid)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StateDirError(f"Can't delete {path}: {error.strerror}.") from None

    def _path(self, tenancy: str, user_ocid: str) -> Path:
        # Hashed, because an OCID is text from outside and need not be fit for a file name.
        return self._directory / f"{hashlib.sha256(f'{tenancy} {user_ocid}'.encode()).hexdigest()[:24]}.json"


def _read(path: Path) -> Rotation:
    return read_versioned(
        path,
        Rotation,
        SCHEMA,
        UnreadableRotationError,
        if_newer="Use that version to finish the rotation.",
        if_damaged="Check the user's credentials, and then move the file.",
    )
