"""A credential just created: what becomes of it is written to the journal before it happens."""

import threading
from datetime import datetime

import msgspec
from filelock import FileLock

from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record
from services.credentials.recovery import Recovery
from services.directory import Directory
from services.model.destination import Destination, noted
from services.model.errors import OutcomeUnknownError
from services.model.secret import SecretGoneError
from services.model.values import IssuedCredential, User


class Issue:
    """A credential just created, whose record in the journal must be closed.

    Call `shown` before anyone can see the password, and in the end `confirmed`, `discard` or `left`.
    """

    def __init__(
        self,
        issued: IssuedCredential,
        record: Record,
        directory: Directory,
        journal: Journal,
        recovery: Recovery,
        lock: FileLock,
        doubt: OutcomeUnknownError | None = None,
        requested_expiry: datetime | None = None,
    ) -> None:
        self.issued = issued
        self.doubt = doubt
        """What else the requests might have created; None where they can't have."""
        self.requested_expiry = requested_expiry
        self._record = record
        self._directory = directory
        self._journal = journal
        self._recovery = recovery
        self._lock = lock
        self._moving = threading.RLock()

    @property
    def state(self) -> JournalState:
        """Where the journal has it."""
        return self._record.state

    def shown(self) -> None:
        """Call before the password is shown, copied, or passed on.

        Raises:
            StateDirError: the journal can't be written, so this must not happen.
        """
        with self._moving:
            if self._record.state is JournalState.CREATED:
                self._record = self._journal.move(self._record, JournalState.SHOWN)

    @property
    def open_destinations(self) -> list[Destination]:
        """The destinations that might hold the password."""
        return self._record.open_destinations

    def heads_for(self, destination: Destination) -> None:
        """Call before the password is sent to a destination, and when more is known about the destination.

        Raises:
            StateDirError: the journal can't be written, so the password must not be sent.
            SecretGoneError: the credential was left; its password is wiped.
        """
        with self._moving:
            if self.issued.password.is_wiped:
                raise SecretGoneError("The password was cleared from memory when its dialog closed.")
            here = msgspec.structs.replace(destination, host=self._record.host)
            destinations = noted(self._record.destinations, here)
            self._record = self._journal.move(self._record, self._record.state, destinations=destinations)

    def kept_in(self, place: str) -> None:
        """A destination was verified: it holds the password."""
        with self._moving:
            custody = [*self._record.custody, place]
            self._record = self._journal.move(self._record, JournalState.CUSTODY, custody=custody)

    def confirmed(self) -> None:
        """A person or a destination has the password: the credential is finished.

        Raises:
            StateDirError: the journal can't be written; the next start asks.
        """
        with self._moving:
            if not self._record.state.is_finished:
                self._record = self._journal.move(self._record, JournalState.CONFIRMED)
        self.left()

    def discard(self) -> None:
        """Delete the credential, because it won't be used.

        Raises:
            OciSmtpError: it couldn't be deleted; the next start tries again.
        """
        try:
            with self._moving:
                self._record = self._recovery.discard_held(self._record)
        finally:
            self.left()

    def left(self) -> None:
        """Leave it as it is; the next start resolves what is open."""
        self.issued.password.wipe()
        self._lock.release()

    def tidy(self) -> None:
        """Remove our marker from the description in OCI; best done when no person waits.

        Raises:
            OciSmtpError: it stays, and does no harm.
        """
        user = User(self._record.user_ocid, self._record.user_name)
        self._directory.describe_credential(user, self.issued.credential, self._record.description)
