"""An upgrade reads what the versions before it left on the disk, and loses nothing of it."""

import json
import shutil
from pathlib import Path

import msgspec
import pytest

from services.credentials import journal_record, rotation
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record, read_record
from services.credentials.rotation import Rotation, RotationStore
from tests.services.pinned import RECORDS, ROTATIONS, file_id, files

FINISHED = {"CONFIRMED", "DISCARDED", "REJECTED", "NOT_SENT", "NOT_CREATED", "CLOSED"}
"""In which nothing is left to do. A state that is here never leaves: a record in it is deleted after its time."""

HINT = "python -m tests.services.pinned"


def state_of(path: Path) -> str:
    return path.name.partition(".")[0]


def is_kept(pinned: Path, read: msgspec.Struct) -> bool:
    """Whether all that is in the file is in what was read of it, under the same name."""
    ours = json.loads(msgspec.json.encode(read))
    theirs = json.loads(pinned.read_bytes())
    return _is_in({**theirs, "schema": 0}, {**ours, "schema": 0}) and bool(theirs["schema"] <= ours["schema"])


def _is_in(theirs: object, ours: object) -> bool:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        return all(name in ours and _is_in(value, ours[name]) for name, value in theirs.items())
    return theirs == ours


@pytest.mark.parametrize("path", files(RECORDS), ids=file_id)
def test_a_record_is_read_as_it_was_written(path: Path) -> None:
    found = read_record(path)
    assert is_kept(path, found)
    assert found.state.value == state_of(path)
    assert found.state.is_finished is (state_of(path) in FINISHED)


@pytest.mark.parametrize("path", files(ROTATIONS), ids=file_id)
def test_a_rotation_is_read_as_it_was_written(path: Path, tmp_path: Path) -> None:
    written = msgspec.json.decode(path.read_bytes(), type=Rotation)
    store = RotationStore(tmp_path / "rotations")
    (place := store._path(written.tenancy, written.user_ocid)).parent.mkdir(mode=0o700)
    shutil.copy(path, place)
    found = store.of("ocid1.tenancy.oc1..aaaaaaaatenancy", "ocid1.user.oc1..aaaaaaaakimpark")
    assert found is not None
    assert is_kept(path, found)
    assert list(store.all(written.tenancy)) == [found]


def test_a_journal_of_all_pinned_records_is_readable(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.directory.mkdir(mode=0o700)
    for path in files(RECORDS):
        shutil.copy(path, journal.directory / f"{file_id(path)}.json")
    assert journal.unreadable() == []
    assert len(journal.records()) == len(files(RECORDS))
    unfinished = {found.state.value for found in journal.unfinished()}
    assert unfinished == {state_of(path) for path in files(RECORDS)} - FINISHED


def test_every_state_and_field_of_today_is_pinned() -> None:
    pinned = [path for path in files(RECORDS) if path.parent.name == str(journal_record.SCHEMA)]
    assert {state_of(path) for path in pinned} >= {state.value for state in JournalState}, HINT
    assert _fields(pinned) >= set(Record.__struct_fields__), HINT
    rotations = [path for path in files(ROTATIONS) if path.parent.name == str(rotation.SCHEMA)]
    assert _fields(rotations) >= set(Rotation.__struct_fields__), HINT


def _fields(paths: list[Path]) -> set[str]:
    return {name for path in paths for name in json.loads(path.read_bytes())}
