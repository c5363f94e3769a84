"""The law of a create-once secret, as tests hold the program to it."""

from collections.abc import Collection, Iterable

from services.credentials.journal_record import JournalState, Record
from services.credentials.suspects import can_be_ours
from services.demo.store.credentials import StoredCredential


def unexplained(there: Iterable[StoredCredential], records: Iterable[Record], in_hands: Collection[str]) -> list[str]:
    """Descriptions of the credentials that no one has and that no record accounts for.

    A record accounts for them while it is open, and once a person has closed it, who was told what that means.
    """
    every = list(records)
    accounting = [record for record in every if not record.state.is_finished or record.state is JournalState.CLOSED]
    return [
        item.description
        for item in there
        if item.ocid not in in_hands and not any(_accounts_for(record, item, every) for record in accounting)
    ]


def burnt(there: Iterable[StoredCredential], records: Iterable[Record], in_hands: Collection[str]) -> list[str]:
    """The same when everything is settled and every question about a lost answer is answered."""
    decided = [record for record in records if record.state in (JournalState.SHOWN, JournalState.CLOSED)]
    return unexplained(there, decided, in_hands)


def _accounts_for(record: Record, item: StoredCredential, records: Iterable[Record]) -> bool:
    if record.credential_ocid:
        return record.credential_ocid == item.ocid
    of_others = {each.credential_ocid for each in records if each.intent != record.intent}
    return can_be_ours(record, item.ocid, of_others)
