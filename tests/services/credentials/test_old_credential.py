"""The old credential of a rotation: suspended and restored as asked, and only while it has a replacement."""

import threading
from pathlib import Path

import pytest

from services.credentials import rollback
from services.credentials.journal import UserBusyError
from services.credentials.journal_record import JournalState
from services.credentials.rotation import Rotation, RotationStore
from services.credentials.rotator import Rotator
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import BusyError, ConflictError, OciSmtpError, OutcomeUnknownError
from tests.services.desk import Desk


class Rotating(Desk):
    """A user with an old credential and its replacement, in a directory that suspends, as identity domains do."""

    def __init__(self, tenancy: Tenancy, folder: Path) -> None:
        super().__init__(tenancy, folder)
        self.user = self.directory.find("shop.mailer")
        self.store = RotationStore(folder / "rotations")
        self.rotator = Rotator(self.issuing(), self.store, tenancy.ocid, "test")
        self.asked: list[str] = []
        self.error: OciSmtpError | None = None
        self.generated(kept=True)

    def generated(self, *, kept: bool) -> None:
        old = self.directory.credentials(self.user)[0]
        issue = self.rotator.begin_and_generate(self.user, old, "new", self._told, threading.Event())
        if kept:
            issue.shown()
            issue.confirmed()
        issue.left()

    @property
    def rotation(self) -> Rotation:
        found = self.rotator.known(self.user)
        assert found
        return found

    def changes(self, what: str) -> None:
        self.asked.append(what)
        if self.error:
            raise self.error


@pytest.fixture
def rotating(tenancy: Tenancy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rotating:
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
    made = Rotating(tenancy, tmp_path / "state")
    monkeypatch.setattr(ClassicDirectory, "suspend_credential", lambda *_: made.changes("suspend"))
    monkeypatch.setattr(ClassicDirectory, "restore_credential", lambda *_: made.changes("restore"))
    return made


def test_suspend_verify_and_restore_are_saved_in_the_rotation(rotating: Rotating) -> None:
    suspended = rotating.rotator.suspend_old(rotating.rotation)
    assert suspended == rotating.rotation
    assert suspended.suspended_at
    proved = rotating.rotator.suspension_proved(suspended)
    assert proved == rotating.rotation
    assert proved.suspension_proved_at
    restored = rotating.rotator.restore_old(proved)
    assert restored == rotating.rotation
    assert (restored.suspended_at, restored.suspension_proved_at) == (None, None)
    assert rotating.asked == ["suspend", "restore"]


def test_suspending_again_resets_the_verification(rotating: Rotating) -> None:
    proved = rotating.rotator.suspension_proved(rotating.rotator.suspend_old(rotating.rotation))
    assert rotating.rotator.suspend_old(proved).suspension_proved_at is None


def test_a_rejected_suspend_request_leaves_the_rotation_unchanged(rotating: Rotating) -> None:
    before = rotating.rotation
    rotating.error = BusyError("Too many requests.")
    with pytest.raises(BusyError):
        rotating.rotator.suspend_old(before)
    assert rotating.rotation == before


def test_a_suspension_is_saved_when_the_response_is_lost(rotating: Rotating) -> None:
    rotating.error = OutcomeUnknownError("No response.")
    with pytest.raises(OutcomeUnknownError):
        rotating.rotator.suspend_old(rotating.rotation)
    assert rotating.rotation.suspended_at


def test_the_credential_stays_suspended_when_the_restore_response_is_lost(rotating: Rotating) -> None:
    suspended = rotating.rotator.suspend_old(rotating.rotation)
    rotating.error = OutcomeUnknownError("No response.")
    with pytest.raises(OutcomeUnknownError):
        rotating.rotator.restore_old(suspended)
    assert rotating.rotation == suspended


def test_a_suspension_cannot_be_verified_after_the_credential_is_restored(rotating: Rotating) -> None:
    suspended = rotating.rotator.suspend_old(rotating.rotation)
    rotating.rotator.restore_old(suspended)
    with pytest.raises(ConflictError, match="has been restored"):
        rotating.rotator.suspension_proved(suspended)
    assert rotating.rotation.suspension_proved_at is None


def test_deleting_the_old_credential_ends_the_rotation(rotating: Rotating) -> None:
    old = rotating.rotation.old
    rotating.rotator.delete_old(rotating.rotation)
    [left] = rotating.tenancy.credentials(rotating.user.ocid)
    assert left.ocid != old.ocid
    assert rotating.rotator.known(rotating.user) is None


def test_suspend_and_delete_fail_when_the_replacement_no_longer_exists(rotating: Rotating) -> None:
    assert rotating.rotation.new
    rotating.directory.delete_credential(rotating.user, rotating.rotation.new)
    with pytest.raises(ConflictError, match="no longer exists, so nothing was suspended"):
        rotating.rotator.suspend_old(rotating.rotation)
    with pytest.raises(ConflictError, match="no longer exists, so nothing was deleted"):
        rotating.rotator.delete_old(rotating.rotation)
    assert rotating.asked == []
    assert rotating.rotation.suspended_at is None
    assert len(rotating.there) == 1


def test_suspend_fails_when_the_replacement_was_never_shown(rotating: Rotating) -> None:
    rotating.rotator.delete_old(rotating.rotation)
    rotating.generated(kept=False)
    with pytest.raises(ConflictError, match="no longer exists, so nothing was suspended"):
        rotating.rotator.suspend_old(rotating.rotation)
    assert [record.state for record in rotating.journal.records()][-1] is JournalState.DISCARDED
    assert len(rotating.there) == 1


def test_canceling_restores_a_suspended_credential_first(rotating: Rotating) -> None:
    suspended = rotating.rotator.suspend_old(rotating.rotation)
    rotating.error = BusyError("Too many requests.")
    with pytest.raises(BusyError):
        rotating.rotator.give_up(suspended)
    assert rotating.rotation == suspended
    rotating.error = None
    rotating.rotator.give_up(suspended)
    assert rotating.rotator.known(rotating.user) is None
    assert rotating.asked == ["suspend", "restore", "restore"]


def test_canceling_restores_nothing_that_is_active(rotating: Rotating) -> None:
    rotating.rotator.give_up(rotating.rotation)
    assert rotating.asked == []


def test_no_step_runs_while_another_program_holds_the_user(rotating: Rotating) -> None:
    before = rotating.rotation
    lock = rotating.journal.hold(rotating.tenancy.ocid, rotating.user.ocid)
    does = rotating.rotator
    for step in (does.suspend_old, does.restore_old, does.suspension_proved, does.delete_old):
        with pytest.raises(UserBusyError):
            step(before)
    lock.release()
    assert (rotating.asked, rotating.rotation) == ([], before)
    assert len(rotating.there) == 2


def test_a_step_that_fails_releases_the_lock_on_the_user(rotating: Rotating) -> None:
    rotating.error = BusyError("Too many requests.")
    for step in (rotating.rotator.suspend_old, rotating.rotator.restore_old):
        with pytest.raises(BusyError):
            step(rotating.rotation)
    rotating.journal.hold(rotating.tenancy.ocid, rotating.user.ocid).release()
