"""What came and went between two audits of a tenancy. What either couldn't read is unknown, never deleted."""

from collections.abc import Iterator, Sequence

from services.audit.export import COLUMNS, Record, unread_record
from services.evidence.gap import Gap

CHANGE_COLUMNS = ("change", *COLUMNS, "old_description", "old_status", "detail")

NEW, DELETED, CHANGED, UNKNOWN = "new", "deleted", "changed", "unknown"
CHANGES = (NEW, DELETED, CHANGED, UNKNOWN)

COMPARED = {"description": "old_description", "status": "old_status"}
"""What can change of a credential, and the column with the earlier value."""


def changes(
    old: Sequence[Record], old_gaps: Sequence[Gap], new: Sequence[Record], new_gaps: Sequence[Gap]
) -> list[Record]:
    """A record for each credential that is new, deleted, changed, or unknown, then one for each new gap."""
    before = {_key(record): record for record in old}
    found: list[Record] = []
    for record in new:
        was = before.pop(_key(record), None)
        if was is None:
            gap = _covering(old_gaps, record)
            detail = f"The earlier audit couldn't read {gap.what}. {gap.why}" if gap else ""
            found.append(_change(UNKNOWN if gap else NEW, detail, record))
        else:
            found += _difference(was, old_gaps, record, new_gaps)
    for was in before.values():
        gap = _covering(new_gaps, was)
        detail = f"Can't read {gap.what}. {gap.why}" if gap else ""
        found.append(_change(UNKNOWN if gap else DELETED, detail, was))
    return [*found, *(_of_gap(gap) for gap in new_gaps)]


def told_changes(entries: Sequence[Record]) -> str:
    """How many of each, in a few words: `2 new, 1 deleted, 0 changed, 0 unknown`."""
    return ", ".join(f"{sum(entry['change'] == kind for entry in entries):,} {kind}" for kind in CHANGES)


def _difference(was: Record, old_gaps: Sequence[Gap], now: Record, new_gaps: Sequence[Gap]) -> Iterator[Record]:
    names = [name for name in COMPARED if was.get(name) != now.get(name)]
    if not names:
        return
    # A value that couldn't be read is empty in a list.
    is_unsure = any(
        (not was.get(name) and _covering(old_gaps, was)) or (not now.get(name) and _covering(new_gaps, now))
        for name in names
    )
    told = " ".join(f'{name}: "{was.get(name)}" → "{now.get(name)}".' for name in names)
    old_values = {COMPARED[name]: was.get(name) for name in names}
    if is_unsure:
        yield _change(UNKNOWN, f"The value might not have been read. {told}", now, old_values)
    else:
        yield _change(CHANGED, told, now, old_values)


def _change(kind: str, detail: str, record: Record, old_values: Record | None = None) -> Record:
    values = {name: record.get(name) for name in COLUMNS}
    return {"change": kind, **values, "old_description": "", "old_status": "", **(old_values or {}), "detail": detail}


def _of_gap(gap: Gap) -> Record:
    return _change(UNKNOWN, "Can't read this.", unread_record(gap.what, gap.why))


def _covering(gaps: Sequence[Gap], record: Record) -> Gap | None:
    return next((gap for gap in gaps if gap.covers(record)), None)


def _key(record: Record) -> str:
    return str(record.get("credential_id") or record.get("user_name"))
