"""Resolving what an interrupted program left: delete what is certainly ours, ask about everything else.

A credential is deleted without asking in one case only: the answer to our own create named its OCID, its password was
not shown, and that OCID is neither one that the user had before nor one that another record names (CREATED, and
DISCARDING until it is done). Otherwise DISCARDING is what a person chose.

A credential that is found in the list is never taken for ours. A colleague can generate one in the same second, edit
every description, copy our mark to another credential or take it out; the time of creation and, in an identity domain,
the creator narrow the choice and prove nothing. So after a lost answer every credential that has appeared since, and
that nothing else explains (see `services.credentials.suspects`), is asked about. The record is closed as NOT_CREATED
only when a day has passed and there is no such credential.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import msgspec

from services.credentials.answers import RecoveryAnswers, unchanged
from services.credentials.journal import Journal, UserBusyError
from services.credentials.journal_record import JournalState, Record
from services.credentials.suspects import can_be_ours, suspects
from services.directory import Directory
from services.directory.lookup import known_credentials
from services.model.errors import ConflictError, ExitCode, NotAuthorizedError, OciSmtpError
from services.model.values import Credential, User

BLOCKS = {JournalState.PENDING: "might still appear", JournalState.ASK: "might be one of the user's credentials"}

RESOLVE = "enter :recover in the app, or run oci-smtp recover --yes"
"""How a person resolves an interrupted credential, after a comma."""

UNSEEN = " was created but never shown"

LOOKED_FOR = timedelta(hours=24)
"""How long a lost request is looked for: OCI keeps retry tokens for as long (SDK, opc_retry_token)."""


class BlockedError(OciSmtpError):
    """The user has a generation that isn't resolved; a second one could use up the other slot."""

    title = "Not resolved"
    exit_code = ExitCode.UNKNOWN


@dataclass(frozen=True)
class InterruptedGeneration:
    """What was done about one record, for the person."""

    record: Record
    text: str
    needs_answer: bool = False
    """Whether only the person can say what becomes of it."""
    suspects: tuple[Credential, ...] = ()
    """The credentials that may be it, where its OCID is not known."""


