"""The old credential of a rotation is suspended: only a sign-in that worked before and is rejected since proves it."""

import threading
from pathlib import Path
from typing import Any

import pytest

from services.credentials import rollback
from services.credentials.rotation import Rotation
from services.delivery.suspension import Suspension, UnprovableError, suspend
from services.demo.smtp_server import SmtpServer
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.secret import Secret
from services.smtp.probe import try_login
from services.smtp.result import SmtpOutcome
from tests.services.delivery.offices import ONE, Box, Office


class Suspending(Office):
    """A user whose old credential can be suspended, as in an identity domain."""

    spread_after = 0
    """How many sign-ins work in all, although it is suspended in between; 0 where that is known at once."""

    def __init__(self, tenancy: Tenancy, folder: Path, server: SmtpServer) -> None:
        super().__init__(tenancy, folder, server)
        self.replace(Box())
        self.sign_ins = 0

    @property
    def old(self) -> StoredCredential:
        return self.tenancy.credentials(self.user(ONE).ocid)[0]

    @property
    def rotation(self) -> Rotation:
        status = self.status(ONE)
        assert status
        return status.rotation

    def suspend(self, password: str | None = None, *, is_stopped: bool = False) -> Suspension:
        stop = threading.Event()
        if is_stopped:
            stop.set()
        secret = None if password is None else Secret(password)
        return suspend(self.session, self.rotator, self.rotation, stop, where=self.where, password=secret)


@pytest.fixture
def suspending(
    tenancy: Tenancy, tmp_path: Path, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> Suspending:
    """A rotation whose replacement is delivered, and a server to sign in to."""
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
    monkeypatch.setattr("services.smtp.probe.PAUSES_SECONDS", (0.0, 0.0, 0.0))
    made = Suspending(tenancy, tmp_path / "state", smtp_server)

    def requested(*_: object) -> None:
        if not made.spread_after:
            made.old.state = "INACTIVE"

    def counted(*given: Any, **more: Any) -> Any:
        result = try_login(*given, **more)
        made.sign_ins += 1
        if made.rotation.suspended_at and made.sign_ins >= made.spread_after:
            made.old.state = "INACTIVE"
        return result

    monkeypatch.setattr(ClassicDirectory, "suspend_credential", requested)
    monkeypatch.setattr("services.delivery.suspension.try_login", counted)
    return made


def test_suspend_without_a_password_requests_suspension_and_proves_nothing(suspending: Suspending) -> None:
    found = suspending.suspend()
    assert (found.proof, found.is_proved, suspending.sign_ins) == (None, False, 0)
    assert suspending.old.state == "INACTIVE"
    assert suspending.rotation.suspended_at
    assert suspending.rotation.suspension_proved_at is None


def test_a_sign_in_rejected_after_the_request_proves_the_suspension(suspending: Suspending) -> None:
    found = suspending.suspend(suspending.old.password)
    assert found.proof
    assert (found.proof.outcome, found.is_proved) == (SmtpOutcome.CREDENTIAL_REFUSED, True)
    assert suspending.sign_ins == 2
    assert found.rotation == suspending.rotation
    assert suspending.rotation.suspension_proved_at


def test_a_wrong_password_suspends_nothing(suspending: Suspending) -> None:
    with pytest.raises(UnprovableError, match="nothing was suspended"):
        suspending.suspend("wrong")
    assert suspending.old.state == "ACTIVE"
    assert suspending.rotation.suspended_at is None
    assert suspending.sign_ins == 1


def test_the_sign_in_is_retried_until_the_suspension_takes_effect(suspending: Suspending) -> None:
    suspending.spread_after = 3
    found = suspending.suspend(suspending.old.password)
    assert found.is_proved
    assert suspending.sign_ins == 4


def test_a_suspension_that_does_not_take_effect_in_time_is_not_proved(suspending: Suspending) -> None:
    suspending.spread_after = 99
    found = suspending.suspend(suspending.old.password)
    assert found.proof
    assert (found.proof.outcome, found.is_proved) == (SmtpOutcome.WORKS, False)
    assert suspending.sign_ins == 5, "before, at once, and after each pause"
    assert suspending.rotation.suspended_at
    assert suspending.rotation.suspension_proved_at is None


def test_the_admin_can_stop_waiting_for_the_suspension(suspending: Suspending) -> None:
    suspending.spread_after = 99
    found = suspending.suspend(suspending.old.password, is_stopped=True)
    assert not found.is_proved
    assert suspending.sign_ins == 2
    assert suspending.rotation.suspended_at


def test_an_unreachable_server_suspends_nothing(suspending: Suspending, smtp_server: SmtpServer) -> None:
    smtp_server.stop()
    with pytest.raises(UnprovableError):
        suspending.suspend(suspending.old.password)
    assert suspending.old.state == "ACTIVE"
