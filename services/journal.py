"""The write-ahead record of every credential being issued: what was meant, sent, made, seen. Never a secret in it."""

import atexit
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from enum import Enum
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from services.durable import write_durably
from services.errors import OciSmtpError
from services.options import Options
from services.state_dir import StateDirError, private_dir, state_dir

SCHEMA = 1
KEPT_FOR = timedelta(days=30)
"""How long a finished record stays, as an account of what was done."""


class State(str, Enum):
    """How far an issue came; each is on disk before the step that it names is taken."""

    INTENT = "INTENT"
    """Meant; nothing was sent."""
    SENT = "SENT"
    """The request may have left."""
    PENDING = "PENDING"
    """The answer was lost and the credential is not in the list; it may still appear."""
    CREATED = "CREATED"
    """It exists; nobody has seen the password."""
    SHOWN = "SHOWN"
    """The password was drawn, copied, printed or handed on: somebody may hold it."""
    CUSTODY = "CUSTODY"
    """A place that was read back holds it."""
    CONFIRMED = "CONFIRMED"
    """The person said so, or custody did."""
    DISCARDING = "DISCARDING"
    """It is to be deleted, for nobody can use it."""
    DISCARDED = "DISCARDED"
    """It is deleted."""
    ASK = "ASK"
    """More than one credential may be it: only a person can tell."""
    REJECTED = "REJECTED"
    """OCI refused."""
    NOT_SENT = "NOT_SENT"
    """Given up before anything was sent."""
    NOT_CREATED = "NOT_CREATED"
    """The answer was lost, and it did not appear for a day."""

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return self in FINISHED


FINISHED = {State.CONFIRMED, State.DISCARDED, State.REJECTED, State.NOT_SENT, State.NOT_CREATED}


class Record(msgspec.Struct, frozen=True):
    """One issue. It holds nothing from which a password could be found, not even a hash."""

    intent: str
    """Our name for it, 12 hexadecimal digits; also in the description that is sent, to find the credential again."""
    state: State
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
    credential_ocid: str = ""
    smtp_user_name: str = ""
    custody: list[str] = []
    waived: bool = False
    """A person decided not to wait for a lost answer any longer."""
    host: str = ""
    schema: int = SCHEMA

    @property
    def marker(self) -> str:
        """What stands at the end of the description while the issue is not finished."""
        return f"[ocismtp:{self.intent}]"


def open_journal(options: Options, environ: Mapping[str, str]) -> "Journal":
    """The journal of this computer's user; of the embedded tenancy, which ends with the program, one that does too."""
    if options.demo:
        place = tempfile.TemporaryDirectory(prefix="oci-smtp-demo-")
        atexit.register(place.cleanup)
        return Journal(Path(place.name) / "journal")
    return Journal(state_dir(environ) / "journal")


def new_intent() -> str:
    """A fresh name for an issue."""
    return secrets.token_hex(6)


class UserBusyError(OciSmtpError):
    """Another program of ours is issuing for that user right now."""

    title = "Busy"


class Journal:
    """The records of this computer's user, one file each, and one lock for each user of a tenancy.

    The lock is held as long as an issue is under way, so a record that can be locked has lost its program.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @property
    def directory(self) -> Path:
        """Where the records are."""
        return self._directory

    def hold(self, tenancy: str, user_ocid: str) -> FileLock:
        """The lock of a user, held.

        Raises:
            UserBusyError: another program, or another dialog, holds it.
            StateDirError: the directory cannot be used.
        """
        lock = FileLock(self._ready() / f"{tenancy[-12:]}-{user_ocid[-24:]}.lock", thread_local=False, mode=0o600)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            raise UserBusyError(
                "Another oci-smtp is generating a credential for this user right now.", "Finish it there first."
            ) from None
        except OSError as error:
            raise StateDirError(f"{self._directory} cannot be used: {error.strerror}.", "Nothing was sent.") from None
        return lock

    def begin(self, record: Record) -> Record:
        """Write the first state of an issue.

        Raises:
            StateDirError: it cannot be written, so nothing may be sent.
        """
        return self._write(msgspec.structs.replace(record, host=socket.gethostname()))

    def move(self, record: Record, state: State, **changes: object) -> Record:
        """The record in a new state, on the disk when this returns.

        Raises:
            StateDirError: it cannot be written; the old state stands.
        """
        now = datetime.now(timezone.utc)
        return self._write(msgspec.structs.replace(record, state=state, changed_at=now, **changes))

    def records(self) -> list[Record]:
        """All records that can be read, oldest first; a newer program's are left alone."""
        found = [record for path in self._paths() if (record := _read(path)) is not None]
        return sorted(found, key=lambda record: record.meant_at)

    def unfinished(self) -> list[Record]:
        """Those with something left to do."""
        return [record for record in self.records() if not record.state.is_finished]

    def find(self, intent: str) -> Record | None:
        """The record of that name as it stands on the disk now."""
        return _read(self._path(intent))

    def prune(self) -> None:
        """Drop finished records that are older than they need to be."""
        oldest = datetime.now(timezone.utc) - KEPT_FOR
        for record in self.records():
            if record.state.is_finished and record.changed_at < oldest:
                self._path(record.intent).unlink(missing_ok=True)

    def _paths(self) -> Iterator[Path]:
        try:
            yield from self._directory.glob("*.json")
        except OSError:
            return

    def _path(self, intent: str) -> Path:
        return self._directory / f"{intent}.json"

    def _ready(self) -> Path:
        private_dir(self._directory.parent)
        return private_dir(self._directory)

    def _write(self, record: Record) -> Record:
        self._ready()
        try:
            write_durably(self._path(record.intent), msgspec.json.encode(record))
        except OSError as error:
            raise StateDirError(
                f"The journal {self._directory} cannot be written: {error.strerror or os.strerror(error.errno or 5)}.",
                "Without it a credential could be lost. Free some space, then try again.",
            ) from None
        return record


def _read(path: Path) -> Record | None:
    try:
        record = msgspec.json.decode(path.read_bytes(), type=Record)
    except (OSError, msgspec.DecodeError):
        return None
    return record if record.schema == SCHEMA else None
