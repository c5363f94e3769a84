"""Issuing a credential: look, write down, send once, and let nobody be left with one that nobody can read.

Each state is in the journal before the step that it names: a program that dies at any moment leaves a record from
which `services.recovery` can tell what may exist and whether anybody can hold its password.
"""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timezone
from enum import Enum

from filelock import FileLock

from services.directory import Directory, PasswordMissingError
from services.errors import LimitReachedError, OciSmtpError, OutcomeUnknownError
from services.journal import Journal, Record, State, new_intent
from services.model import SMTP_CREDENTIAL_LIMIT, Credential, IssuedCredential, User
from services.recovery import Recovery
from services.sending import MaybeCreatedError, Request, send
from services.session import Session

DESCRIPTION_LIMIT = 370
"""Longest description: 400 is what IAM takes elsewhere (for SMTP credentials none is documented), less our marker."""

LOOK_AGAIN_SECONDS = (5.0, 30.0)
"""After a lost answer: a request that OCI was slow to finish shows up late."""


class Stage(Enum):
    """What issuing is doing, for those who wait."""

    CHECKING = "Looking at the credentials that are there"
    SENDING = "Generating"
    LOOKING = "The answer was lost; looking whether the credential exists"
    DELETING = "Deleting the credential that nobody can read"


class GivenUpError(OciSmtpError):
    """The person gave up before anything was sent."""

    title = "Given up"


class TakenBackError(OciSmtpError):
    """The credential was created, nobody can read its password, and it was deleted again."""

    title = "Taken back"


class Issue:
    """A credential just created, and the duty to account for it.

    Call `shown` before anyone can see the password, and in the end `confirmed`, `discard` or `left`.
    """

    def __init__(self, issued: IssuedCredential, record: Record, issuing: "Issuing", lock: FileLock) -> None:
        self.issued = issued
        self._record = record
        self._issuing = issuing
        self._lock = lock

    @property
    def state(self) -> State:
        """Where the journal has it."""
        return self._record.state

    def shown(self) -> None:
        """The password is about to be seen, copied or handed on.

        Raises:
            StateDirError: that cannot be written down, so it must not happen.
        """
        if self._record.state is State.CREATED:
            self._record = self._issuing.journal.move(self._record, State.SHOWN)

    def kept_in(self, place: str) -> None:
        """A place was read back and holds the password."""
        custody = [*self._record.custody, place]
        self._record = self._issuing.journal.move(self._record, State.CUSTODY, custody=custody)

    def confirmed(self) -> None:
        """Somebody has it: the issue is finished."""
        if not self._record.state.is_finished:
            self._record = self._issuing.journal.move(self._record, State.CONFIRMED)
        self.left()

    def discard(self) -> None:
        """Delete the credential, for nobody will use it.

        Raises:
            OciSmtpError: it could not be deleted now; the journal remembers to.
        """
        try:
            self._record = self._issuing.recovery.discard(self._record)
        finally:
            self.left()

    def left(self) -> None:
        """Leave it as it stands; what is open is settled at the next start."""
        self.issued.password.wipe()
        self._lock.release()

    def tidy(self) -> None:
        """Take our marker out of the description in OCI; best done when nobody waits.

        Raises:
            OciSmtpError: it stays, and harms nothing.
        """
        self._issuing.directory.describe_credential(
            _user_of(self._record), self.issued.credential, self._record.description
        )


