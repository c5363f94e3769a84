"""One rotation without a screen: where the new password is afterwards, and that the old credential stays."""

import threading
from pathlib import Path

import pytest

from services.credentials.journal_record import JournalState
from services.credentials.rotation_status import RotationStep
from services.delivery import NotDeliveredError, Package, Receipt
from services.delivery.handover import Delivery, UndeliveredError
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from services.model.errors import ConflictError, ExitCode, LimitReachedError, OciSmtpError, OutcomeUnknownError
from services.smtp.result import SmtpOutcome
from tests.services.delivery.offices import ONE, TWO, Box, Holding, Office


@pytest.fixture
def office_with_mail(
    tenancy: Tenancy, tmp_path: Path, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> Office:
    """The same, with a server to sign in to, where nothing waits between two tries."""
    monkeypatch.setattr("services.smtp.probe.PAUSES_SECONDS", (0.0, 0.0, 0.0))
    return Office(tenancy, tmp_path / "state", smtp_server)


def labels(office: Office, name: str = ONE) -> list[str]:
    return [item.description.split(" [ocismtp")[0] for item in office.held(name)]


def test_a_replacement_is_delivered_and_the_old_credential_stays(office: Office) -> None:
    box = Box()
    (old,) = office.held(ONE)
    made = office.replace(box)
    assert [item.ocid for item in office.held(ONE)] == [old.ocid, made.credential.ocid]
    stored = office.tenancy.credentials(office.user(ONE).ocid)[1]
    assert box.passwords == [stored.password]
    assert (made.handover.exit_code, made.handover.is_kept, made.handover.proof) == (ExitCode.DONE, True, None)
    assert office.states() == [JournalState.CONFIRMED]
    status = office.status(ONE)
    assert status is not None
    assert status.step is RotationStep.DEPLOY
    assert (status.rotation.old.ocid, status.rotation.proved_at) == (old.ocid, None)
    assert labels(office) == ["Shop checkout, production", "new"]


def test_a_successful_sign_in_proves_the_replacement(office_with_mail: Office) -> None:
    made = office_with_mail.replace(Box(), prove=True)
    assert made.handover.proof is not None
    assert made.handover.proof.outcome is SmtpOutcome.WORKS
    assert made.handover.exit_code is ExitCode.DONE
    status = office_with_mail.status(ONE)
    assert status is not None
    assert status.rotation.proved_at is not None


def test_a_failed_sign_in_is_reported_and_keeps_both_credentials(office: Office) -> None:
    box = Box()
    made = office.replace(box, prove=True)
    assert made.handover.proof is not None
    assert made.handover.proof.outcome is SmtpOutcome.UNREACHABLE
    assert made.handover.exit_code is ExitCode.FAILED
    assert len(box.passwords) == 1
    assert labels(office) == ["Shop checkout, production", "new"]
    assert office.states() == [JournalState.CONFIRMED]
    status = office.status(ONE)
    assert status is not None
    assert status.rotation.proved_at is None


def test_an_undelivered_replacement_is_deleted_and_leaves_no_rotation(office: Office) -> None:
    closed = Box(error=NotDeliveredError("The box is closed."))
    told: list[Delivery] = []
    with pytest.raises(UndeliveredError, match="so the credential was deleted"):
        office.replace(closed, prove=True, on_delivery=told.append)
    assert [each.error.cause for each in told if each.error] == ["The box is closed."]
    assert labels(office) == ["Shop checkout, production"]
    assert office.states() == [JournalState.DISCARDED]
    assert office.status(ONE) is None


def test_a_replacement_is_kept_when_one_of_two_destinations_has_it(office: Office) -> None:
    made = office.replace(Box(error=NotDeliveredError("The box is closed.")), Box())
    assert made.handover.exit_code is ExitCode.FAILED
    assert made.handover.is_kept
    assert len(office.held(ONE)) == 2


def test_a_held_back_replacement_is_not_promoted_without_a_sign_in(office: Office) -> None:
    holding = Holding()
    office.replace(holding)
    assert (len(holding.passwords), holding.promotions) == (1, 0)


def test_an_unverified_replacement_is_kept_with_an_unknown_outcome(office: Office) -> None:
    made = office.replace(Box(is_verified=False))
    assert made.handover.exit_code is ExitCode.UNKNOWN
    assert office.states() == [JournalState.SHOWN]
    assert len(office.held(ONE)) == 2


def test_at_the_limit_of_two_nothing_is_generated_or_deleted(office: Office) -> None:
    with pytest.raises(LimitReachedError):
        office.replace(Box(), name=TWO)
    assert len(office.held(TWO)) == 2
    assert office.status(TWO) is None


def test_a_rotation_that_made_room_can_continue_after_a_failed_delivery(office: Office) -> None:
    old, other = office.held(TWO)
    office.rotator.make_room(office.rotator.begin(office.user(TWO), old, makes_room=other))
    before = office.status(TWO)
    with pytest.raises(UndeliveredError):
        office.replace(Box(error=NotDeliveredError("The box is closed.")), name=TWO)
    assert office.status(TWO) == before
    office.replace(Box(), name=TWO)
    assert office.held(TWO)[0].ocid == old.ocid
    assert labels(office, TWO)[1] == "new"


def test_a_lost_response_keeps_the_rotation_and_an_open_journal_record(office: Office) -> None:
    office.tenancy.faults.add("reset-after", "create_smtp_credential")
    box = Box()
    with pytest.raises(OutcomeUnknownError):
        office.replace(box)
    assert box.passwords == []
    assert office.states() == [JournalState.ASK]
    status = office.status(ONE)
    assert status is not None
    assert status.rotation.new is None


def test_two_processes_that_rotate_one_user_leave_one_replacement(
    office: Office, tenancy: Tenancy, tmp_path: Path
) -> None:
    """The second began before the first had its replacement; that it may not generate must not forget the first's."""
    other = Office(tenancy, tmp_path / "state")
    (old,) = office.held(ONE)

    class Rival(Box):
        def deliver(self, package: Package) -> Receipt:
            with pytest.raises(OciSmtpError):
                other.rotator.begin_and_generate(other.user(ONE), old, "rival", lambda *_: None, threading.Event())
            return super().deliver(package)

    begun = other.rotator.begin(other.user(ONE), old)
    other.rotator.begin = lambda *_, **__: begun  # type: ignore[method-assign]  # it had begun before
    office.replace(Rival())
    status = office.status(ONE)
    assert status is not None
    assert status.step is RotationStep.DEPLOY
    assert labels(office) == ["Shop checkout, production", "new"]


def test_a_second_replacement_is_not_generated(office: Office) -> None:
    office.replace(Box())
    with pytest.raises((ConflictError, LimitReachedError)):
        office.replace(Box())
    assert len(office.held(ONE)) == 2
