"""Power loss at every boundary of every durable write, and recovery from whatever the disk may hold then."""

import errno
import itertools
import os
import stat
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services import durable, recovery, taking_back
from services.demo.people import Person
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.durable import make_durably, write_durably
from services.errors import OciSmtpError
from services.issuing import Issuing
from services.journal import Journal
from services.recovery import Recovery
from services.session import Session
from tests.services.accounts import session_on
from tests.services.law import burnt, unexplained
from tests.services.power_loss import Disk, PowerLoss, Recorder, lay_out

NEVER = 10**6
USERS = 3000
ABANDONED = "abandoned"


@dataclass
class Outage:
    """One issue, ended by a power loss, for a user that nobody has used yet."""

    tenancy: Tenancy
    session: Session
    person: Person
    root: Path
    recorder: Recorder
    is_abandoned: bool
    in_hands: set[str] = field(default_factory=set)

    @property
    def directory(self) -> ClassicDirectory:
        return ClassicDirectory(self.session)

    def run(self) -> None:
        """Issue, show, hand over, confirm, or abandon and recover: until the power fails."""
        issuing = Issuing(self.session, self.directory, Journal(self.root / "state" / "journal"))
        user = self.directory.user(self.person.ocid)
        try:
            issue = issuing.issue(user, "power", lambda *_: None, threading.Event())
            if self.is_abandoned:
                issue.left()
                issuing.recovery.settle_all()
                return
            issue.shown()
            self.in_hands.add(issue.issued.credential.ocid)
            issue.confirmed()
        except (OciSmtpError, PowerLoss):
            return

    def check_after(self, disk: Disk, place: Path) -> None:
        """Start again from that disk, today and tomorrow."""
        lay_out(disk, self.root, place)
        journal = Journal(place / "state" / "journal")
        assert not journal.unreadable()
        assert not unexplained(self._there(), journal.records(), self.in_hands), disk
        settling = Recovery(self.directory, journal, self.tenancy.ocid)
        settling.settle_all()
        for _ in range(3):  # a create that the tenancy is slow to carry out appears
            self.directory.credentials(self.directory.user(self.person.ocid))
        settling.settle_all()
        with pytest.MonkeyPatch.context() as tomorrow:
            tomorrow.setattr(recovery, "LOOKED_FOR", timedelta(0))
            settling.settle_all()
        there = self._there()
        assert not burnt(there, journal.records(), self.in_hands), disk
        assert self.in_hands <= {item.ocid for item in there}, "what somebody has was deleted"

    def _there(self) -> list[StoredCredential]:
        return self.tenancy.credentials(self.person.ocid)


class Town:
    """Where the lights go out again and again."""

    def __init__(self, folder: Path) -> None:
        self._tenancy = Tenancy(users=USERS)
        self._session = session_on(self._tenancy)
        self._folder = folder
        self._people = (
            person
            for number in range(USERS)
            if (person := self._tenancy.world.users.numbered(number))
            and not person.credentials
            and person.capabilities["canUseSmtpCredentials"]
        )
        self._numbers = itertools.count()

    def outage(self, fault: str, fails_at: int) -> Outage:
        """The same issue again, with the power failing before the operation of that number."""
        person = next(self._people)
        self._tenancy.faults.clear()
        if fault not in ("", ABANDONED):
            self._tenancy.faults.add(fault, "create_smtp_credential")
        root = self.place()
        found = Outage(self._tenancy, self._session, person, root, Recorder(fails_at), fault == ABANDONED)
        with pytest.MonkeyPatch.context() as patches:
            patches.setattr(durable, "os", found.recorder)
            found.run()
        self._tenancy.faults.clear()
        return found

    def place(self) -> Path:
        """A directory that was there before."""
        place = self._folder / str(next(self._numbers))
        place.mkdir()
        return place

    def check_all(self, fault: str) -> int:
        """Every outage and every disk that it may leave; how many that were."""
        whole = self.outage(fault, NEVER)
        return sum(self._check_outage(fault, fails_at) for fails_at in range(whole.recorder.operations + 1))

    def _check_outage(self, fault: str, fails_at: int) -> int:
        for number in itertools.count():
            outage = self.outage(fault, fails_at)  # anew for each disk, because recovery changes the tenancy
            disks = list(outage.recorder.possible_disks(outage.root))
            if number == len(disks):
                return number
            outage.check_after(disks[number], self.place())
        raise AssertionError("the disks come to an end")


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(taking_back, "LOOK_AGAIN_SECONDS", (0.0, 0.0))
    return Town(tmp_path)


@pytest.mark.parametrize("fault", ["", ABANDONED, "lost", "no-password", "timeout", "late"])
def test_whatever_a_power_loss_leaves_on_the_disk_is_recovered_from(town: Town, fault: str) -> None:
    assert town.check_all(fault) > 20


def recorded() -> Any:
    """What `services.durable` takes for `os`."""
    return vars(durable)["os"]


def careless_write(path: Path, data: bytes) -> None:
    """As most programs do it: the rename is never flushed."""
    beside = path.with_name(f".{path.name}")
    descriptor = recorded().open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(descriptor, data)
    recorded().fsync(descriptor)
    os.close(descriptor)
    recorded().replace(beside, path)


def careless_make(directory: Path, mode: int) -> None:
    """As most programs do it: the name of the directory is never flushed."""
    for place in (directory.parent, directory):
        if not place.exists():
            recorded().mkdir(place, mode)


@pytest.mark.parametrize(
    ("owner", "name", "careless"),
    [("services.journal", "write_durably", careless_write), ("services.state_dir", "make_durably", careless_make)],
)
def test_a_write_that_is_not_flushed_loses_a_credential(
    town: Town, monkeypatch: pytest.MonkeyPatch, owner: str, name: str, careless: Callable[..., None]
) -> None:
    """The model itself is put to the test: what is done with less care must be found out."""
    monkeypatch.setattr(f"{owner}.{name}", careless)
    with pytest.raises(AssertionError):
        town.check_all("lost")


def test_a_file_is_replaced_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    write_durably(path, b"first")
    write_durably(path, b"second")
    assert path.read_bytes() == b"second"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["record.json"]


def test_two_writers_at_once_leave_one_of_the_two_contents(tmp_path: Path) -> None:
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


def test_a_file_system_without_directories_to_flush_is_good_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
