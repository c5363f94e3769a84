"""Deletes a credential whose password is lost, so that it doesn't use one of the user's two slots."""

import contextlib
import threading
from collections.abc import Callable

import msgspec

from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record
from services.credentials.recovery import RESOLVE, Recovery
from services.model.errors import OciSmtpError, OutcomeUnknownError
from services.model.values import Credential
from services.storage.state_dir import StateDirError

LOOK_AGAIN_SECONDS = (5.0, 30.0)
"""After a lost answer: a request that OCI was slow to finish shows up late."""


class RolledBackError(OciSmtpError):
    """The credential was created, its password was lost, and it was deleted."""

    title = "Deleted"


class Rollback:
    """What is done about a request that brought no readable password. Callers hold the user's lock."""

    def __init__(self, recovery: Recovery, journal: Journal) -> None:
        self._recovery = recovery
        self._journal = journal

    def known(self, record: Record, credential: Credential, why: str) -> RolledBackError:
        """Delete a credential that OCI named, even where the journal can no longer be written; what to tell.

        Without the journal the record still says that the request was sent, and the next start asks.
        """
        found = {"credential_ocid": credential.ocid, "smtp_user_name": credential.user_name}
        record = self._noted(record, JournalState.DISCARDING, **found)
        try:
            self._recovery.delete(record)
        except OciSmtpError as error:
            return RolledBackError(
                f"{why}. The password is lost, and deleting the credential failed: {error.cause}",
                f"To try again, {RESOLVE}.",
            )
        self._noted(record, JournalState.DISCARDED)
        return RolledBackError(f"{why}, so the credential was deleted.", "Try again.")

    def lost(
        self, record: Record, error: OciSmtpError, on_look: Callable[[int], None], stop: threading.Event
    ) -> OutcomeUnknownError:
        """Look for a credential whose answer was lost, at once and twice more; what to tell.

        `error` is how it was lost. `on_look` is told the number of each look. What appears is asked about and not
        deleted: see `services.credentials.recovery`.
        """
        for number, pause in enumerate((0.0, *LOOK_AGAIN_SECONDS), start=1):
            if stop.wait(pause):
                break
            on_look(number)
            try:
                record = self._recovery.settle_held(record)
            except OciSmtpError as trouble:
                error = trouble
                continue
            if record.state is JournalState.ASK:
                break
        with contextlib.suppress(OciSmtpError):
            record = self._journal.find(record.intent)
        return _unknown(record, error)

    def _noted(self, record: Record, state: JournalState, **changes: str) -> Record:
        with contextlib.suppress(StateDirError):
            return self._journal.move(record, state, **changes)
        return msgspec.structs.replace(record, state=state, **changes)


def _unknown(record: Record, error: OciSmtpError) -> OutcomeUnknownError:
    found = {
        JournalState.PENDING: "No credential found yet. It might still appear.",
        JournalState.ASK: "It might be one of the user's credentials, and its password is lost.",
    }
    return OutcomeUnknownError(
        f"{error.cause} {found.get(record.state, 'The credential might exist.')}",
        f"To check and resolve it, {RESOLVE}.",
        code=error.code,
        request_id=error.request_id,
    )
