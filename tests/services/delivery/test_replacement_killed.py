"""A rotation whose program is killed at any step of a durable write: no orphan, and the old credential is there."""

from pathlib import Path

import pytest

from services.credentials.journal_record import JournalState
from services.credentials.rotation_status import RotationStep
from services.delivery.retirement import retire
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.model.values import User
from services.storage import atomic_write
from tests.services.delivery.offices import Box, Office
from tests.services.mortal import Deadly, Killed, the_world

MOST_STEPS = 60
"""More than a rotation has: its writes, three steps each."""


class Rotated:
    """A user with one credential, whose program is killed at a step, and started again by the person."""

    def __init__(self, folder: Path) -> None:
        world = the_world()
        self.person = next(world.people)
        self.tenancy: Tenancy = world.tenancy
        self.old = self.tenancy.world.credentials.add(self.person, "old", self.tenancy.world.now())
        self.box = Box()
        self._folder = folder
        self._session = world.session

    @property
    def user(self) -> User:
        return User(self.person.ocid, self.person.name)

    @property
    def there(self) -> list[StoredCredential]:
        return self.tenancy.world.credentials.of(self.person)

    @property
    def has_password(self) -> bool:
        """Whether the person has the password of the replacement."""
        return any(item.password in self.box.passwords for item in self.there)

    def program(self) -> Office:
        return Office(self.tenancy, self._folder, session=self._session)

    def is_killed_at(self, step: int) -> bool:
        """Whether the program died there; if not, it came to its end before."""
        program = self.program()
        with pytest.MonkeyPatch.context() as patches:
            patches.setattr(atomic_write, "os", Deadly(step))
            try:
                program.replace(self.box, name=self.person.ocid)
            except Killed:
                return True
        return False

    def check_explained(self) -> None:
        """Every credential is the old one, or named by the journal, or asked about."""
        records = self.program().journal.records()
        named = {record.credential_ocid for record in records} | {self.old.ocid}
        lost = [item for item in self.there if item.ocid not in named]
        if lost:  # the request was sent, and the answer was in a program that died
            assert [record.state for record in records if not record.credential_ocid] == [JournalState.SENT]


def finish(rotated: Rotated) -> None:
    """What a person does then: resolve, rotate again if the replacement is missing, and retire the old one."""
    program = rotated.program()
    recovery = program.rotator._issuing.recovery
    for account in recovery.settle_all():
        if account.suspects:
            recovery.discard(account.record, account.suspects[0].ocid)
        elif account.record.state is JournalState.PENDING:
            recovery.close(account.record)
        elif account.record.state is JournalState.SHOWN:
            if rotated.has_password:
                recovery.keep(account.record)
            else:
                recovery.discard(account.record)
    status = program.status(rotated.person.ocid)
    if status is None or status.step is not RotationStep.DEPLOY:
        program.replace(rotated.box, name=rotated.person.ocid)
    status = program.status(rotated.person.ocid)
    assert status is not None
    retire(program.session, program.journal, program.rotator, status.rotation)


def test_a_rotation_killed_at_any_step_keeps_the_old_credential_and_can_finish(tmp_path: Path) -> None:
    for step in range(MOST_STEPS):
        rotated = Rotated(tmp_path / str(step))
        is_killed = rotated.is_killed_at(step)
        assert rotated.old in rotated.there, step
        rotated.check_explained()
        finish(rotated)
        (new,) = rotated.there
        assert new is not rotated.old
        assert rotated.has_password, step
        if not is_killed:
            assert step > 20, "a rotation has more steps than that"
            return
    raise AssertionError("it never came to its end")