class Issuing:
    """Issues credentials in one session."""

    def __init__(self, session: Session, directory: Directory, journal: Journal) -> None:
        self.directory = directory
        self.journal = journal
        self.recovery = Recovery(directory, journal, session.tenancy_ocid)
        self._session = session

    def issue(
        self, user: User, description: str, on_stage: Callable[[Stage, int], None], stop: threading.Event
    ) -> Issue:
        """Create one credential. `on_stage` is told each stage and the number of the try; `stop` gives up early.

        Raises:
            LimitReachedError: the user has two; nothing was sent.
            UserBusyError, StateDirError: nothing was sent.
            TakenBackError: it was created unreadable and is deleted again.
            OutcomeUnknownError: nobody knows yet; the journal goes on looking.
            OciSmtpError: OCI refused.
        """
        lock = self.journal.hold(self._session.tenancy_ocid, user.ocid)
        try:
            return self._issue(user, description, on_stage, stop, lock)
        except BaseException:
            lock.release()
            raise

    def _issue(
        self,
        user: User,
        description: str,
        on_stage: Callable[[Stage, int], None],
        stop: threading.Event,
        lock: FileLock,
    ) -> Issue:
        on_stage(Stage.CHECKING, 1)
        self.recovery.settle_user(user.ocid)
        there = self.directory.credentials(user)
        check_quota(user, there)
        record = self.journal.begin(self._intent(user, description, there))
        if stop.is_set():
            self.journal.move(record, State.NOT_SENT)
            raise GivenUpError("Given up before anything was sent.")
        record = self.journal.move(record, State.SENT, sent_at=datetime.now(timezone.utc))
        request = Request(user, f"{description} {record.marker}", record.retry_token)
        try:
            issued = send(self.directory, request, lambda number: on_stage(Stage.SENDING, number), stop)
        except PasswordMissingError as error:
            on_stage(Stage.DELETING, 1)
            self._discard(self._created(record, error.credential))
            raise TakenBackError(
                "OCI created the credential but sent no password, so it was deleted again.", "Try again."
            ) from None
        except (OutcomeUnknownError, MaybeCreatedError) as error:
            raise self._look(record, error, on_stage, stop) from None
        except OciSmtpError:
            self.journal.move(record, State.REJECTED)
            raise
        record = self._created(record, issued.credential)
        described = IssuedCredential(_with_description(issued.credential, description), issued.password)
        return Issue(described, record, self, lock)

    def _intent(self, user: User, description: str, there: list[Credential]) -> Record:
        now = datetime.now(timezone.utc)
        return Record(
            intent=new_intent(),
            state=State.INTENT,
            profile=self._session.profile.name,
            tenancy=self._session.tenancy_ocid,
            region=self._session.region,
            user_ocid=user.ocid,
            user_name=user.name,
            description=description,
            retry_token=secrets.token_hex(15),
            meant_at=now,
            changed_at=now,
            before=[item.ocid for item in there],
        )

    def _created(self, record: Record, credential: Credential) -> Record:
        return self.journal.move(
            record, State.CREATED, credential_ocid=credential.ocid, smtp_user_name=credential.user_name
        )

    def _discard(self, record: Record) -> None:
        try:
            self.recovery.discard(record)
        except OciSmtpError as error:
            raise TakenBackError(
                f"The credential was created, but nobody can read it, and deleting it failed: {error.cause}",
                "It is deleted at the next start, or now: oci-smtp recover --yes",
            ) from None

    def _look(
        self,
        record: Record,
        error: OciSmtpError,
        on_stage: Callable[[Stage, int], None],
        stop: threading.Event,
    ) -> OciSmtpError:
        """What became of a request whose answer was lost: looked for at once, and twice more."""
        for number, pause in enumerate((0.0, *LOOK_AGAIN_SECONDS), start=1):
            if stop.wait(pause):
                break
            on_stage(Stage.LOOKING, number)
            try:
                record = self.recovery.settle(record)
            except OciSmtpError as trouble:
                error = trouble
                continue
            if record.state is State.DISCARDED:
                return TakenBackError(
                    "OCI created the credential, but its answer was lost, so nobody can read the password. "
                    "The credential was found and deleted again.",
                    "Try again.",
                )
        return OutcomeUnknownError(
            f"{error.cause} No credential was found so far; it may still appear.",
            "It is looked for at every start for a day, and deleted if it appears. To look now: oci-smtp recover",
            code=error.code,
            request_id=error.request_id,
        )


def check_quota(user: User, credentials: list[Credential]) -> None:
    """Refuse where the user has as many credentials as OCI allows.

    Raises:
        LimitReachedError: with what can be done.
    """
    if len(credentials) >= SMTP_CREDENTIAL_LIMIT:
        raise LimitReachedError(
            f"{user.name} already has {len(credentials)} SMTP credentials, and OCI allows {SMTP_CREDENTIAL_LIMIT}.",
            "Delete one of them, or generate the credential for another user.",
        )


def _with_description(credential: Credential, description: str) -> Credential:
    return Credential(credential.ocid, credential.user_name, description, credential.status, credential.created)


def _user_of(record: Record) -> User:
    return User(record.user_ocid, record.user_name)