class Recovery(RecoveryAnswers):
    """Resolves the records of one tenancy.

    What a program does to a record it does while it holds the lock of its user. The methods whose name ends in `held`
    are for those who hold it already; the others take it, and do nothing where the record has changed since.
    """

    def __init__(self, directory: Directory, journal: Journal, tenancy: str) -> None:
        super().__init__(journal)
        self._directory = directory
        self._tenancy = tenancy

    def settle_all(self) -> list[InterruptedGeneration]:
        """Resolve every interrupted record whose program has ended; an account of each.

        A record that can't be resolved now, for example without a network, is reported and stays.
        """
        accounts = []
        for record in self._journal.unfinished():
            if record.tenancy != self._tenancy:
                accounts.append(InterruptedGeneration(record, _elsewhere(record)))
                continue
            try:
                lock = self._journal.hold(record.tenancy, record.user_ocid, wait=False)
            except UserBusyError:
                continue
            except OciSmtpError as error:
                accounts.append(InterruptedGeneration(record, f"Not resolved: {error.cause}"))
                continue
            try:
                accounts.append(self._accounted_for(self.settle_held(record), record.state))
            except OciSmtpError as error:
                accounts.append(self._not_settled(record, error))
            finally:
                lock.release()
        self._journal.prune()
        return accounts

    def settle_user(self, user_ocid: str) -> None:
        """Resolve the user's records before a new generation. The caller holds the user's lock.

        Raises:
            BlockedError: one of them still has an unknown outcome.
        """
        for record in self._journal.unfinished((self._tenancy, user_ocid)):
            settled = self.settle_held(record)
            if settled.state in (JournalState.PENDING, JournalState.ASK) and not settled.waived:
                raise BlockedError(
                    f"An earlier request for {record.user_name} (“{record.description}”) got no response, and its "
                    f"credential {BLOCKS[settled.state]}. A second request could use up the limit of two.",
                    f"Resolve it first: {RESOLVE}.",
                )

    def settle(self, record: Record) -> Record:
        """The record, moved as far as it can be without a person.

        Raises:
            ConflictError: it is of another tenancy.
            OciSmtpError: OCI, the journal or another program did not let us.
        """
        self._check_tenancy(record)
        return self._holding(record, self.settle_held)

    def look(self, record: Record) -> InterruptedGeneration:
        """As `settle`, with what to tell about the record then."""
        self._check_tenancy(record)
        return self._holding(record, lambda current: self._accounted_for(self.settle_held(current), current.state))

    def discard(self, record: Record, credential_ocid: str = "") -> Record:
        """Delete the credential of a record, as the person says; one that is gone already counts.

        `credential_ocid` says which it is, where the record does not know; it must be one of the suspects.

        Raises:
            ConflictError: the record is already resolved, is of another tenancy, or the credential is no suspect.
            OciSmtpError: it could not be deleted; the record says that it is to be.
        """
        self._check_tenancy(record)
        return self._holding(record, lambda current: self._discarded(unchanged(record, current), credential_ocid))

    def was_deleted(self, credential: Credential) -> None:
        """A person deleted a credential: nothing is left to ask about it.

        Best effort: where that cannot be written down, the next start asks anyway.
        """
        with contextlib.suppress(OciSmtpError):  # the journal, too, might be unreadable
            for record in self._journal.unfinished():
                if record.credential_ocid == credential.ocid:
                    with contextlib.suppress(OciSmtpError):
                        self._holding(record, self._deleted_held)

    def _deleted_held(self, record: Record) -> Record:
        return record if record.state.is_finished else self._journal.move(record, JournalState.DISCARDED)

    def suspects_of(self, record: Record) -> list[Credential]:
        """The credentials that may be the record's, which does not know its own.

        Raises:
            OciSmtpError: they could not be listed.
        """
        there = known_credentials(self._directory, User(record.user_ocid, record.user_name))
        return suspects(record, there, self._journal.credentials_of_others(record))

    def can_be_ours(self, record: Record, ocid: str) -> bool:
        """Whether a credential of that OCID can have been created by the record's request."""
        return can_be_ours(record, ocid, self._journal.credentials_of_others(record))

    def settle_held(self, record: Record) -> Record:
        """`settle` for a caller that holds the record's lock and has checked the tenancy."""
        current = self._journal.find(record.intent)
        if current.state is JournalState.INTENT:
            return self._journal.move(current, JournalState.NOT_SENT)
        if current.state in (JournalState.CREATED, JournalState.DISCARDING):
            if self.can_be_ours(current, current.credential_ocid):
                return self.discard_held(current)
            current = self._journal.move(current, JournalState.SENT, credential_ocid="", smtp_user_name="")
        if current.state in (JournalState.SENT, JournalState.PENDING, JournalState.ASK):
            return self._look_for(current)
        if current.state is JournalState.CUSTODY:
            return self._journal.move(current, JournalState.CONFIRMED)
        return current

    def discard_held(self, record: Record) -> Record:
        """`discard` for a caller that holds the record's lock; the record names its credential."""
        record = self._journal.move(record, JournalState.DISCARDING)
        self.delete(record)
        return self._journal.move(record, JournalState.DISCARDED)

    def delete(self, record: Record) -> None:
        """Delete the credential that a record names, and leave the record as it is.

        Raises:
            OciSmtpError: it could not be deleted.
        """
        gone = Credential(record.credential_ocid, record.smtp_user_name, record.description, "")
        self._directory.delete_credential(User(record.user_ocid, record.user_name), gone)

    def _check_tenancy(self, record: Record) -> None:
        """Whose users are not here seem to have no credentials here."""
        if record.tenancy != self._tenancy:
            raise ConflictError(_elsewhere(record), "Sign in there first: Profile menu › Switch profile.")

    def _discarded(self, record: Record, credential_ocid: str) -> Record:
        if record.credential_ocid:
            if credential_ocid not in ("", record.credential_ocid):
                raise ConflictError("The record is about another credential.", "Check the user's credentials.")
            return self.discard_held(record)
        for item in self.suspects_of(record):
            if item.ocid == credential_ocid:
                found = {"credential_ocid": item.ocid, "smtp_user_name": item.user_name}
                return self.discard_held(msgspec.structs.replace(record, **found))
        raise ConflictError(
            "That credential isn't one of those that might belong to the request.", "Check the user's credentials."
        )

    def _look_for(self, record: Record) -> Record:
        if self.suspects_of(record):
            return self._moved(record, JournalState.ASK)
        if datetime.now(timezone.utc) - (record.sent_at or record.meant_at) > LOOKED_FOR:
            return self._journal.move(record, JournalState.NOT_CREATED)
        return self._moved(record, JournalState.PENDING)

    def _moved(self, record: Record, state: JournalState) -> Record:
        return record if record.state is state else self._journal.move(record, state)

    def _not_settled(self, record: Record, error: OciSmtpError) -> InterruptedGeneration:
        """The record as far as it came: what a person says about it must be about that."""
        with contextlib.suppress(OciSmtpError):
            record = self._journal.find(record.intent)
        may_be_gone = isinstance(error, NotAuthorizedError)
        told = f"Not resolved: {error.cause}" + (f" {_if_gone(record)}" if may_be_gone else "")
        return InterruptedGeneration(record, told, needs_answer=may_be_gone)

    def _accounted_for(self, record: Record, was: JournalState) -> InterruptedGeneration:
        return account_of(record, self.suspects_of(record) if record.state is JournalState.ASK else [], was)


def account_of(
    record: Record, found: Sequence[Credential] = (), was: JournalState | None = None
) -> InterruptedGeneration:
    """What to tell about a record, with the credentials that may be its own; `was` its state before."""
    label = f"“{record.description}” for {record.user_name}"
    if record.state is JournalState.SHOWN:
        return InterruptedGeneration(
            record, f"{label}: the password was shown, but not confirmed as saved.", needs_answer=True
        )
    if record.state is JournalState.ASK and found:
        may_be = "one of the user's credentials" if len(found) == 1 else f"one of {len(found)} credentials"
        told = f"{label}: no response. It might be {may_be}. If so, its password is lost: delete it."
        return InterruptedGeneration(record, told, needs_answer=True, suspects=tuple(found))
    kept = f" is saved: {', '.join(record.custody)}." if record.custody else " was confirmed as saved."
    texts = {
        JournalState.NOT_SENT: " was never sent.",
        JournalState.NOT_CREATED: ": no response, and no credential appeared within 24 hours.",
        JournalState.DISCARDED: f"{UNSEEN if was is JournalState.CREATED else ''}: deleted.",
        JournalState.CONFIRMED: kept,
        JournalState.PENDING: ": no response yet, and no credential found so far.",
        JournalState.ASK: ": no response, and the credential that it might have been no longer exists.",
        JournalState.CLOSED: " was closed. The state of its credential is unknown.",
    }
    return InterruptedGeneration(record, f"{label}{texts.get(record.state, f': {record.state.value}.')}")


def _elsewhere(record: Record) -> str:
    return f"The record belongs to another tenancy (profile {record.profile})."


def _if_gone(record: Record) -> str:
    """OCI does not tell a user who was deleted from one who is not visible."""
    return f"If {record.user_name} was deleted, the credential was deleted too, and the record can be closed."
