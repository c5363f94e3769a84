"""Files that are whole, whatever happens while they are written."""

import errno
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from services.storage.atomic_write import create_durably, make_durably, write_durably


def test_a_file_is_replaced_completely_and_readable_only_by_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    write_durably(path, b"first")
    write_durably(path, b"second")
    assert path.read_bytes() == b"second"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["record.json"]


def test_concurrent_writers_leave_the_content_of_one_writer(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    contents = [bytes([number]) * 4096 for number in range(8)]
    together = threading.Barrier(len(contents))
    failures: list[BaseException] = []

    def write(content: bytes) -> None:
        together.wait()
        try:
            for _ in range(20):
                write_durably(path, content)
        except OSError as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert path.read_bytes() in contents
    assert os.listdir(tmp_path) == ["record.json"]


@pytest.mark.parametrize("operation", ["fsync", "replace", "open"])
def test_a_failed_write_leaves_the_old_content_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    path = tmp_path / "record.json"
    write_durably(path, b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as trouble:
        trouble.setattr(os, operation, full)
        with pytest.raises(OSError, match="No space left"):
            write_durably(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["record.json"]


@pytest.mark.parametrize("write", [write_durably, create_durably])
def test_a_write_flushes_the_whole_content_and_then_the_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, bytes], None]
) -> None:
    flushed: list[bytes | list[str]] = []
    flush = os.fsync

    def noted(descriptor: int) -> None:
        is_directory = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        flushed.append(os.listdir(tmp_path) if is_directory else Path(f"/proc/self/fd/{descriptor}").read_bytes())
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    write(tmp_path / "record.json", b"all of it")
    assert flushed == [b"all of it", ["record.json"]]


@pytest.mark.parametrize("operation", ["fsync", "fdopen"])
def test_creating_a_file_leaves_no_file_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, operation, full)
    with pytest.raises(OSError, match="No space left"):
        create_durably(tmp_path / "new", b"new")
    assert os.listdir(tmp_path) == []


def test_creating_a_file_fails_when_it_already_exists(tmp_path: Path) -> None:
    path = tmp_path / "new"
    create_durably(path, b"first")
    with pytest.raises(FileExistsError):
        create_durably(path, b"second")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"first", 0o600)


def test_a_file_is_written_when_directories_cannot_be_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flush = os.fsync

    def picky(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", picky)
    write_durably(tmp_path / "record.json", b"here")
    assert (tmp_path / "record.json").read_bytes() == b"here"


def test_missing_directories_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    make_durably(tmp_path / "a" / "b", 0o700)
    make_durably(tmp_path / "a" / "b", 0o700)
    assert [stat.S_IMODE(place.stat().st_mode) for place in (tmp_path / "a", tmp_path / "a" / "b")] == [0o700, 0o700]
