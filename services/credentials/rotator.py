"""Rotating a credential: the new one first, and the old one deleted only when a person says that it can go."""

import contextlib
import threading
from collections.abc import Callable
from datetime import datetime, timezone

import msgspec

from services.api.session import Session
from services.credentials.generation import CredentialGenerator
from services.credentials.generation import GenerationStage as IssueStage
from services.credentials.issue import Issue
from services.credentials.journal import Journal
from services.credentials.journal_record import new_intent
from services.credentials.old_credential import OldCredentials
from services.credentials.rotation import Rotation, RotationStore
from services.credentials.rotation_status import RotationStatus, RotationStep, has, live, step_of
from services.directory import Directory
from services.directory.lookup import known_credentials
from services.model.errors import ConflictError, OciSmtpError, OutcomeUnknownError
from services.model.values import SMTP_CREDENTIAL_LIMIT, Credential, User
from services.storage.state_dir import StateDirError


def open_rotations(journal: Journal) -> RotationStore:
    """The rotations of this computer's user, which are beside the journal."""
    return RotationStore(journal.directory.parent / "rotations")


def open_rotator(
    session: Session, directory: Directory, journal: Journal, name_intent: Callable[[], str] = new_intent
) -> "Rotator":
    """What rotates credentials in a session: the rotations of this computer's user are beside the journal.

    `name_intent` is as `CredentialGenerator` has it.
    """
    store = open_rotations(journal)
    issuing = CredentialGenerator(session, directory, journal, name_intent)
    return Rotator(issuing, store, session.tenancy_ocid, session.profile.name)


class Rotator(OldCredentials):
    """Rotates credentials in one session. Every method blocks on the network or the disk."""

    def __init__(self, issuing: CredentialGenerator, store: RotationStore, tenancy: str, profile: str) -> None:
        super().__init__(issuing, store, tenancy)
        self._profile = profile

    def known(self, user: User) -> Rotation | None:
        """The rotation of a user as it is on the disk, without asking OCI where it stands.

        Raises:
            UnreadableRotationError: what is known of it cannot be read.
        """
        return self._store.of(self._tenancy, user.ocid)

    def settle(self, user: User) -> None:
        """Resolve what an interrupted program left of the user's requests: a credential that wasn't shown is deleted.

        Raises:
            UserBusyError: another program generates or rotates for the user.
            BlockedError: the outcome of a request isn't known; a person decides.
        """
        with self._held(user):
            self._issuing.recovery.settle_user(user.ocid)

    def review(self, user: User, credentials: list[Credential]) -> RotationStatus | None:
        """The rotation of a user who has these credentials; one whose old credential is gone is finished by itself.

        Raises:
            UnreadableRotationError, StateDirError: what is known of it cannot be read, or not be removed.
        """
        rotation = self._store.of(self._tenancy, user.ocid)
        return self._reviewed(rotation, credentials) if rotation else None

    def review_all(self) -> list[RotationStatus | OciSmtpError]:
        """Every rotation of the tenancy that is in progress, or why it cannot be told."""
        found: list[RotationStatus | OciSmtpError] = []
        for rotation in self._store.all(self._tenancy):
            if isinstance(rotation, OciSmtpError):
                found.append(rotation)
                continue
            try:
                underway = self._reviewed(rotation, known_credentials(self._directory, rotation.user))
            except OciSmtpError as error:
                found.append(error)
            else:
                found += [underway] if underway else []
        return found

    def begin(
        self, user: User, old: Credential, *, makes_room: Credential | None = None, new: Credential | None = None
    ) -> Rotation:
        """Write the intention down, or what else is meant with one that has no replacement.

        `new` is a replacement that is already there.

        Raises:
            ConflictError: another rotation of this user is in progress, or the replacement's password might be lost.
            UnreadableRotationError, StateDirError: nothing was done.
        """
        with self._held(user):
            left = self._store.of(self._tenancy, user.ocid)
            if left and (left.old.ocid != old.ocid or (left.new and not (new or makes_room))):
                raise ConflictError(f"A rotation for {user.name} is already in progress.", "Finish or cancel it first.")
            self._check_known(user, new, "changed")
            now = datetime.now(timezone.utc)
            rotation = Rotation(self._profile, self._tenancy, user.ocid, user.name, old, now, makes_room, new)
            if left:  # which may have suspended the old credential
                kept = {"suspended_at": left.suspended_at, "suspension_proved_at": left.suspension_proved_at}
                rotation = msgspec.structs.replace(rotation, **kept)
            return self._store.write(rotation)

    def make_room(self, rotation: Rotation) -> bool:
        """Delete the credential that must go first, as the person says, if room is still needed; whether it was.

        Raises:
            OciSmtpError: it could not be deleted.
        """
        goes = rotation.makes_room
        with self._held(rotation.user):
            there = known_credentials(self._directory, rotation.user)
            if goes is None or not has(there, goes) or len(live(there)) < SMTP_CREDENTIAL_LIMIT:
                return False
            self._directory.delete_credential(rotation.user, goes)
        self._issuing.recovery.was_deleted(goes)
        return True

    def generate(
        self,
        rotation: Rotation,
        description: str,
        on_stage: Callable[[IssueStage, int], None],
        stop: threading.Event,
    ) -> Issue:
        """Generate the replacement, and write to the journal that it is one before its password can be seen.

        Raises:
            StateDirError: that cannot be written down; the new credential is deleted again.
            OciSmtpError: see `CredentialGenerator.issue`.
        """
        issue = self._issuing.issue(rotation.user, description, on_stage, stop)
        try:
            made = issue.issued.credential
            self._store.write(msgspec.structs.replace(rotation, new=made, proved_at=None))
        except StateDirError:
            with contextlib.suppress(OciSmtpError):  # not shown yet: what cannot be deleted now, the next start deletes
                issue.discard()
            raise
        return issue

    def begin_and_generate(
        self,
        user: User,
        old: Credential,
        description: str,
        on_stage: Callable[[IssueStage, int], None],
        stop: threading.Event,
    ) -> Issue:
        """Begin a rotation that needs no room, and generate the replacement. Without one nothing is left in progress.

        Raises:
            OciSmtpError: see `begin` and `generate`.
        """
        rotation = self.begin(user, old)
        try:
            return self.generate(rotation, description, on_stage, stop)
        except OutcomeUnknownError:
            raise
        except OciSmtpError:
            with contextlib.suppress(OciSmtpError):
                # Another program might have begun the same rotation, and have the replacement by now.
                if self._store.of(self._tenancy, user.ocid) == rotation:
                    self._store.forget(rotation)
            raise

    def replacement_deleted(self, user: User, before: Rotation | None) -> None:
        """The replacement reached no place and was deleted again: the rotation is as `before`, or there is none.

        Raises:
            StateDirError: it cannot be written; what remains says that the replacement no longer exists.
        """
        if before:
            self._store.write(msgspec.structs.replace(before, new=None, proved_at=None))
        elif rotation := self._store.of(self._tenancy, user.ocid):
            self._store.forget(rotation)

    def proved(self, user: User) -> None:
        """A test sign-in with the replacement worked.

        Raises:
            OciSmtpError: the journal can't be written.
        """
        rotation = self._store.of(self._tenancy, user.ocid)
        if rotation:
            self._store.write(msgspec.structs.replace(rotation, proved_at=datetime.now(timezone.utc)))

    def _reviewed(self, rotation: Rotation, credentials: list[Credential]) -> RotationStatus | None:
        step = step_of(rotation, credentials)
        if step is RotationStep.DONE:
            self._store.forget(rotation)
            return None
        return RotationStatus(rotation, step, self.can_suspend)
