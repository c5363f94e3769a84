"""What an earlier try might have created, after a later one succeeded.

OCI knows a request that is sent again by its retry token (SDK, opc_retry_token). Where it doesn't, the later try
creates a second credential, and the password of the first is lost.
"""

import contextlib

import msgspec

from services.credentials.journal import Journal
from services.credentials.journal_record import Record, new_intent
from services.credentials.recovery import RESOLVE, Recovery
from services.model.errors import OciSmtpError, OutcomeUnknownError
from services.storage.state_dir import StateDirError


class EarlierTries:
    """Writes down what might be left of the tries of one request. Callers hold the user's lock."""

    def __init__(self, recovery: Recovery, journal: Journal) -> None:
        self._recovery = recovery
        self._journal = journal
        self._has_unclear = False

    def was_unclear(self) -> None:
        """A try had an answer that doesn't say whether it created a credential."""
        self._has_unclear = True

    def note(self, record: Record, known: str) -> OutcomeUnknownError | None:
        """What to tell of another credential that an earlier try might have created; it has a record of its own then.

        `known` is the OCID of the credential that the last try brought. Where the user's credentials can't be listed,
        the record waits for the next start, without blocking the user.

        Raises:
            OutcomeUnknownError: the journal can't be written, so the record of the request must stand for both.
        """
        if not self._has_unclear:
            return None
        is_seen = False
        with contextlib.suppress(OciSmtpError):
            if not any(item.ocid != known for item in self._recovery.suspects_of(record)):
                return None
            is_seen = True
        other = msgspec.structs.replace(record, intent=new_intent(), before=[*record.before, known], waived=not is_seen)
        try:
            self._journal.begin(other)
        except StateDirError as error:
            raise OutcomeUnknownError(error.cause, error.next_step) from None
        if not is_seen:
            return None
        with contextlib.suppress(OciSmtpError):
            self._recovery.settle_held(other)
        return OutcomeUnknownError(
            f"OCI might have created another credential for {record.user_name}: the first try got no clear response. "
            "If so, its password is lost.",
            f"To check and resolve it, {RESOLVE}.",
        )
