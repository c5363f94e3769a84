"""Where the password of a deleted credential is left, and what the journal keeps of that."""

import contextlib
from collections.abc import Callable

import msgspec

from services.api.session import Session
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record
from services.delivery.destination_status import DestinationStatus
from services.delivery.destinations import Destinations
from services.delivery.keyring import KeyringChannel
from services.model.destination import Destination
from services.model.errors import OciSmtpError
from services.model.values import Credential
from services.system.os_keyring import NoKeyringError, OsKeyring


def left_of(session: Session, journal: Journal, credential: Credential) -> list[DestinationStatus]:
    """What may hold the password of a credential that was just deleted: what the journal says, and the keyring."""
    records = [record for record in journal.records() if record.credential_ocid == credential.ocid]
    known = [place for record in records for place in record.open_destinations]
    findings = Destinations(session).look_all([*known, *_unrecorded_entry(known, credential, session.region)])
    for record in records:
        if record.state is JournalState.CONFIRMED:
            _change(journal, record, lambda current: journal.move(current, JournalState.DISCARDED))
    return findings


def write_off(journal: Journal, destination: Destination) -> None:
    """Write down that a place is empty now. Where that cannot be, it is looked at again, and found empty."""

    def change(current: Record) -> Record:
        destinations = [
            msgspec.structs.replace(each, is_gone=True) if each.is_same_place(destination) else each
            for each in current.destinations
        ]
        return journal.move(current, current.state, destinations=destinations)

    for record in journal.records():
        if any(place.is_same_place(destination) for place in record.open_destinations):
            _change(journal, record, change)


def _unrecorded_entry(known: list[Destination], credential: Credential, region: str) -> list[Destination]:
    """The entry of the keyring, which may be of another program's journal, or older than what journals keep."""
    entry = KeyringChannel(region).entry(credential.user_name)
    if any(place.is_same_place(entry) for place in known):
        return []
    try:
        OsKeyring().kind()
    except NoKeyringError:
        return []
    except OciSmtpError:
        pass
    return [entry]


def _change(journal: Journal, record: Record, change: Callable[[Record], Record]) -> None:
    """Change a record as it stands now; best effort, for it is about what is left and not about the credential."""
    with contextlib.suppress(OciSmtpError):
        lock = journal.hold(record.tenancy, record.user_ocid)
        try:
            change(journal.find(record.intent))
        finally:
            lock.release()
