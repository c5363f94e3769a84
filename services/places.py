"""The places where a password may still be: looked at, named, and emptied where a person says so."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum

from services import cups
from services.delivery.printing import DONE
from services.destination import FILE, KEYRING, PRINTER, VAULT, Destination
from services.errors import ConflictError, NotFoundError, OciSmtpError
from services.os_keyring import OsKeyring
from services.session import Session
from services.vault_secrets import LEAVING, StoredSecret, named_in, schedule_deletion, state_of

CLOCKS_DIFFER = timedelta(minutes=5)
"""By how much OCI's clock and ours may (docs.oracle.com, API/Concepts/signingrequests.htm: more is refused)."""


class Standing(Enum):
    """What a look at a place showed."""

    THERE = "there"
    GONE = "gone"
    OTHER = "something else"
    """Something is there that was not put there by us, or was changed since: it is left alone."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """A place, what a look at it showed, and a sentence about that."""

    destination: Destination
    standing: Standing
    told: str
    can_be_emptied: bool = False

    @property
    def may_hold(self) -> bool:
        """Whether the password may be there."""
        return self.standing in (Standing.THERE, Standing.UNKNOWN)


class Places:
    """Looks at places, and empties them. Its methods block: call them in threads.

    Without a session nothing is asked of OCI. Nothing is ever removed but by `empty`, which looks once more.
    """

    def __init__(self, session: Session | None = None, keyring: OsKeyring | None = None) -> None:
        self._session = session
        self._keyring = keyring or OsKeyring()

    def look_all(self, destinations: Iterable[Destination]) -> list[Finding]:
        """The places that may hold a password still, or hold something else now."""
        found = (self.look(destination) for destination in destinations)
        return [finding for finding in found if finding.standing is not Standing.GONE]

    def look(self, destination: Destination) -> Finding:
        """What is at a place now; raises nothing of its own."""
        looks = {FILE: look_at_file, KEYRING: self._look_into_keyring, VAULT: self._look_for_secret}
        looks[PRINTER] = _look_into_spool
        try:
            look = looks.get(destination.kind)
            return look(destination) if look else _unknown(destination, "It cannot be looked at from here.")
        except OciSmtpError as error:
            return _unknown(destination, error.cause)

    def empty(self, destination: Destination) -> str:
        """Remove what we put there, as the person says; what became of it.

        Raises:
            ConflictError: something else is there now.
            OciSmtpError: it could not be removed.
        """
        finding = self.look(destination)
        if finding.standing is Standing.GONE:
            return "It was not there any more."
        if not finding.can_be_emptied:
            raise ConflictError(f"It was left as it is: {destination.label}. {finding.told}", "Look at it yourself.")
        if destination.kind == FILE:
            return _remove_file(destination)
        if destination.kind == KEYRING:
            self._keyring.remove(destination.service, destination.name)
            return "Removed from the keyring of this machine."
        if destination.kind == PRINTER:
            cups.purge(destination.job)
            return "The job was taken out of the spool. What is on paper, or in the printer, is not known here."
        assert self._session  # no secret was found without it
        schedule_deletion(self._session, self._secret(self._session, destination).id)
        return f"OCI deletes the secret {destination.name} in 30 days; until then nobody can read it."

    def _look_into_keyring(self, destination: Destination) -> Finding:
        secret = self._keyring.find(destination.service, destination.name)
        if secret is None:
            return Finding(destination, Standing.GONE, "The keyring does not have it.")
        secret.wipe()
        return Finding(destination, Standing.THERE, "The keyring has it.", True)

    def _look_for_secret(self, destination: Destination) -> Finding:
        if self._session is None or self._session.region != destination.region:
            return _unknown(destination, f"It was to be in {destination.region}.")
        try:
            found = self._secret(self._session, destination)
        except NotFoundError:
            return Finding(destination, Standing.GONE, "There is no secret of that name.")
        created = found.time_created
        if created and created < destination.noted_at - CLOCKS_DIFFER:
            return Finding(destination, Standing.OTHER, f"The secret of that name is older: {found.id}.")
        if found.lifecycle_state in LEAVING:
            return Finding(destination, Standing.GONE, f"It is {found.lifecycle_state}.")
        made = f", created {_minute(created)}" if created else ""
        return Finding(destination, Standing.THERE, f"It is {found.lifecycle_state}{made}: {found.id}.", True)

    def _secret(self, session: Session, destination: Destination) -> StoredSecret:
        if destination.ocid:
            return state_of(session, destination.ocid)
        found = named_in(session, destination.vault, destination.compartment, destination.name)
        if found is None:
            raise NotFoundError("There is no secret of that name.")
        return found


def look_at_file(destination: Destination) -> Finding:
    """Whether a file is there that we wrote, whole or in part. Asks only the file system."""
    try:
        found = os.lstat(destination.name)
    except (FileNotFoundError, NotADirectoryError):
        return Finding(destination, Standing.GONE, "There is no such file; it may have been moved.")
    except OSError as error:
        return _unknown(destination, f"It cannot be looked at: {error.strerror}.")
    if not _is_ours(destination, found):
        return Finding(destination, Standing.OTHER, "Another file is there now, or it was changed since.")
    is_whole = found.st_size == destination.size
    told = f"It has all its {found.st_size} bytes." if is_whole else f"It has {found.st_size} of {destination.size} bytes."
    return Finding(destination, Standing.THERE, told, True)


def _is_ours(destination: Destination, found: os.stat_result) -> bool:
    """Whether it is the file that was made, and nobody has written to it since.

    One that a program was ended before it could note which one it is has nothing in it yet.
    """
    if not stat.S_ISREG(found.st_mode):
        return False
    if not destination.inode:
        return found.st_size == 0
    is_same = (found.st_dev, found.st_ino) == (destination.device, destination.inode)
    if destination.written_ns:
        return is_same and (found.st_size, found.st_mtime_ns) == (destination.size, destination.written_ns)
    return is_same and found.st_size <= destination.size


def _remove_file(destination: Destination) -> str:
    try:
        os.unlink(destination.name)
    except OSError as error:
        raise OciSmtpError(f"{destination.name} cannot be removed: {error.strerror}.", "Remove it yourself.") from None
    return f"Removed {destination.name}. On the disk its bytes may last until others are written over them."


def _look_into_spool(destination: Destination) -> Finding:
    if not destination.job:
        told = f"Which job it is was not written down any more. See: lpstat -W all -o {destination.name}"
        return _unknown(destination, told)
    state = cups.state(destination.job)
    if state in DONE:
        return _unknown(destination, f"CUPS says '{state or 'no such job'}'. Look whether there is paper.")
    return Finding(destination, Standing.THERE, f"CUPS says '{state}'.", True)


def _unknown(destination: Destination, told: str) -> Finding:
    return Finding(destination, Standing.UNKNOWN, told)


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC"
