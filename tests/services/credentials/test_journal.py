"""What is on the disk, for whom, and for how long."""

import errno
import json
import os
import re
import stat
import subprocess
import sys
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NoReturn

import msgspec
import pytest
from filelock import FileLock

from services.config.options import Options
from services.credentials.journal import KEPT_FOR, Journal, UserBusyError, open_journal
from services.credentials.journal_record import JournalState, Record, UnreadableError, new_intent
from services.model.destination import Destination
from services.storage.state_dir import StateDirError

TENANCY = "ocid1.tenancy.oc1..aaaaaaaatenancy"
USER = "ocid1.user.oc1..aaaaaaaauser"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state" / "journal", patience=0)


def meant(state: JournalState = JournalState.INTENT, age: timedelta = timedelta(0)) -> Record:
    when = datetime.now(timezone.utc) - age
    return Record(
        intent=new_intent(),
        state=state,
        profile="DEFAULT",
        tenancy=TENANCY,
        region="us-ashburn-1",
        user_ocid=USER,
        user_name="kim.park",
        description="billing host",
        retry_token="0" * 30,
        meant_at=when,
        changed_at=when,
    )


def files(journal: Journal) -> list[str]:
    return sorted(path.name for path in journal.directory.iterdir())


def test_credentials_of_others_lists_credentials_that_other_records_name(journal: Journal) -> None:
    ours, unnamed, is_open, finished = (journal.begin(meant()) for _ in range(4))
    journal.move(ours, JournalState.CREATED, credential_ocid="ours")
    journal.move(is_open, JournalState.CREATED, credential_ocid="open")
    journal.move(finished, JournalState.CONFIRMED, credential_ocid="finished")
    assert unnamed.credential_ocid == ""
    for reader in (journal, Journal(journal.directory)):
        assert reader.credentials_of_others(ours) == {"open", "finished"}
        assert reader.credentials_of_others(finished) == {"ours", "open"}
    (journal.directory / f"{finished.intent}.json").unlink()
    assert journal.credentials_of_others(ours) == {"open"}


def test_a_change_by_another_program_is_seen_after_an_earlier_read(journal: Journal) -> None:
    ours, theirs = journal.begin(meant()), Journal(journal.directory).begin(meant())
    assert journal.credentials_of_others(ours) == set()
    assert [each.intent for each in journal.unfinished(ours.owner)] == [ours.intent, theirs.intent]
    theirs = Journal(journal.directory).move(theirs, JournalState.CREATED, credential_ocid="theirs")
    assert journal.credentials_of_others(ours) == {"theirs"}
    Journal(journal.directory).move(theirs, JournalState.CONFIRMED)
    assert journal.unfinished(ours.owner) == [ours]
    later = Journal(journal.directory).begin(meant())
    assert [each.intent for each in journal.unfinished(ours.owner)] == [ours.intent, later.intent]


def test_open_records_of_an_owner_have_the_same_tenancy_and_user(journal: Journal) -> None:
    record = meant()
    ours = journal.begin(record)
    journal.begin(msgspec.structs.replace(record, intent=new_intent(), user_ocid="ocid1.user.oc1..another"))
    journal.begin(msgspec.structs.replace(record, intent=new_intent(), tenancy="ocid1.tenancy.oc1..another"))
    for reader in (journal, Journal(journal.directory)):
        for _ in range(2):
            assert reader.unfinished(ours.owner) == [ours]
        assert len(reader.unfinished()) == 3


def test_a_copy_of_a_record_file_is_ignored(journal: Journal) -> None:
    record = journal.begin(meant())
    closed = msgspec.structs.replace(record, state=JournalState.CLOSED)
    (journal.directory / "copy.json").write_bytes(msgspec.json.encode(closed))
    for _ in range(2):
        assert journal.unfinished() == [record]


def test_move_writes_each_state_to_the_disk(journal: Journal) -> None:
    record = journal.begin(meant())
    for state in (JournalState.SENT, JournalState.CREATED, JournalState.SHOWN, JournalState.CONFIRMED):
        record = journal.move(record, state)
        assert Journal(journal.directory).find(record.intent) == record
        assert Journal(journal.directory).records() == [record]
    assert journal.unfinished() == []


@pytest.mark.parametrize("state", JournalState)
def test_a_finished_record_needs_no_decision(journal: Journal, state: JournalState) -> None:
    journal.begin(meant(state))
    finished = {"CONFIRMED", "DISCARDED", "REJECTED", "NOT_SENT", "NOT_CREATED", "CLOSED"}
    assert bool(journal.unfinished()) == (state.value not in finished)


