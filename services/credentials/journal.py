"""The write-ahead record of every credential being issued: what was meant, sent, made, seen. Never a secret in it."""

import atexit
import contextlib
import os
import re
import socket
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import msgspec
from filelock import FileLock, Timeout

from services.config.options import Options
from services.config.paths import journal_folder
from services.credentials.journal_record import JournalState, Record, UnreadableError, read_record
from services.model.errors import OciSmtpError
from services.storage.atomic_write import write_durably
from services.storage.state_dir import StateDirError, names_in, private_dir

KEPT_FOR = timedelta(days=30)
"""How long a finished record stays, as an account of what was done."""

HALF_WRITTEN_FOR = timedelta(hours=1)
"""A file beside a record is there for the moment of writing; an older one is of a program that was ended in it."""

NO_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]")
"""What no OCID has, and would make the name of a lock that of another file, or of none."""

PATIENCE_SECONDS = 1.0
"""How long to wait for a program that only looks after a user's records."""


def open_journal(options: Options, environ: Mapping[str, str]) -> "Journal":
    """The journal of this computer's user; of the embedded tenancy, which ends with the program, one that does too."""
    if options.demo:
        place = tempfile.TemporaryDirectory(prefix="oci-smtp-demo-")
        atexit.register(place.cleanup)
        return Journal(Path(place.name) / "journal")
    return Journal(Path(journal_folder(environ)))


class Seen(NamedTuple):
    """What is known of a record without reading it again."""

    owner: tuple[str, str]
    """Its tenancy and the OCID of its user, which never change."""
    credential_ocid: str
    """The credential that it named when it was seen."""
    is_finished: bool
    """Whether nothing is left to do, which stays so."""


class UserBusyError(OciSmtpError):
    """Another program of ours is issuing for that user right now."""

    title = "Busy"


