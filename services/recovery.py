"""Settling what a program left unfinished: revoke what nobody saw, ask about what somebody may hold."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from services.directory import Directory
from services.errors import ConflictError, ExitCode, OciSmtpError
from services.journal import Journal, UserBusyError
from services.model import Credential, User
from services.record import Record, State

LOOKED_FOR = timedelta(hours=24)
"""How long a lost request is looked for: OCI keeps retry tokens for as long (SDK, opc_retry_token)."""


class BlockedError(OciSmtpError):
    """The user has an issue that is not settled; a second one could burn the other place."""

    title = "Not settled yet"
    exit_code = ExitCode.UNKNOWN


@dataclass(frozen=True)
class Account:
    """What was done about one record, for the person."""

    record: Record
    text: str
    needs_answer: bool = False
    """Whether only the person can say: kept, delete or later."""


class Recovery:
    """Settles the records of one tenancy.

    What a program does to a record it does while it holds the lock of its user. The methods whose name ends in `held`
    are for those who hold it already; the others take it, and do nothing where the record has changed meanwhile.
    """

    def __init__(self, directory: Directory, journal: Journal, tenancy: str) -> None:
        self._directory = directory
        self._journal = journal
        self._tenancy = tenancy

    def settle_all(self) -> list[Account]:
        """Settle every unfinished record whose program is gone; an account of each.

        A record that cannot be settled now, for want of a network say, is accounted for and stays.
        """
        accounts = []
        for record in self._journal.unfinished():
            if record.tenancy != self._tenancy:
                accounts.append(Account(record, f"It belongs to another tenancy (profile {record.profile})."))
                continue
            try:
                lock = self._journal.hold(record.tenancy, record.user_ocid, wait=False)
            except UserBusyError:
                continue
            except OciSmtpError as error:
                accounts.append(Account(record, f"Not settled: {error.cause}"))
                continue
            try:
                accounts.append(_account(self.settle_held(record)))
            except OciSmtpError as error:
                accounts.append(Account(record, f"Not settled: {error.cause}"))
            finally:
                lock.release()
        self._journal.prune()
        return accounts

    def settle_user(self, user_ocid: str) -> None:
        """Settle the user's records before a new issue. The caller holds the user's lock.

        Raises:
            BlockedError: one of them still has an unknown outcome.
        """
        for record in self._journal.unfinished():
            if (record.tenancy, record.user_ocid) != (self._tenancy, user_ocid):
                continue
            settled = self.settle_held(record)
            if settled.state in (State.PENDING, State.ASK) and not settled.waived:
                raise BlockedError(
                    f"An earlier request for {record.user_name} (“{record.description}”) had no answer, and its "
                    "credential may still appear. A second request now could use up both places.",
                    "Wait, or decide yourself: oci-smtp recover, or U in the app.",
                )

    def settle(self, record: Record) -> Record:
        """The record, moved as far as it can be without a person.

        Raises:
            ConflictError: it is of another tenancy.
            OciSmtpError: OCI, the journal or another program did not let us.
        """
        self._check_tenancy(record)
        return self._holding(record, self.settle_held)

    def discard(self, record: Record) -> Record:
        """Delete the credential of a record, as the person says; one that is gone already counts.

        Raises:
            ConflictError: the record was settled meanwhile, or is of another tenancy.
            OciSmtpError: it could not be deleted; the record says that it is to be.
        """
        self._check_tenancy(record)
        return self._holding(record, lambda current: self.discard_held(_unchanged(record, current)))

    def keep(self, record: Record) -> Record:
        """The person has the password.

        Raises:
            ConflictError: the record was settled meanwhile.
            OciSmtpError: that cannot be written down.
        """
        return self._holding(record, lambda current: self._journal.move(_unchanged(record, current), State.CONFIRMED))

    def waive(self, record: Record) -> Record:
        """The person will not wait for a lost answer; it is still looked for.

        Raises:
            ConflictError: the record was settled meanwhile.
            OciSmtpError: that cannot be written down.
        """
        return self._holding(
            record, lambda current: self._journal.move(_unchanged(record, current), current.state, waived=True)
        )

    def was_deleted(self, credential: Credential) -> None:
        """A person deleted a credential: nothing is left to ask about it.

        Best effort: where that cannot be written down, the next start asks all the same.
        """
        with contextlib.suppress(OciSmtpError):  # the journal, too, may not be readable
            for record in self._journal.unfinished():
                if record.credential_ocid == credential.ocid:
                    with contextlib.suppress(OciSmtpError):
                        self._holding(record, self._deleted_held)

    def _deleted_held(self, record: Record) -> Record:
        return record if record.state.is_finished else self._journal.move(record, State.DISCARDED)

    def settle_held(self, record: Record) -> Record:
        """See `settle`."""
        current = self._journal.find(record.intent)
        if current.state is State.INTENT:
            return self._journal.move(current, State.NOT_SENT)
        if current.state in (State.SENT, State.PENDING, State.ASK):
            return self._look_for(current)
        if current.state in (State.CREATED, State.DISCARDING):
            return self.discard_held(current)
        if current.state is State.CUSTODY:
            return self._journal.move(current, State.CONFIRMED)
        return current

    def discard_held(self, record: Record, credential: Credential | None = None) -> Record:
        """See `discard`. `credential` names the one to delete, for a record that does not know it yet."""
        found = {"credential_ocid": credential.ocid, "smtp_user_name": credential.user_name} if credential else {}
        record = self._journal.move(record, State.DISCARDING, **found)
        self.delete(record)
        return self._journal.move(record, State.DISCARDED)

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
            raise ConflictError(
                f"It belongs to another tenancy (profile {record.profile}).", "Sign in there first: P, Switch profile."
            )

    def _holding(self, record: Record, step: Callable[[Record], Record]) -> Record:
        lock = self._journal.hold(record.tenancy, record.user_ocid)
        try:
            return step(self._journal.find(record.intent))
        finally:
            lock.release()

    def _look_for(self, record: Record) -> Record:
        there = self._directory.credentials(User(record.user_ocid, record.user_name))
        ours = [item for item in there if record.marker in item.description]
        if len(ours) == 1:
            return self.discard_held(record, ours[0])
        if ours or self._may_be_there(record, there):
            return self._journal.move(record, State.ASK)
        if datetime.now(timezone.utc) - (record.sent_at or record.meant_at) > LOOKED_FOR:
            return self._journal.move(record, State.NOT_CREATED)
        return record if record.state is State.PENDING else self._journal.move(record, State.PENDING)

    def _may_be_there(self, record: Record, there: list[Credential]) -> bool:
        """Whether one of the credentials may be it without our marker, which a person or OCI may have taken out."""
        explained = {*record.before, *(other.credential_ocid for other in self._journal.records())}
        return any(item.ocid not in explained and item.description.strip() == record.description for item in there)


def _unchanged(seen: Record, current: Record) -> Record:
    """The record as it stands, if it still stands where the person saw it."""
    if current.state is not seen.state:
        raise ConflictError(
            f"Another oci-smtp has dealt with it meanwhile: {current.state.value}.", "Look at the user's credentials."
        )
    return current


def _account(record: Record) -> Account:
    label = f"“{record.description}” for {record.user_name}"
    if record.state is State.SHOWN:
        return Account(record, f"{label} was shown to somebody and not confirmed.", needs_answer=True)
    kept = f" is in safe keeping: {', '.join(record.custody)}." if record.custody else " is with somebody who said so."
    texts = {
        State.NOT_SENT: " was never sent.",
        State.NOT_CREATED: " had no answer, and no credential appeared for a day.",
        State.DISCARDED: " was created but never seen by anyone: deleted, its place is free again.",
        State.CONFIRMED: kept,
        State.PENDING: " had no answer; no credential appeared so far.",
        State.ASK: " had no answer, and it may be among the user's credentials. Look at them.",
    }
    return Account(record, f"{label}{texts.get(record.state, f': {record.state.value}.')}")