@pytest.mark.parametrize("time", ["2026-11-30T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("name", ["meant_at", "changed_at", "sent_at"])
def test_a_record_with_an_unusable_time_is_unreadable(journal: Journal, name: str, time: str) -> None:
    record = journal.begin(meant(JournalState.ASK))
    path = journal.directory / f"{record.intent}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: time}))
    assert journal.records() == []
    [error] = journal.unreadable()
    assert record.intent in error.cause + error.next_step
    journal.prune()


@pytest.mark.timeout(30)
def test_is_held_does_not_wait_for_the_lock(journal: Journal) -> None:
    record = meant(JournalState.SENT)
    held = journal.hold(record.tenancy, record.user_ocid)
    assert Journal(journal.directory, patience=3600).is_held(record)
    held.release()


@pytest.mark.parametrize(
    "odd", ["a\0b", "/../../../out", "..", "a\nb", "\x1b]52;c;eA==\x07", "\udcff", "ü", "", "x" * 9000]
)
def test_an_odd_ocid_locks_only_a_file_inside_the_journal(journal: Journal, tmp_path: Path, odd: str) -> None:
    record = msgspec.structs.replace(meant(JournalState.SENT), tenancy=TENANCY + odd, user_ocid=USER + odd)
    assert not journal.is_held(record)
    held = journal.hold(record.tenancy, record.user_ocid)
    assert journal.is_held(record)
    assert [path.parent for path in tmp_path.rglob("*") if path.is_file()] == [journal.directory]
    held.release()
    assert not journal.is_held(record)


def test_each_generation_has_a_unique_id_that_fits_a_file_name_and_a_description() -> None:
    names = {new_intent() for _ in range(200)}
    assert len(names) == 200
    assert all(re.fullmatch("[0-9a-f]{12}", name) for name in names)


def test_records_are_listed_oldest_first(journal: Journal) -> None:
    young, old = meant(), meant(age=timedelta(hours=3))
    journal.begin(young)
    journal.begin(old)
    assert [record.intent for record in journal.records()] == [old.intent, young.intent]


def test_other_users_cannot_read_the_journal(journal: Journal) -> None:
    before = os.umask(0)
    try:
        journal.begin(meant())
        journal.hold(TENANCY, USER).release()
    finally:
        os.umask(before)
    assert stat.S_IMODE(journal.directory.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(journal.directory.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in journal.directory.iterdir()} == {0o600}


def test_the_name_of_a_lock_file_is_fixed(journal: Journal) -> None:
    """Two versions at once, after an upgrade, keep out of each other's way by it."""
    journal.hold("ocid1.tenancy.oc1..0123456789abcdef", "ocid1.user.oc1..0123456789abcdef0123456789abcdef").release()
    assert files(journal) == ["456789abcdef-89abcdef0123456789abcdef.lock"]


@pytest.mark.parametrize("which", ["the state directory", "the journal"])
def test_nothing_is_written_when_other_users_can_access_the_directory(journal: Journal, which: str) -> None:
    place = journal.directory if which == "the journal" else journal.directory.parent
    journal.directory.mkdir(parents=True, mode=0o700)
    journal.directory.parent.chmod(0o700)
    place.chmod(0o755)
    for attempt in (lambda: journal.begin(meant()), lambda: journal.hold(TENANCY, USER)):
        with pytest.raises(StateDirError, match="accessible to other users") as refusal:
            attempt()
        assert str(place) in refusal.value.cause
    assert files(journal) == []


def test_hold_waits_for_a_lock_until_it_is_released(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    held = journal.hold(TENANCY, USER)
    has_tried = threading.Event()
    attempt = FileLock._acquire

    def noted(lock: FileLock) -> None:
        attempt(lock)
        has_tried.set()

    monkeypatch.setattr(FileLock, "_acquire", noted)
    got: list[FileLock] = []
    patient = threading.Thread(target=lambda: got.append(Journal(journal.directory, patience=20).hold(TENANCY, USER)))
    patient.start()
    assert has_tried.wait(20)
    held.release()
    patient.join()
    assert [lock.is_locked for lock in got] == [True]
    with pytest.raises(UserBusyError):
        Journal(journal.directory, patience=20).hold(TENANCY, USER, wait=False)


def test_only_one_program_at_a_time_can_hold_a_user(journal: Journal) -> None:
    other = Journal(journal.directory, patience=0)
    record = meant()
    lock = journal.hold(TENANCY, USER)
    with pytest.raises(UserBusyError, match="is generating a credential for this user"):
        other.hold(TENANCY, USER)
    assert other.is_held(record)
    other.hold(TENANCY, USER + "2").release()
    other.hold(TENANCY + "2", USER).release()
    lock.release()
    assert not other.is_held(record)
    other.hold(TENANCY, USER).release()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOLCK, "No locks available"), "No locks available"),
        (PermissionError(errno.EACCES, "Permission denied"), "Permission denied"),
        (
            NotImplementedError("FileLock"),
            "its file system doesn't support file locks",
        ),  # filelock, where the file system has none
    ],
)
def test_hold_reports_why_the_journal_cannot_be_locked(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise error

    monkeypatch.setattr("services.credentials.journal.FileLock.acquire", refuse)
    with pytest.raises(StateDirError) as refusal:
        journal.hold(TENANCY, USER)
    assert refusal.value.cause == f"Can't use {journal.directory}: {told}."
    assert not journal.is_held(meant()), "nobody is known to look after it"


def test_a_record_of_a_newer_version_is_reported_and_left_unchanged(journal: Journal) -> None:
    journal.begin(meant())
    path = journal.directory / "ffffffffffff.json"
    path.write_text(json.dumps({"schema": 2, "intent": "ffffffffffff", "state": "A NEW STATE", "more": [1]}))
    before = path.read_bytes()
    assert len(journal.records()) == 1
    [error] = journal.unreadable()
    assert "newer" in error.cause
    assert str(path) in error.cause
    journal.prune()
    assert path.read_bytes() == before
    with pytest.raises(UnreadableError):
        journal.find("ffffffffffff")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"{}",
        b'{"schema": 1}',
        b'{"schema": "one"}',
        b'{"profile": "\xff"}',
        b'{"a":' * 100_000,
    ],
)
def test_a_damaged_record_is_reported_with_its_marker(journal: Journal, content: bytes) -> None:
    record = journal.begin(meant(JournalState.SENT))
    (journal.directory / f"{record.intent}.json").write_bytes(content)
    assert journal.records() == []
    [error] = journal.unreadable()
    assert "damaged" in error.cause
    assert record.marker in error.next_step
    journal.prune()
    assert (journal.directory / f"{record.intent}.json").read_bytes() == content


