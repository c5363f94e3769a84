"""Issues that end in a power loss, over and over, and the start from whatever disk that may leave."""

import itertools
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from services.api.session import Session
from services.credentials import recovery
from services.credentials.generation import CredentialGenerator
from services.credentials.journal import Journal
from services.credentials.recovery import Recovery
from services.demo.people import Person
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import OciSmtpError
from services.storage import atomic_write
from tests.services.accounts import session_on
from tests.services.law import burnt, unexplained
from tests.services.power_loss import Disk, PowerLoss, Recorder, lay_out

NEVER = 10**6
USERS = 3000
ABANDONED = "abandoned"


@dataclass
class Outage:
    """One issue, ended by a power loss, for a user that no one has used yet."""

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
        issuing = CredentialGenerator(self.session, self.directory, Journal(self.root / "state" / "journal"))
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
            self._answer(settling)
        there = self._there()
        assert not burnt(there, journal.records(), self.in_hands), disk
        assert self.in_hands <= {item.ocid for item in there}, "what somebody has was deleted"

    def _answer(self, settling: Recovery) -> None:
        """What a person says who is asked about what a lost answer may have created."""
        for account in settling.settle_all():
            for item in account.suspects:
                assert item.ocid not in self.in_hands
                settling.discard(account.record, item.ocid)

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
            patches.setattr(atomic_write, "os", found.recorder)
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
            outage = self.outage(fault, fails_at)  # again for each disk, because recovery changes the tenancy
            disks = list(outage.recorder.possible_disks(outage.root))
            if number == len(disks):
                return number
            outage.check_after(disks[number], self.place())
        raise AssertionError("the disks come to an end")
