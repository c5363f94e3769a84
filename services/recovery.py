"""Settling what a program left unfinished: revoke what nobody saw, ask about what somebody may hold."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from services.directory import Directory
from services.errors import OciSmtpError
from services.journal import Journal, Record, State, UserBusyError
from services.model import Credential, User

LOOKED_FOR = timedelta(hours=24)
"""How long a lost request is looked for: OCI keeps retry tokens for as long (SDK, opc_retry_token)."""


class BlockedError(OciSmtpError):
    """The user has an issue that is not settled; a second one could burn the other place."""

    title = "Not settled yet"


@dataclass(frozen=True)
class Account:
    """What was done about one record, for the person."""

    record: Record
    text: str
    needs_answer: bool = False
    """Whether only the person can say: kept, delete or later."""


class Recovery:
    """Settles the records of one tenancy."""

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
                lock = self._journal.hold(record.tenancy, record.user_ocid)
            except UserBusyError:
                continue
            try:
                accounts.append(self._account(record))
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
            settled = self.settle(record)
            if settled.state in (State.PENDING, State.ASK) and not settled.waived:
                raise BlockedError(
                    f"An earlier request for {record.user_name} (“{record.description}”) had no answer, and its "
                    "credential may still appear. A second request now could use up both places.",
                    "Wait, or decide yourself: oci-smtp recover, or U in the app.",
                )

    def settle(self, record: Record) -> Record:
        """The record, moved as far as it can be without a person. The caller holds the user's lock.

        Raises:
            OciSmtpError: OCI or the journal did not let us.
        """
        current = self._journal.find(record.intent) or record
        if current.state is State.INTENT:
            return self._journal.move(current, State.NOT_SENT)
        if current.state in (State.SENT, State.PENDING, State.ASK):
            return self._look_for(current)
        if current.state in (State.CREATED, State.DISCARDING):
            return self.discard(current)
        if current.state is State.CUSTODY:
            return self._journal.move(current, State.CONFIRMED)
        return current

    def discard(self, record: Record) -> Record:
        """Delete the credential of a record; one that is gone already counts.

        Raises:
            OciSmtpError: it could not be deleted; the record says that it is to be.
        """
        record = self._journal.move(record, State.DISCARDING)
        gone = Credential(record.credential_ocid, record.smtp_user_name, record.description, "")
        self._directory.delete_credential(User(record.user_ocid, record.user_name), gone)
        return self._journal.move(record, State.DISCARDED)

    def keep(self, record: Record) -> Record:
        """The person has the password."""
        return self._journal.move(record, State.CONFIRMED)

    def waive(self, record: Record) -> Record:
        """The person will not wait for a lost answer; it is still looked for."""
        return self._journal.move(record, record.state, waived=True)

    def _look_for(self, record: Record) -> Record:
        user = User(record.user_ocid, record.user_name)
        ours = [item for item in self._directory.credentials(user) if record.marker in item.description]
        if len(ours) == 1:
            found = ours[0]
            return self.discard(
                self._journal.move(record, State.DISCARDING, credential_ocid=found.ocid, smtp_user_name=found.user_name)
            )
        if ours:
            return self._journal.move(record, State.ASK)
        if datetime.now(timezone.utc) - (record.sent_at or record.meant_at) > LOOKED_FOR:
            return self._journal.move(record, State.NOT_CREATED)
        return record if record.state is State.PENDING else self._journal.move(record, State.PENDING)

    def _account(self, record: Record) -> Account:
        settled = self.settle(record)
        label = f"“{settled.description}” for {settled.user_name}"
        if settled.state is State.SHOWN:
            return Account(settled, f"{label} was shown to somebody and not confirmed.", needs_answer=True)
        texts = {
            State.NOT_SENT: f"{label} was never sent.",
            State.NOT_CREATED: f"{label} had no answer, and no credential appeared for a day.",
            State.DISCARDED: f"{label} was created but never seen by anyone: deleted, its place is free again.",
            State.CONFIRMED: f"{label} is in safe keeping: {', '.join(settled.custody)}.",
            State.PENDING: f"{label} had no answer; no credential appeared so far.",
            State.ASK: f"{label}: more than one credential may be it. Look at the user's credentials.",
        }
        return Account(settled, texts.get(settled.state, f"{label}: {settled.state.value}."))
