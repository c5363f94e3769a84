"""A request whose answer was lost, or brought no password, and what becomes of the next one."""

import threading
from pathlib import Path

import pytest

from services.credentials.generation import GenerationStage
from services.credentials.journal_record import JournalState
from services.credentials.recovery import BlockedError
from services.credentials.rollback import RolledBackError
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.model.errors import OutcomeUnknownError
from tests.services.desk import CREATE, DELETE, LIST, Desk


@pytest.mark.parametrize("kind", ["lost", "reset-after", "malformed"])
def test_a_credential_whose_answer_was_lost_is_found_and_asked_about(desk: Desk, kind: str) -> None:
    desk.tenancy.faults.add(kind, CREATE)
    with pytest.raises(OutcomeUnknownError, match="might be one of the user's credentials") as told:
        desk.issue()
    assert "oci-smtp recover" in told.value.next_step
    assert desk.there == [f"billing host {desk.record.marker}"]
    assert desk.record.state is JournalState.ASK
    assert desk.stages[-1] == (GenerationStage.LOOKING, 1)


def test_a_credential_without_a_password_is_deleted(desk: Desk) -> None:
    desk.tenancy.faults.add("no-password", CREATE)
    with pytest.raises(RolledBackError, match="returned no password, so the credential was deleted"):
        desk.issue()
    assert desk.there == []
    assert desk.record.state is JournalState.DISCARDED


def test_a_credential_that_appears_late_is_found_by_the_second_check(desk: Desk) -> None:
    desk.tenancy.faults.add("late", CREATE, lists=1)
    with pytest.raises(OutcomeUnknownError, match="might be one of the user's credentials"):
        desk.issue()
    assert len(desk.there) == 1
    assert desk.stages[-1] == (GenerationStage.LOOKING, 2)


class Patience(threading.Event):
    """Counts what it is asked to wait, and waits for nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        return False


def test_a_lost_response_is_checked_three_times_after_0_5_and_30_seconds(tenancy: Tenancy, tmp_path: Path) -> None:
    desk = Desk(tenancy, tmp_path)
    desk.stop = Patience()
    tenancy.faults.add("timeout", CREATE)
    with pytest.raises(OutcomeUnknownError, match="might still appear"):
        desk.issue()
    assert desk.stop.waits == [0, 5, 30]
    assert desk.stages[-3:] == [
        (GenerationStage.LOOKING, 1),
        (GenerationStage.LOOKING, 2),
        (GenerationStage.LOOKING, 3),
    ]
    assert desk.record.state is JournalState.PENDING


def test_checking_for_a_lost_response_can_be_canceled(desk: Desk) -> None:
    desk.tenancy.faults.add("timeout", CREATE)

    def stop_when_sent(stage: GenerationStage, number: int) -> None:
        if stage is GenerationStage.SENDING:
            desk.stop.set()

    with pytest.raises(OutcomeUnknownError):
        desk.issuing().issue(desk.user, "billing host", stop_when_sent, desk.stop)
    assert not desk.record.state.is_finished


def test_a_credential_without_a_password_that_cannot_be_deleted_is_reported(desk: Desk) -> None:
    desk.tenancy.faults.add("no-password", CREATE)
    desk.tenancy.faults.add("503", DELETE, times=0)
    with pytest.raises(RolledBackError, match="deleting the credential failed") as told:
        desk.issue()
    assert "recover --yes" in told.value.next_step
    assert desk.record.state is JournalState.DISCARDING


def test_a_failed_list_request_does_not_count_as_an_empty_list(desk: Desk, impatient: None) -> None:
    desk.tenancy.faults.add("timeout", CREATE)
    desk.tenancy.faults.append(Rule("401", LIST, times=0, skip=1))
    with pytest.raises(OutcomeUnknownError, match="might exist") as told:
        desk.issue()
    assert "No credential found" not in told.value.cause
    assert desk.record.state is JournalState.SENT


def test_a_credential_without_the_marker_is_not_deleted_without_asking(desk: Desk) -> None:
    desk.tenancy.faults.add("lost", CREATE)
    add = desk.tenancy.world.credentials.add
    with pytest.MonkeyPatch.context() as console:
        console.setattr(
            desk.tenancy.world.credentials,
            "add",
            lambda owner, text, when: add(owner, text.split(" [")[0], when),
        )
        with pytest.raises(OutcomeUnknownError, match="might be one of the user's credentials"):
            desk.issue()
    assert desk.there == ["billing host"], "what may be somebody else's is not deleted"
    assert desk.record.state is JournalState.ASK


def test_an_unknown_outcome_blocks_a_second_request_until_the_admin_decides(desk: Desk) -> None:
    desk.tenancy.faults.add("timeout", CREATE)
    with pytest.raises(OutcomeUnknownError):
        desk.issue()
    with pytest.raises(BlockedError, match=r"might still appear.*limit of two"):
        desk.issue("second")
    assert desk.posts == 1
    desk.issuing().recovery.waive(desk.record)
    issue = desk.issue("second")
    assert issue.state is JournalState.CREATED
    assert desk.posts == 2


def test_other_users_are_not_blocked(desk: Desk) -> None:
    desk.tenancy.faults.add("timeout", CREATE)
    with pytest.raises(OutcomeUnknownError):
        desk.issue()
    other = desk.directory.find("newsletter.sender")
    assert desk.issue("other", other).state is JournalState.CREATED


def test_a_late_credential_blocks_the_next_request_until_the_admin_decides(desk: Desk) -> None:
    desk.tenancy.faults.add("late", CREATE, lists=3)
    with pytest.raises(OutcomeUnknownError):
        desk.issue()
    with pytest.raises(BlockedError, match="might be one of the user's credentials"):
        desk.issue("second")
    [there] = desk.tenancy.credentials(desk.user.ocid)
    desk.issuing().recovery.discard(desk.record, there.ocid)
    desk.issue("second")
    assert [text.split(" [")[0] for text in desk.there] == ["second"]
