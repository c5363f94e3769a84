"""Which of a user's credentials may be the one whose answer was lost."""

from collections.abc import Collection, Iterable
from datetime import timedelta, timezone

from services.credentials.journal_record import MARK, Record
from services.model.values import Credential

SOON = timedelta(minutes=2)
"""How long after the request a credential is likely to be its own: all tries end within 45 s, and clocks differ."""


def suspects(record: Record, there: Iterable[Credential], of_others: Collection[str]) -> list[Credential]:
    """The credentials that can't be explained without the record, so that they may be its own.

    `of_others` are the OCIDs that other records name.

    Explained are those that the user had before, those that another record names, and those that another user
    created, where the identity domain says who created what. What a description says explains nothing: everyone who
    may administer the user can edit it. Neither does the time: a request can be carried out late.
    """
    explained = {*of_others, *record.before}
    return [item for item in there if item.ocid not in explained and not _is_of_another_person(record, item)]


def can_be_ours(record: Record, ocid: str, of_others: Collection[str]) -> bool:
    """Whether a credential of that OCID can have been created by the record's request; `of_others` as in `suspects`."""
    return bool(ocid) and ocid not in of_others and ocid not in record.before


def evidence(record: Record, credential: Credential) -> str:
    """What there is to say for or against a suspect, for the person who decides."""
    told = [_when(record, credential)]
    if record.requested_by and credential.created_by == record.requested_by:
        told.append("by the user who sent the request")
    if record.marker in credential.description:
        told.append("with the marker of the request")
    elif MARK in credential.description:
        told.append("with the marker of another request")
    return ", ".join(told)


def _when(record: Record, credential: Credential) -> str:
    if credential.created is None:
        return "created at an unknown time"
    created = credential.created if credential.created.tzinfo else credential.created.replace(tzinfo=timezone.utc)
    after = created - (record.sent_at or record.meant_at)
    if after < -SOON:
        return "created before the request"
    return "created at the time of the request" if after <= SOON else "created after the request"


def _is_of_another_person(record: Record, credential: Credential) -> bool:
    return bool(record.requested_by and credential.created_by) and credential.created_by != record.requested_by