class Journal:
    """The records of this computer's user, one file each, and one lock for each user of a tenancy.

    The lock is held as long as an issue is in progress, so a record that can be locked has lost its program.
    """

    def __init__(self, directory: Path, patience: float = PATIENCE_SECONDS) -> None:
        self._directory = directory
        self._patience = patience
        self.begun: list[str] = []
        """The issues that this program began."""
        self._seen: dict[str, Seen] = {}
        """The records that were read or written, by the names of their files: a long run asks again for each user."""

    @property
    def directory(self) -> Path:
        """Where the records are."""
        return self._directory

    def hold(self, tenancy: str, user_ocid: str, wait: bool = True) -> FileLock:
        """The lock of a user, held; after a short wait for it, if need be.

        Raises:
            UserBusyError: another program, or another dialog, holds it.
            StateDirError: the directory cannot be used.
        """
        name = NO_FILE_NAME.sub("_", f"{tenancy[-12:]}-{user_ocid[-24:]}.lock")
        lock = FileLock(self._ready() / name, thread_local=False, mode=0o600)
        try:
            lock.acquire(timeout=self._patience if wait else 0)
        except Timeout:
            raise UserBusyError(
                "Another oci-smtp process is generating a credential for this user.", "Finish it there first."
            ) from None
        except (OSError, NotImplementedError) as error:  # the latter where the file system has no locks
            told = getattr(error, "strerror", None) or "its file system doesn't support file locks"
            raise StateDirError(f"Can't use {self._directory}: {told}.", "Nothing was sent.") from None
        return lock

    def is_held(self, record: Record) -> bool:
        """Whether the record's user is being looked after by a program right now."""
        try:
            self.hold(record.tenancy, record.user_ocid, wait=False).release()
        except UserBusyError:
            return True
        except StateDirError:
            return False
        return False

    def begin(self, record: Record) -> Record:
        """Write the first state of an issue.

        Raises:
            StateDirError: it cannot be written, so nothing may be sent.
        """
        self._ready()
        begun = self._write(msgspec.structs.replace(record, host=socket.gethostname()))
        self.begun.append(record.intent)
        return begun

    def move(self, record: Record, state: JournalState, **changes: object) -> Record:
        """The record in a new state, on the disk when this returns.

        Raises:
            StateDirError: it cannot be written; the old state stands.
        """
        now = datetime.now(timezone.utc)
        return self._write(msgspec.structs.replace(record, state=state, changed_at=now, **changes))

    def records(self) -> list[Record]:
        """All records that can be read, oldest first; `unreadable` has the others.

        Raises:
            StateDirError: nothing can be known, for the directory can't be read or trusted.
        """
        found = [record for record in self._read_all() if isinstance(record, Record)]
        return sorted(found, key=lambda record: record.meant_at)

    def unreadable(self) -> list[UnreadableError]:
        """Why each of the other records cannot be read. They are left alone."""
        return [error for error in self._read_all() if isinstance(error, UnreadableError)]

    def unfinished(self, owner: tuple[str, str] | None = None) -> list[Record]:
        """Those with something left to do, oldest first; with `owner`, those of this tenancy and user OCID.

        Raises:
            StateDirError: see `records`.
        """
        names = {name for name in self._names() if self._may_be_unfinished(name, owner)}
        found = (record for record in self._read_each(names) if isinstance(record, Record))
        wanted = (each for each in found if not each.state.is_finished and owner in (None, each.owner))
        return sorted(wanted, key=lambda record: record.meant_at)

    def _may_be_unfinished(self, name: str, owner: tuple[str, str] | None) -> bool:
        seen = self._seen.get(name)
        return seen is None or not (seen.is_finished or (owner and owner != seen.owner))

    def credentials_of_others(self, record: Record) -> set[str]:
        """The OCIDs of the credentials that other records name.

        Raises:
            StateDirError: see `records`.
        """
        others = self._names() - {f"{record.intent}.json"}
        seen = {name: self._seen.get(name) for name in others}
        known = {name for name, each in seen.items() if each and (each.is_finished or each.credential_ocid)}
        read = {each.credential_ocid for each in self._read_each(others - known) if isinstance(each, Record)}
        return {ocid for ocid in (*read, *(each.credential_ocid for each in seen.values() if each)) if ocid}

    def find(self, intent: str) -> Record:
        """The record of that name as it stands on the disk now.

        Raises:
            UnreadableError: it cannot be read, or is gone.
        """
        return read_record(self._path(intent))

    def has(self, intent: str) -> bool:
        """Whether there is a record of that name, be it readable or not."""
        return os.path.lexists(self._path(intent))

    def prune(self) -> None:
        """Drop finished records that are older than they need to be, and what ended programs left half written.

        One that says where a password is kept stays as long as its credential may be there.
        Where the disk does not let us, they stay and do no harm.
        """
        now = datetime.now(timezone.utc)
        old = [item for item in self.records() if item.is_settled and item.changed_at < now - KEPT_FOR]
        half_written_before = (now - HALF_WRITTEN_FOR).timestamp()
        with contextlib.suppress(OSError):
            for record in old:
                self._path(record.intent).unlink(missing_ok=True)
            for path in self._directory.glob(".*.json.*"):
                if path.stat().st_mtime < half_written_before:
                    path.unlink(missing_ok=True)

    def _read_all(self) -> Iterator[Record | UnreadableError]:
        return self._read_each(self._names())

    def _names(self) -> set[str]:
        return {name for name in names_in(self._directory) if name.endswith(".json")}

    def _read_each(self, names: set[str]) -> Iterator[Record | UnreadableError]:
        for path in (self._directory / name for name in sorted(names)):
            try:
                yield self._noted(path.name, read_record(path))
            except UnreadableError as error:
                if os.path.lexists(path):  # else another program has just dropped it
                    yield error

    def _path(self, intent: str) -> Path:
        return self._directory / f"{intent}.json"

    def _ready(self) -> Path:
        private_dir(self._directory.parent)
        return private_dir(self._directory)

    def _write(self, record: Record) -> Record:
        try:
            write_durably(self._path(record.intent), msgspec.json.encode(record))
        except OSError as error:
            raise StateDirError(
                f"Can't write the journal {self._directory}: {error.strerror or os.strerror(error.errno or 5)}.",
                "Without the journal, a credential could be lost. Free some disk space, and then try again.",
            ) from None
        return self._noted(f"{record.intent}.json", record)

    def _noted(self, name: str, record: Record) -> Record:
        self._seen[name] = Seen(record.owner, record.credential_ocid, record.state.is_finished)
        return record
