"""Generating a credential: check, write to the journal, send once, and leave no credential without its password.

Each state is in the journal before the step that it names: a program that dies at any moment leaves a record from
which `services.credentials.recovery` can tell what might exist, and whether a person can have its password.
"""

import contextlib
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timezone
from enum import Enum
from functools import partial
from math import ceil

import msgspec

from services.api.session import Session
from services.config.auth_type import API_KEY
from services.credentials.create import CreateRequest, MaybeCreatedError, send
from services.credentials.earlier_try import EarlierTries
from services.credentials.issue import Issue
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record, new_intent
from services.credentials.limit import check_quota, limit_behind
from services.credentials.recovery import Recovery
from services.credentials.rollback import Rollback
from services.directory import Directory, PasswordMissingError
from services.directory.expiry import check_expiry
from services.directory.lookup import known_credentials
from services.model.errors import OciSmtpError, OutcomeUnknownError
from services.model.values import Credential, IssuedCredential, User
from services.storage.state_dir import StateDirError

DESCRIPTION_LIMIT = 370
"""Longest description: 400 is what IAM takes elsewhere (for SMTP credentials none is documented), less our marker."""

NOT_NEW = "The response from OCI is about a credential that already existed."


class GenerationStage(Enum):
    """The stages of generating, shown while a person waits."""

    CHECKING = "Checking existing credentials"
    SENDING = "Generating"
    WAITING = "OCI asked to wait"
    LOOKING = "No response; checking whether the credential exists"
    DELETING = "Deleting the unreadable credential"


class GivenUpError(OciSmtpError):
    """The person canceled before anything was sent."""

    title = "Canceled"


class CredentialGenerator:
    """Generates credentials in one session."""

    def __init__(
        self,
        session: Session,
        directory: Directory,
        journal: Journal,
        name_intent: Callable[[], str] = new_intent,
    ) -> None:
        """`name_intent` names the next record, for those who write the name down before there is a record."""
        self.directory = directory
        self.journal = journal
        self._name_intent = name_intent
        self.recovery = Recovery(directory, journal, session.tenancy_ocid)
        self._taking_back = Rollback(self.recovery, journal)
        self._session = session

    def issue(
        self,
        user: User,
        description: str,
        on_stage: Callable[[GenerationStage, int], None],
        stop: threading.Event,
        expires: datetime | None = None,
    ) -> Issue:
        """Create one credential. `on_stage` gets each stage with the number of the try, or with the seconds of a wait.

        `stop` cancels. `expires` is the expiry to request.

        Raises:
            UsageError: an expiry is given, and the directory can't set one; nothing was sent.
            LimitReachedError: the user has two, as was seen before the request, or as OCI's rejection made us look.
            UserBusyError, StateDirError: nothing was sent.
            RolledBackError: it was created without a readable password, and is deleted.
            OutcomeUnknownError: the credential might exist; a person decides.
            OciSmtpError: OCI rejected the request.
        """
        check_expiry(self.directory, expires)
        lock = self.journal.hold(self._session.tenancy_ocid, user.ocid)
        try:
            on_stage(GenerationStage.CHECKING, 1)
            self.recovery.settle_user(user.ocid)
            record = self._announced(user, description, stop)
            request = CreateRequest(user, f"{description} {record.marker}", record.retry_token, expires)
            issued, doubt = self._answer(request, record, on_stage, stop)
            record = self._created(record, issued, on_stage)
        except BaseException:
            lock.release()
            raise
        made = msgspec.structs.replace(issued.credential, description=description)
        described = IssuedCredential(made, issued.password)
        return Issue(described, record, self.directory, self.journal, self.recovery, lock, doubt, expires)

    def _announced(self, user: User, description: str, stop: threading.Event) -> Record:
        """The record of a request that may leave from now on."""
        there = known_credentials(self.directory, user)
        check_quota(user, there)
        record = self.journal.begin(self._intent(user, description, there))
        if stop.is_set():
            self.journal.move(record, JournalState.NOT_SENT)
            raise GivenUpError("Canceled before anything was sent.")
        return self.journal.move(record, JournalState.SENT, sent_at=datetime.now(timezone.utc))

    def _answer(
        self,
        request: CreateRequest,
        record: Record,
        on_stage: Callable[[GenerationStage, int], None],
        stop: threading.Event,
    ) -> tuple[IssuedCredential, OutcomeUnknownError | None]:
        """The one answer with the password and what else might have been created, or what became of the request."""
        try:
            return self._sent(record, request, on_stage, stop)
        except PasswordMissingError as error:
            on_stage(GenerationStage.DELETING, 1)
            raise self._taking_back.known(record, error.credential, error.cause.rstrip(".")) from None
        except (OutcomeUnknownError, MaybeCreatedError) as error:
            raise self._taking_back.lost(record, error, partial(on_stage, GenerationStage.LOOKING), stop) from None
        except OciSmtpError as error:
            with contextlib.suppress(StateDirError):  # what OCI said matters more
                self.journal.move(record, JournalState.REJECTED)
            on_stage(GenerationStage.CHECKING, 1)
            raise limit_behind(self.directory, request.user, error) from None

    def _sent(
        self,
        record: Record,
        request: CreateRequest,
        on_stage: Callable[[GenerationStage, int], None],
        stop: threading.Event,
    ) -> tuple[IssuedCredential, OutcomeUnknownError | None]:
        """The answer to the request, if it names a credential that can be new; and what an earlier try might have left.

        Raises:
            OutcomeUnknownError: it names one that existed before, so that it says nothing about ours.
            OciSmtpError: see `send`.
        """
        earlier = EarlierTries(self.recovery, self.journal)
        on_try, on_wait = partial(on_stage, GenerationStage.SENDING), partial(_told_to_wait, on_stage)
        try:
            issued = send(self.directory, request, on_try, stop, on_wait, earlier.was_unclear)
        except PasswordMissingError as error:
            if not self.recovery.can_be_ours(record, error.credential.ocid):
                raise OutcomeUnknownError(NOT_NEW) from None
            earlier.note(record, error.credential.ocid)
            raise
        try:
            if not self.recovery.can_be_ours(record, issued.credential.ocid):
                raise OutcomeUnknownError(NOT_NEW)
            return issued, earlier.note(record, issued.credential.ocid)
        except OutcomeUnknownError:
            issued.password.wipe()
            raise

    def _created(
        self, record: Record, issued: IssuedCredential, on_stage: Callable[[GenerationStage, int], None]
    ) -> Record:
        made = issued.credential
        try:
            return self.journal.move(
                record, JournalState.CREATED, credential_ocid=made.ocid, smtp_user_name=made.user_name
            )
        except StateDirError as error:
            issued.password.wipe()
            on_stage(GenerationStage.DELETING, 1)
            why = f"{error.cause} OCI had already created the credential"
            raise self._taking_back.known(record, made, why) from None

    def _intent(self, user: User, description: str, there: list[Credential]) -> Record:
        now = datetime.now(timezone.utc)
        return Record(
            intent=self._name_intent(),
            state=JournalState.INTENT,
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
            requested_by=_signer(self._session),
        )


def _told_to_wait(on_stage: Callable[[GenerationStage, int], None], seconds: float) -> None:
    on_stage(GenerationStage.WAITING, ceil(seconds))


def _signer(session: Session) -> str:
    """The user whose key signs; a profile with a token may name another user than the token."""
    return session.user_ocid if session.profile.auth is API_KEY else ""