def test_a_record_that_is_a_directory_is_reported(journal: Journal) -> None:
    record = journal.begin(meant())
    path = journal.directory / f"{record.intent}.json"
    path.unlink()
    path.mkdir()  # even root cannot read it
    assert [error.cause for error in journal.unreadable()] == [
        f"Can't read {path}: it is a directory, not a regular file."
    ]


def test_an_empty_journal_has_no_records_and_creates_no_directory(journal: Journal) -> None:
    assert (journal.records(), journal.unreadable(), journal.unfinished()) == ([], [], [])
    journal.prune()
    assert not journal.directory.exists()


@pytest.mark.parametrize("state", JournalState)
def test_prune_deletes_finished_records_after_30_days_but_no_open_records(
    journal: Journal, state: JournalState
) -> None:
    month, hour = timedelta(days=30), timedelta(hours=1)
    journal.begin(meant(state, month - hour))
    journal.prune()
    assert len(journal.records()) == 1
    journal.begin(meant(state, month + hour))
    journal.prune()
    assert len(journal.records()) == (1 if state.is_finished else 2)


def test_prune_continues_when_another_program_already_deleted_a_record(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        journal.begin(meant(JournalState.CONFIRMED, timedelta(days=31)))
    both = journal.records()
    journal._path(both[0].intent).unlink()
    monkeypatch.setattr(journal, "records", lambda: both)
    journal.prune()
    assert files(journal) == []


def test_prune_deletes_partly_written_files_after_an_hour(journal: Journal) -> None:
    record = journal.begin(meant())
    old, new = (journal.directory / f".{record.intent}.json.{number}" for number in ("01", "02"))
    for path, minutes in ((old, 61), (new, 59)):
        path.write_bytes(b"half")
        written = (datetime.now(timezone.utc) - timedelta(minutes=minutes)).timestamp()
        os.utime(path, (written, written))
    assert journal.unreadable() == []
    journal.prune()
    assert files(journal) == sorted([new.name, f"{record.intent}.json"])


def test_hold_waits_unless_wait_is_false(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("filelock.FileLock.acquire", lambda lock, timeout: waits.append(timeout))
    journal = Journal(tmp_path / "state" / "journal")
    journal.hold(TENANCY, USER)
    journal.hold(TENANCY, USER, wait=False)
    assert waits[0] > 0
    assert waits[1] == 0


def test_move_fails_when_the_record_cannot_be_written(journal: Journal) -> None:
    record = journal.begin(meant())
    path = journal.directory / f"{record.intent}.json"
    path.unlink()
    path.mkdir()
    with pytest.raises(StateDirError, match="Can't write"):
        journal.move(record, JournalState.SENT)
    path.rmdir()
    with pytest.raises(UnreadableError):
        journal.find(record.intent)


def error_of(number: int | None) -> OSError:
    """One without words, as some file systems in user space give."""
    error = OSError()
    error.errno = number
    return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (error_of(errno.EROFS), "Read-only file system"),
        (error_of(None), "Input/output error"),
    ],
)
def test_a_write_error_is_always_reported_with_its_reason(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, error: OSError, told: str
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr("services.credentials.journal.write_durably", refuse)
    with pytest.raises(StateDirError) as refusal:
        journal.begin(meant())
    assert refusal.value.cause == f"Can't write the journal {journal.directory}: {told}."


def test_a_record_has_no_field_for_a_secret(journal: Journal) -> None:
    journal.begin(meant())
    fields = set(msgspec.json.decode(next(journal.directory.glob("*.json")).read_bytes()))
    known = {"intent", "state", "profile", "tenancy", "region", "user_ocid", "user_name", "description", "retry_token"}
    known |= {"meant_at", "changed_at", "before", "sent_at", "credential_ocid", "smtp_user_name", "custody", "waived"}
    known |= {"destinations"}
    assert fields == known | {"host", "schema", "requested_by"}


def test_a_record_without_a_destinations_field_can_be_read_and_changed(journal: Journal) -> None:
    record = journal.begin(meant(JournalState.SHOWN))
    path = journal.directory / f"{record.intent}.json"
    fields = json.loads(path.read_bytes())
    del fields["destinations"]
    path.write_text(json.dumps(fields))
    assert journal.find(record.intent).open_destinations == []
    place = Destination("keyring", "name", datetime.now(timezone.utc), service="s")
    journal.move(journal.find(record.intent), JournalState.SHOWN, destinations=[place])
    assert journal.find(record.intent).open_destinations == [place]


@pytest.mark.parametrize("is_gone", [True, False])
def test_prune_keeps_a_confirmed_record_with_an_open_destination(journal: Journal, is_gone: bool) -> None:
    long_ago = KEPT_FOR + timedelta(days=1)
    place = Destination("file", "/x", datetime.now(timezone.utc), is_gone=is_gone)
    for state in (JournalState.CONFIRMED, JournalState.DISCARDED):
        journal.begin(msgspec.structs.replace(meant(state, long_ago), destinations=[place]))
    journal.prune()
    assert [record.state for record in journal.records()] == ([] if is_gone else [JournalState.CONFIRMED])


def test_a_destination_of_an_unknown_kind_is_kept(journal: Journal) -> None:
    record = journal.begin(meant(JournalState.SHOWN))
    place = Destination("carrier pigeon", "Bertha", datetime.now(timezone.utc))
    journal.move(record, JournalState.SHOWN, destinations=[place])
    assert journal.find(record.intent).open_destinations[0].label == "Bertha"


def test_the_demo_uses_a_separate_journal(tmp_path: Path) -> None:
    environ = {"OCI_SMTP_STATE_DIR": str(tmp_path / "state")}
    ours, demo = open_journal(Options(), environ), open_journal(Options(demo=True), environ)
    assert ours.directory == tmp_path / "state" / "journal"
    assert tmp_path not in demo.directory.parents
    assert demo.directory.parent.is_dir()


def test_the_demo_journal_is_deleted_when_its_program_ends() -> None:
    script = (
        "from services.config.options import Options; from services.credentials.journal import open_journal;"
        "folder = open_journal(Options(demo=True), {}).directory.parent; print(folder.is_dir(), folder)"
    )
    root = Path(__file__).parents[3]
    told = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True).stdout
    was_there, folder = told.strip().split(" ", 1)
    assert (was_there, Path(folder).exists()) == ("True", False)
