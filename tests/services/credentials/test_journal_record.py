"""A record of the journal: which times can be reckoned with, and when it is an account of the past only."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.credentials.journal_record import JournalState, Record, UnreadableError, new_intent, read_record
from services.model.destination import FILE, Destination

NOW = datetime(2026, 11, 30, 9, 15, tzinfo=timezone.utc)


def record(**changes: Any) -> Record:
    made = Record(
        new_intent(), JournalState.CONFIRMED, "DEFAULT", "t", "r", "u", "n", "d", "token", meant_at=NOW, changed_at=NOW
    )
    return msgspec.structs.replace(made, **changes)


def written(tmp_path: Path, made: Record) -> Path:
    (path := tmp_path / f"{made.intent}.json").write_bytes(msgspec.json.encode(made))
    return path


@pytest.mark.parametrize("field", ["meant_at", "changed_at", "sent_at", "destinations"])
@pytest.mark.parametrize(("year", "is_read"), [(1999, False), (2000, True), (2999, True), (3000, False)])
def test_a_record_with_a_time_outside_2000_to_2999_is_unreadable(
    tmp_path: Path, field: str, year: int, is_read: bool
) -> None:
    when: Any = NOW.replace(year=year)
    path = written(tmp_path, record(**{field: [Destination(FILE, "x", when)] if field == "destinations" else when}))
    if is_read:
        assert read_record(path)
    else:
        with pytest.raises(UnreadableError, match="it contains an impossible time") as refused:
            read_record(path)
        assert f"[ocismtp:{path.stem}]" in refused.value.next_step


@pytest.mark.parametrize("field", ["meant_at", "changed_at", "sent_at"])
def test_a_record_with_a_time_that_has_no_time_zone_is_unreadable(tmp_path: Path, field: str) -> None:
    path = written(tmp_path, record(**{field: NOW.replace(tzinfo=None)}))
    with pytest.raises(UnreadableError, match="it contains an impossible time"):
        read_record(path)


def test_times_of_any_zone_are_read(tmp_path: Path) -> None:
    there = timezone(timedelta(hours=-8))
    assert read_record(written(tmp_path, record(meant_at=NOW.astimezone(there)))).meant_at == NOW


@pytest.mark.parametrize("state", list(JournalState))
def test_an_open_destination_keeps_a_confirmed_record_open(state: JournalState) -> None:
    place = Destination(FILE, "x", NOW)
    assert record(state=state).is_settled is state.is_finished
    kept = record(state=state, destinations=[place])
    assert kept.is_settled is (state.is_finished and state is not JournalState.CONFIRMED)
    gone = record(state=state, destinations=[msgspec.structs.replace(place, is_gone=True)])
    assert (gone.open_destinations, gone.is_settled) == ([], state.is_finished)


def test_every_request_has_a_unique_id() -> None:
    names = {new_intent() for _ in range(100)}
    assert len(names) == 100
    assert all(len(name) == 12 and int(name, 16) >= 0 for name in names)
    assert record(intent="0123456789ab").marker == "[ocismtp:0123456789ab]"
