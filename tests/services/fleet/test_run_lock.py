"""The lock of a run: others know by it whether the program has ended."""

import fcntl
import os
import socket
import stat
from datetime import datetime, timezone
from pathlib import Path

import pytest

from services.fleet.receipt_lines import Run
from services.fleet.run_lock import RunLock
from services.storage.state_dir import StateDirError

ENDED = "0123456789ab"
"""The name of a run that was killed: its file is there, and no program holds it."""


@pytest.fixture
def plan_path(tmp_path: Path) -> Path:
    """Where a plan is."""
    return tmp_path / "plan"


def run_on(host: str, name: str = ENDED) -> Run:
    return Run(name, host, "/journal", datetime.now(timezone.utc))


def here(name: str = ENDED) -> Run:
    return run_on(socket.gethostname(), name)


def left_by_a_killed_program(plan_path: Path) -> Path:
    path = plan_path.with_name(f".{plan_path.name}.{ENDED}.lock")
    path.touch()
    return path


def test_a_run_holds_its_lock_until_it_ends(plan_path: Path) -> None:
    ours, theirs = RunLock.new(plan_path), RunLock.new(plan_path)
    assert ours.is_held(theirs.name, here(theirs.name))
    assert ours.is_held(theirs.name, here(theirs.name)), "asking doesn't end it"
    theirs.release()
    assert not ours.is_held(theirs.name, here(theirs.name))
    ours.release()


def test_the_lock_file_is_private_and_is_deleted_on_release(plan_path: Path) -> None:
    lock = RunLock.new(plan_path)
    [path] = plan_path.parent.iterdir()
    assert path.name == f".plan.{lock.name}.lock"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lock.release()
    assert list(plan_path.parent.iterdir()) == []


def test_no_two_runs_have_the_same_name(plan_path: Path) -> None:
    locks = [RunLock.new(plan_path) for _ in range(20)]
    assert len({lock.name for lock in locks}) == 20
    for lock in locks:
        lock.release()


def test_a_killed_run_holds_no_lock_and_its_file_is_deleted(plan_path: Path) -> None:
    left = left_by_a_killed_program(plan_path)
    lock = RunLock.new(plan_path)
    assert not lock.is_held(ENDED, here())
    assert not left.exists()
    lock.release()


def test_a_run_whose_file_is_gone_has_ended(plan_path: Path) -> None:
    lock = RunLock.new(plan_path)
    assert not lock.is_held(ENDED, here())
    assert not lock.is_held(ENDED, run_on("another.example.com"))
    lock.release()


def test_a_run_on_another_computer_counts_as_held_while_its_file_exists(plan_path: Path) -> None:
    left = left_by_a_killed_program(plan_path)
    lock = RunLock.new(plan_path)
    assert lock.is_held(ENDED, run_on("another.example.com"))
    assert left.exists()
    lock.release()


def test_a_run_of_an_unknown_computer_is_not_held_when_its_lock_is_free(plan_path: Path) -> None:
    left_by_a_killed_program(plan_path)
    lock = RunLock.new(plan_path)
    assert not lock.is_held(ENDED, None)
    lock.release()


@pytest.mark.parametrize("name", ["", "x", "0123456789AB", f"{ENDED}0", f"../{ENDED}"])
def test_an_invalid_run_name_is_not_held_and_its_file_is_not_changed(plan_path: Path, name: str) -> None:
    """The receipts are a file that others can edit."""
    mine = plan_path.with_name(f".plan.{name.replace('/', '_')}.lock")
    mine.write_text("mine")
    lock = RunLock.new(plan_path)
    assert not lock.is_held(name, here(name))
    assert mine.read_text() == "mine"
    lock.release()


def test_a_file_that_can_not_be_opened_counts_as_held(plan_path: Path) -> None:
    plan_path.with_name(f".plan.{ENDED}.lock").mkdir()
    lock = RunLock.new(plan_path)
    assert lock.is_held(ENDED, here())
    lock.release()


def test_released_locks_leave_no_file_open(plan_path: Path) -> None:
    before = len(os.listdir("/dev/fd"))
    ours, theirs = RunLock.new(plan_path), RunLock.new(plan_path)
    left_by_a_killed_program(plan_path)
    assert ours.is_held(theirs.name, here(theirs.name))
    assert not ours.is_held(ENDED, here())
    for lock in (ours, theirs):
        lock.release()
    assert len(os.listdir("/dev/fd")) == before


def test_a_lock_in_a_directory_that_does_not_exist_raises_an_error(plan_path: Path) -> None:
    with pytest.raises(StateDirError, match="No such file or directory") as caught:
        RunLock.new(plan_path / "nowhere" / "plan_path")
    assert caught.value.next_step == "Nothing was generated."


def test_a_disk_without_lock_support_raises_an_error(plan_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(StateDirError, match="Can't lock") as caught:
        RunLock.new(plan_path)
    assert "local disk" in caught.value.next_step


def test_a_lock_can_be_released_after_its_file_was_deleted(plan_path: Path) -> None:
    lock = RunLock.new(plan_path)
    [path] = plan_path.parent.iterdir()
    path.unlink()
    lock.release()
