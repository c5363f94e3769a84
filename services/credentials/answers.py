"""What a person says about an interrupted credential. This needs no network."""

from collections.abc import Callable
from typing import TypeVar

from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record
from services.model.errors import ConflictError, UsageError

T = TypeVar("T")


class RecoveryAnswers:
    """Writes a person's answer to the journal, if the record is still in the state that the person saw.

    Each answer is written under the lock of the record's user, and rejected if the record has changed since.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def called(self, intent: str) -> Record:
        """The interrupted record of that name.

        Raises:
            UsageError: there is none.
        """
        for record in self._journal.unfinished():
            if record.intent == intent:
                return record
        raise UsageError(f'No interrupted credential has the ID "{intent}".', "To list them, run oci-smtp recover.")

    def keep(self, record: Record) -> Record:
        """The person has the password.

        Raises:
            ConflictError: the record is already resolved, or no one can have had the password.
            OciSmtpError: the journal can't be written.
        """
        return self._holding(record, lambda current: self._kept(unchanged(record, current)))

    def waive(self, record: Record) -> Record:
        """The person doesn't wait for a lost answer. If the credential appears, recovery asks about it.

        Raises:
            ConflictError: the record is already resolved.
            OciSmtpError: the journal can't be written.
        """
        return self._holding(
            record, lambda current: self._journal.move(unchanged(record, current), current.state, waived=True)
        )

    def close(self, record: Record) -> Record:
        """The person dismisses the record. No credential is changed, and none is looked for.

        Raises:
            ConflictError: the record is already resolved.
            OciSmtpError: the journal can't be written.
        """
        return self._holding(
            record, lambda current: self._journal.move(unchanged(record, current), JournalState.CLOSED)
        )

    def _kept(self, record: Record) -> Record:
        if record.state not in (JournalState.SHOWN, JournalState.CUSTODY):
            raise ConflictError(
                "The password was never shown, so it can't be in use.", "Delete the credential, or close the record."
            )
        return self._journal.move(record, JournalState.CONFIRMED)

    def _holding(self, record: Record, step: Callable[[Record], T]) -> T:
        lock = self._journal.hold(record.tenancy, record.user_ocid)
        try:
            return step(self._journal.find(record.intent))
        finally:
            lock.release()


def unchanged(seen: Record, current: Record) -> Record:
    """The record as it stands, if it still stands where the person saw it."""
    if current.state is not seen.state:
        raise ConflictError(
            f"Another oci-smtp process already resolved it: {current.state.value}.", "Check the user's credentials."
        )
    return current
