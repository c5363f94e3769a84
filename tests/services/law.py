"""The law of a create-once secret, as tests hold the program to it."""

from collections.abc import Collection, Iterable

from services.demo.store.credentials import StoredCredential
from services.record import Record, State


def unexplained(there: Iterable[StoredCredential], records: Iterable[Record], in_hands: Collection[str]) -> list[str]:
    """Descriptions of the credentials that nobody has and that no open record accounts for."""
    open_records = [record for record in records if not record.state.is_finished]
    return [
        item.description
        for item in there
        if item.ocid not in in_hands and not any(_accounts_for(record, item) for record in open_records)
    ]


def burnt(there: Iterable[StoredCredential], records: Iterable[Record], in_hands: Collection[str]) -> list[str]:
    """The same when everything that needs no person is settled: only one that was shown may still be open."""
    shown = [record for record in records if record.state is State.SHOWN]
    return unexplained(there, shown, in_hands)


def _accounts_for(record: Record, item: StoredCredential) -> bool:
    if record.credential_ocid:
        return record.credential_ocid == item.ocid
    return record.marker in item.description or record.description == item.description
