"""What one program leaves owing, and another pays."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from services.clipboard.owed import GOOD_FOR_SECONDS, Owed
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


def test_what_a_program_left_is_paid_once(notes_folder: Path) -> None:
    other(notes_folder).communicate(timeout=20)
    assert Owed(notes_folder).pay(lambda: True)
    assert not Owed(notes_folder).pay(lambda: pytest.fail("it was paid already"))
    assert list(notes_folder.iterdir()) == []


def test_what_could_not_be_asked_stays_owing(notes_folder: Path) -> None:
    other(notes_folder).communicate(timeout=20)
    assert not Owed(notes_folder).pay(lambda: False)
    assert Owed(notes_folder).pay(lambda: True)


def test_a_program_that_runs_keeps_its_copy(notes_folder: Path) -> None:
    program = other(notes_folder)
    assert not Owed(notes_folder).pay(lambda: pytest.fail("it would take a living copy"))
    program.communicate(timeout=20)
    assert Owed(notes_folder).pay(lambda: True)


def test_a_killed_program_leaves_it_owing(notes_folder: Path) -> None:
    program = other(notes_folder)
    program.kill()
    program.communicate(timeout=20)
    assert Owed(notes_folder).pay(lambda: True)


def test_after_half_a_day_it_is_forgotten(notes_folder: Path) -> None:
    other(notes_folder).communicate(timeout=20)
    [note] = notes_folder.iterdir()
    note.rename(notes_folder / f"{int(time.time()) - GOOD_FOR_SECONDS - 1}-1.owed")
    assert not Owed(notes_folder).pay(lambda: pytest.fail("the person has copied something else since"))
    assert list(notes_folder.iterdir()) == []


def test_what_is_settled_is_gone_and_nothing_is_said_of_the_text(notes_folder: Path) -> None:
    owed = Owed(notes_folder)
    owed.note()
    owed.note()
    [note] = notes_folder.iterdir()
    assert note.read_bytes() == b""
    assert note.stat().st_mode & 0o077 == 0
    owed.settle()
    assert list(notes_folder.iterdir()) == []


def test_a_directory_that_cannot_be_used_stops_no_copy(tmp_path: Path) -> None:
    (tmp_path / "clipboard").write_text("a file")
    owed = Owed(tmp_path / "clipboard")
    owed.note()
    owed.settle()
    assert not owed.pay(lambda: True)
