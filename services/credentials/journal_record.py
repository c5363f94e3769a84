"""One credential being issued, as the journal keeps it. Never a secret in it."""

import re
import secrets
from datetime import datetime
from enum import Enum
from pathlib import Path

import msgspec

from services.model.destination import Destination
from services.model.errors import OciSmtpError
from services.storage.versioned_json import read_versioned

SCHEMA = 1

FIRST_YEAR = 2000
"""No record is older."""

MARK = "[ocismtp:"
"""How the mark of every request begins."""

_MARKERS = re.compile(rf"( ?{re.escape(MARK)}[0-9a-f]+\])+$")


class JournalState(str, Enum):
    """How far an issue came; each is on disk before the step that it names is taken."""

    INTENT = "INTENT"
    """Meant; nothing was sent."""
    SENT = "SENT"
    """The request may have left."""
    PENDING = "PENDING"
    """The answer was lost and the credential is not in the list; it may still appear."""
    CREATED = "CREATED"
    """It exists; its password was not shown."""
    SHOWN = "SHOWN"
    """The password was drawn, copied, printed, or passed on: a person might have it."""
    CUSTODY = "CUSTODY"
    """A place that was read back holds it."""
    CONFIRMED = "CONFIRMED"
    """The person said so, or custody did."""
    DISCARDING = "DISCARDING"
    """It is to be deleted, because its password is lost."""
    DISCARDED = "DISCARDED"
    """It is deleted."""
    ASK = "ASK"
    """The answer was lost, and one or more credentials may be it: only a person can tell."""
    REJECTED = "REJECTED"
    """OCI rejected the request."""
    NOT_SENT = "NOT_SENT"
    """Canceled before anything was sent."""
    NOT_CREATED = "NOT_CREATED"
    """The answer was lost, and it did not appear for a day."""
    CLOSED = "CLOSED"
    """A person closed it: what became of the credential is not known here, and is not looked for."""

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return self in FINISHED


FINISHED = {
    JournalState.CONFIRMED,
    JournalState.DISCARDED,
    JournalState.REJECTED,
    JournalState.NOT_SENT,
    JournalState.NOT_CREATED,
    JournalState.CLOSED,
}


class Record(msgspec.Struct, frozen=True):
    """One issue. It holds nothing from which a password could be found, not even a hash."""

    intent: str
    """Our name for it, 12 hexadecimal digits; also in the description that is sent, so that people can tell it."""
    state: JournalState
    profile: str
    tenancy: str
    region: str
    user_ocid: str
    user_name: str
    description: str
    retry_token: str
    meant_at: datetime
    changed_at: datetime
    before: list[str] = []
    """The user's credentials when it was meant."""
    sent_at: datetime | None = None
    requested_by: str = ""
    """OCID of the user who signed the request; empty where that isn't certain."""
    credential_ocid: str = ""
    smtp_user_name: str = ""
    custody: list[str] = []
    destinations: list[Destination] = []
    """Where the password was sent, each written down before it was."""
    waived: bool = False
    """A person decided not to wait for a lost answer any longer; if it appears, it is asked about."""
    host: str = ""
    schema: int = SCHEMA

    @property
    def owner(self) -> tuple[str, str]:
        """The tenancy and the OCID of the user whose credential it is."""
        return self.tenancy, self.user_ocid

    @property
    def is_settled(self) -> bool:
        """Whether it is an account of the past only: nothing is left to do, and no place keeps its password."""
        return self.state.is_finished and not (self.state is JournalState.CONFIRMED and self.open_destinations)

    @property
    def open_destinations(self) -> list[Destination]:
        """The destinations that may hold the password still."""
        return [each for each in self.destinations if not each.is_gone]

    @property
    def marker(self) -> str:
        """What stands at the end of the description while the issue is not finished."""
        return f"{MARK}{self.intent}]"


def without_marker(description: str) -> str:
    """A description without the mark that an interrupted program left at its end."""
    return _MARKERS.sub("", description)


def new_intent() -> str:
    """A fresh name for an issue."""
    return secrets.token_hex(6)


class UnreadableError(OciSmtpError):
    """A record is not to be understood, so nothing is done about it."""

    title = "Unreadable record"


def read_record(path: Path) -> Record:
    """The record in a file.

    Raises:
        UnreadableError: it is gone, damaged, or of a schema that we do not know.
    """
    advice = (
        f"A credential marked {MARK}{path.stem}] might exist without a readable record. "
        "Check for it, and then move the file."
    )
    record = read_versioned(
        path, Record, SCHEMA, UnreadableError, if_newer="Use that version to resolve it.", if_damaged=advice
    )
    times = (record.meant_at, record.changed_at, record.sent_at, *(each.noted_at for each in record.destinations))
    if not all(time is None or _is_believable(time) for time in times):
        raise UnreadableError(f"Can't read {path}: it contains an impossible time.", advice)
    return record


def _is_believable(time: datetime) -> bool:
    """Whether it can be reckoned with: we write all times with their zone, and of no other century."""
    return time.tzinfo is not None and FIRST_YEAR <= time.year < FIRST_YEAR + 1000
