"""What becomes of the old credential of a rotation: suspended, restored, deleted, or kept."""

import contextlib
from collections.abc import Iterator
from datetime import datetime, timezone

import msgspec

from services.credentials.generation import CredentialGenerator
from services.credentials.recovery import RESOLVE
from services.credentials.rotation import Rotation, RotationStore
from services.credentials.rotation_status import has, live
from services.directory.lookup import known_credentials
from services.model.errors import ConflictError, OciSmtpError, OutcomeUnknownError
from services.model.values import Credential, User


class OldCredentials:
    """The half of a `Rotator` that is about old credentials. Every method blocks on the network or the disk.

    An identity domain takes the status of a credential and never returns it, so that a rotation keeps what was
    requested (`suspended_at`), and what a test sign-in showed (`suspension_proved_at`).
    """

    def __init__(self, issuing: CredentialGenerator, store: RotationStore, tenancy: str) -> None:
        self._issuing = issuing
        self._directory = issuing.directory
        self._store = store
        self._tenancy = tenancy

    @property
    def can_suspend(self) -> bool:
        """Whether the directory can suspend a credential: only identity domains can."""
        return self._directory.can_suspend

    def suspend_old(self, rotation: Rotation) -> Rotation:
        """Suspend the old credential: Email Delivery rejects it, and it can be restored. That is remembered before.

        Raises:
            ConflictError: the replacement is gone, or no one can have its password; the old one was not suspended.
            UsageError: IAM without identity domains can't suspend a credential.
            OutcomeUnknownError: it might be suspended.
            OciSmtpError: it was not suspended.
        """
        with self._held(rotation.user):
            current = self._current(rotation)
            self._check_replaced(current, "suspended")
            now = datetime.now(timezone.utc)
            requested = self._store.write(msgspec.structs.replace(current, suspended_at=now, suspension_proved_at=None))
            try:
                self._directory.suspend_credential(rotation.user, rotation.old)
            except OutcomeUnknownError:
                raise
            except OciSmtpError:
                self._store.write(current)
                raise
        return requested

    def restore_old(self, rotation: Rotation) -> Rotation:
        """Let the old credential work again. Until OCI confirms that, the rotation says that it is suspended.

        Raises:
            OutcomeUnknownError: it might work again.
            OciSmtpError: it is suspended still.
        """
        with self._held(rotation.user):
            current = self._current(rotation)
            self._directory.restore_credential(rotation.user, rotation.old)
            return self._store.write(msgspec.structs.replace(current, suspended_at=None, suspension_proved_at=None))

    def suspension_proved(self, rotation: Rotation) -> Rotation:
        """A test sign-in with the old credential worked before it was suspended, and was rejected since.

        Raises:
            ConflictError: it isn't suspended any more, as far as is known here.
            StateDirError: that can't be written.
        """
        with self._held(rotation.user):
            current = self._current(rotation)
            if current.suspended_at != rotation.suspended_at:
                raise ConflictError("The old credential has been restored.", "Check the rotation.")
            now = datetime.now(timezone.utc)
            return self._store.write(msgspec.structs.replace(current, suspension_proved_at=now))

    def delete_old(self, rotation: Rotation) -> None:
        """The replacement is deployed, as the person says: delete the old credential. That is the end of it.

        Raises:
            ConflictError: the replacement is gone, or no one can have its password; the old one was not deleted.
            OciSmtpError: it could not be deleted.
        """
        with self._held(rotation.user):
            rotation = self._current(rotation)
            self._check_replaced(rotation, "deleted")
            self._directory.delete_credential(rotation.user, rotation.old)
            self._store.forget(rotation)
        self._issuing.recovery.was_deleted(rotation.old)

    def give_up(self, rotation: Rotation) -> None:
        """Forget the intention; both credentials stay, and a suspended one is restored first.

        Raises:
            StateDirError: it cannot be removed.
            OciSmtpError: the old credential could not be restored, so the rotation stays.
        """
        if rotation.suspended_at:
            rotation = self.restore_old(rotation)
        self._store.forget(rotation)

    def _current(self, rotation: Rotation) -> Rotation:
        """The rotation as it is on the disk.

        Raises:
            ConflictError: it has ended, or is about other credentials by now.
        """
        current = self._store.of(self._tenancy, rotation.user_ocid)
        if current is None or (current.old, current.new) != (rotation.old, rotation.new):
            raise ConflictError(
                f"The rotation for {rotation.user_name} was ended or changed by another program.",
                "Check the user's credentials.",
            )
        return current

    def _check_replaced(self, rotation: Rotation, done: str) -> None:
        """Check that the old credential can go; `done` says what else would happen to it.

        Raises:
            ConflictError: the replacement is gone, or no one can have its password.
        """
        self._settle_replacement(rotation, done)
        there = live(known_credentials(self._directory, rotation.user))
        if not rotation.new or not has(there, rotation.new):
            raise ConflictError(
                f"The replacement for “{rotation.old.label}” no longer exists, so nothing was {done}.",
                "Generate another one, or cancel the rotation.",
            )

    def _settle_replacement(self, rotation: Rotation, done: str) -> None:
        """One that was not shown is deleted now, as the next start would: after the old one there would be none.

        Raises:
            ConflictError: it may be the one whose password was lost, which only a person can tell.
        """
        for record in self._issuing.journal.unfinished():
            if rotation.new and record.credential_ocid == rotation.new.ocid:
                self._issuing.recovery.settle_held(record)
        self._check_known(rotation.user, rotation.new, done)

    def _check_known(self, user: User, new: Credential | None, done: str) -> None:
        """No one can have the password of a credential whose answer was lost: no program can be deployed with it."""
        if new is None:
            return
        for record in self._issuing.journal.unfinished((self._tenancy, user.ocid)):
            if not record.credential_ocid and has(self._issuing.recovery.suspects_of(record), new):
                raise ConflictError(
                    f"“{new.label}” might be the credential whose password was lost, so nothing was {done}.",
                    f"To resolve that first, {RESOLVE}.",
                )

    @contextlib.contextmanager
    def _held(self, user: User) -> Iterator[None]:
        """With the user's lock, so that no other program generates or rotates at the same time."""
        lock = self._issuing.journal.hold(self._tenancy, user.ocid)
        try:
            yield
        finally:
            lock.release()
