"""The destinations where a password may still be: looked at, named, and emptied where a person says so."""

import os
import socket
import stat
from collections.abc import Iterable

from services.api.session import Session
from services.delivery.destination_status import DestinationStatus, Presence, unknown
from services.delivery.printer import DONE
from services.delivery.vault_places import VaultPlaces
from services.model.destination import FILE, KEYRING, PRINTER, VAULT, Destination
from services.model.errors import ConflictError, OciSmtpError
from services.system import cups
from services.system.os_keyring import OsKeyring

WRITTEN_WITHIN_SECONDS = 3600
"""How long writing a file may take. The number of a file (inode) is used again once it is deleted."""


class Destinations:
    """Looks at destinations, and empties them. Its methods block: call them in threads.

    Without a session nothing is asked of OCI. Only `empty` deletes anything, and it checks again before.
    """

    def __init__(self, session: Session | None = None) -> None:
        self._vault = VaultPlaces(session)
        self._keyring = OsKeyring()

    def look_all(self, destinations: Iterable[Destination]) -> list[DestinationStatus]:
        """The destinations that may hold a password still, or hold something else now."""
        found = (self.look(destination) for destination in destinations)
        return [finding for finding in found if finding.standing is not Presence.GONE]

    def look(self, destination: Destination) -> DestinationStatus:
        """What is at a place now; raises nothing of its own."""
        looks = {FILE: _look_at_file, KEYRING: self._look_into_keyring, VAULT: self._vault.look}
        looks[PRINTER] = _look_into_spool
        look = looks.get(destination.kind)
        if look is None:
            return unknown(destination, "It can't be checked from here.")
        try:
            finding = look(destination)
        except OciSmtpError as error:
            return unknown(destination, error.cause)
        is_elsewhere = destination.kind != VAULT and destination.host not in ("", socket.gethostname())
        if is_elsewhere and finding.standing is not Presence.THERE:
            return unknown(destination, f"Check it on {destination.host}.")
        return finding

    def empty(self, destination: Destination) -> str:
        """Remove what we put there, as the person says; what became of it.

        Raises:
            ConflictError: something else is there now.
            OciSmtpError: it could not be removed.
        """
        finding = self.look(destination)
        if finding.standing is Presence.GONE:
            return "It no longer existed."
        if not finding.can_be_emptied:
            raise ConflictError(f"Left unchanged: {destination.label}. {finding.told}", "Check it yourself.")
        if destination.kind == FILE:
            return _remove_file(destination)
        if destination.kind == KEYRING:
            self._keyring.remove(destination.service, destination.name)
            return "Deleted from the keyring of this machine."
        if destination.kind == PRINTER:
            cups.purge(destination.job)
            return "Canceled the print job. The printer might still have it, on paper or in its memory."
        return self._vault.empty(destination)

    def _look_into_keyring(self, destination: Destination) -> DestinationStatus:
        secret = self._keyring.find(destination.service, destination.name)
        if secret is None:
            return DestinationStatus(destination, Presence.GONE, "The keyring has no such entry.")
        secret.wipe()
        return DestinationStatus(destination, Presence.THERE, "The keyring has the entry.", True)


def _look_at_file(destination: Destination) -> DestinationStatus:
    """Whether a file is there that we wrote, whole or in part. Asks only the file system."""
    try:
        found = os.lstat(destination.name)
    except (FileNotFoundError, NotADirectoryError):
        return DestinationStatus(destination, Presence.GONE, "The file doesn't exist. It might have been moved.")
    except OSError as error:
        return unknown(destination, f"Can't check the file: {error.strerror}.")
    if not _is_ours(destination, found):
        return DestinationStatus(destination, Presence.OTHER, "The file has been replaced or changed.")
    has = f"{found.st_size} of {destination.size} bytes"
    told = f"The file has {has}." if found.st_size < destination.size else f"The file is complete, {has}."
    return DestinationStatus(destination, Presence.THERE, told, True)


def _is_ours(destination: Destination, found: os.stat_result) -> bool:
    """Whether it is the file that was made, unchanged since.

    One that a program was ended before it could note which one it is has nothing in it yet.
    """
    if not stat.S_ISREG(found.st_mode):
        return False
    if not destination.inode:
        return found.st_size == 0
    is_same = (found.st_dev, found.st_ino) == (destination.device, destination.inode)
    if destination.written_ns:
        return is_same and (found.st_size, found.st_mtime_ns) == (destination.size, destination.written_ns)
    age = abs(found.st_mtime - destination.noted_at.timestamp())
    return is_same and found.st_size <= destination.size and age < WRITTEN_WITHIN_SECONDS


def _remove_file(destination: Destination) -> str:
    try:
        os.unlink(destination.name)
    except OSError as error:
        raise OciSmtpError(f"Can't delete {destination.name}: {error.strerror}.", "Delete it yourself.") from None
    return f"Deleted {destination.name}. The disk might still contain its bytes."


def _look_into_spool(destination: Destination) -> DestinationStatus:
    if not destination.job:
        told = f"The print job number is unknown. Run lpstat -W all -o {destination.name}."
        return unknown(destination, told)
    state = cups.state(destination.job)
    if state in DONE:
        return unknown(destination, f"CUPS reports: {state or 'no such job'}. Check the printer for the sheet.")
    return DestinationStatus(destination, Presence.THERE, f"CUPS reports: {state}.", True)
