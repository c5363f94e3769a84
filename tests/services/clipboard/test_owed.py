"""What one program leaves owing, and another pays."""

import errno
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from services.clipboard.owed import Owed
from tests.services.clipboard.insider import ROOT

LEAVE = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from services.clipboard.owed import Owed
owed = Owed(Path(sys.argv[1]))
owed.note()
print("noted", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def notes_folder(tmp_path: Path) -> Path:
    return tmp_path / "clipboard"


def other(folder: Path) -> "subprocess.Popen[str]":
    """Another program that has something owing, and runs until its stdin ends."""
    command = [sys.executable, "-c", LEAVE, str(folder), ROOT]
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "noted\n"
    return program


def test_a_clear_that_an_ended_program_owes_runs_once(notes_folder: Path) -> None:
    other(notes_folder).communicate(timeout=20)
    assert Owed(notes_folder).pay(lambda: True)
    assert not Owed(notes_folder).pay(lambda: pytest.fail("it was paid already"))
    assert list(notes_folder.iterdir()) == []


def test_an_owed_clear_remains_after_it_fails(notes_folder: Path) -> None:
    other(notes_folder).communicate(timeout=20)
    assert not Owed(notes_folder).pay(lambda: False)
    assert Owed(notes_folder).pay(lambda: True)


def test_the_copy_of_a_running_program_is_not_cleared(notes_folder: Path) -> None:
    program = other(notes_folder)
    assert not Owed(notes_folder).pay(lambda: pytest.fail("it would take a living copy"))
    program.communicate(timeout=20)
    assert Owed(notes_folder).pay(lambda: True)


def test_a_killed_program_leaves_an_owed_clear(notes_folder: Path) -> None:
    program = other(notes_folder)
    program.kill()
    program.communicate(timeout=20)
    assert Owed(notes_folder).pay(lambda: True)


@pytest.mark.parametrize(
    ("age", "is_due"), [(timedelta(hours=11, minutes=59, seconds=50), True), (timedelta(hours=12, seconds=1), False)]
)
def test_an_owed_clear_expires_after_12_hours(notes_folder: Path, age: timedelta, is_due: bool) -> None:
    """The person has copied something else since, which is not ours to take."""
    other(notes_folder).communicate(timeout=20)
    [note] = notes_folder.iterdir()
    note.rename(notes_folder / f"{int(time.time() - age.total_seconds())}-1.owed")
    asked = iter([True])
    assert Owed(notes_folder).pay(lambda: next(asked)) is is_due
    assert list(asked) == ([] if is_due else [True])
    assert list(notes_folder.iterdir()) == []


def test_a_note_without_a_time_is_deleted_and_clears_nothing(notes_folder: Path) -> None:
    notes_folder.mkdir()
    (notes_folder / "some-1.owed").touch()
    assert not Owed(notes_folder).pay(lambda: pytest.fail("nobody knows how old it is"))
    assert list(notes_folder.iterdir()) == []


def test_a_recent_clear_runs_although_another_note_has_expired(notes_folder: Path) -> None:
    notes_folder.mkdir()
    for made in (0, time.time()):
        (notes_folder / f"{int(made)}-1.owed").touch()
    assert Owed(notes_folder).pay(lambda: True)
    assert list(notes_folder.iterdir()) == []


def test_a_note_is_empty_and_private_and_deleted_once_resolved(notes_folder: Path) -> None:
    owed = Owed(notes_folder)
    owed.note()
    owed.note()
    [note] = notes_folder.iterdir()
    assert note.read_bytes() == b""
    assert note.stat().st_mode & 0o077 == 0
    owed.settle()
    assert list(notes_folder.iterdir()) == []


def test_an_unusable_notes_directory_raises_no_error(tmp_path: Path) -> None:
    (tmp_path / "clipboard").write_text("a file")
    owed = Owed(tmp_path / "clipboard")
    owed.note()
    owed.settle()
    assert not owed.pay(lambda: True)


@pytest.mark.parametrize("error", [OSError(errno.ENOLCK, "No locks available"), NotImplementedError()])
def test_no_note_is_written_or_used_when_files_cannot_be_locked(
    notes_folder: Path, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes_folder.mkdir(mode=0o700)
    (theirs := notes_folder / f"{int(time.time())}-1.owed").touch()

    def acquire(*_: object, **__: object) -> NoReturn:
        raise error

    monkeypatch.setattr("filelock.FileLock.acquire", acquire)
    owed = Owed(notes_folder)
    owed.note()
    owed.settle()
    assert not owed.pay(lambda: pytest.fail("it may be a living copy"))
    assert list(notes_folder.iterdir()) == [theirs]
