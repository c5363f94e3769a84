"""A later try succeeds, and an earlier one might have created a credential of its own."""

import pytest

from services.credentials import create
from services.credentials.journal_record import JournalState
from services.credentials.recovery import BlockedError
from services.demo.faults import Rule
from services.model.errors import OutcomeUnknownError
from services.storage import atomic_write
from tests.services.accounts import operations
from tests.services.desk import CREATE, LIST, Desk, Disk
from tests.services.law import unexplained


@pytest.fixture
def forgetful(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """OCI creates a credential, answers 503, and doesn't recognize the retry token."""
    monkeypatch.setattr(create, "FIRST_PAUSE_SECONDS", 0.0)
    desk.tenancy.settings.replay_recognized = False
    desk.tenancy.faults.add("503", CREATE).done = True
    return desk


def check_law(desk: Desk, *in_hands: str) -> None:
    assert unexplained(desk.tenancy.credentials(desk.user.ocid), desk.journal.records(), in_hands) == []


def test_the_first_credential_has_a_record_of_its_own(forgetful: Desk) -> None:
    issue = forgetful.issue()
    made = issue.issued.credential.ocid
    assert issue.doubt is not None
    assert "might have created another credential for kim.park" in issue.doubt.cause
    assert "oci-smtp recover" in issue.doubt.next_step
    states = {record.credential_ocid: record.state for record in forgetful.journal.records()}
    assert states == {made: JournalState.CREATED, "": JournalState.ASK}
    assert made in next(record.before for record in forgetful.journal.records() if not record.credential_ocid), (
        "that the person has it is known for as long as the question is open"
    )
    check_law(forgetful)


def test_the_user_is_blocked_until_the_earlier_try_is_resolved(forgetful: Desk) -> None:
    issue = forgetful.issue()
    issue.shown()
    issue.confirmed()
    with pytest.raises(BlockedError):
        forgetful.issue("another")
    (asked,) = forgetful.issuing().recovery.settle_all()
    (suspect,) = asked.suspects
    assert suspect.ocid != issue.issued.credential.ocid, "the one that the person has is no suspect"
    forgetful.issuing().recovery.discard(asked.record, suspect.ocid)
    assert [item.ocid for item in forgetful.tenancy.credentials(forgetful.user.ocid)] == [issue.issued.credential.ocid]
    forgetful.issue("another")


def test_discarding_the_later_credential_leaves_the_earlier_one_in_question(forgetful: Desk) -> None:
    forgetful.issue().discard()
    assert len(forgetful.there) == 1
    check_law(forgetful)
    assert [record.state for record in forgetful.journal.unfinished()] == [JournalState.ASK]


def test_the_next_start_checks_the_earlier_try_when_the_list_fails(forgetful: Desk) -> None:
    forgetful.tenancy.faults.append(Rule("500", LIST, times=3, skip=1))
    issue = forgetful.issue()
    assert issue.doubt is None, "nothing is known of another one"
    issue.shown()
    issue.confirmed()
    check_law(forgetful, issue.issued.credential.ocid)
    (waiting,) = forgetful.journal.unfinished()
    assert waiting.waived
    (asked,) = forgetful.issuing().recovery.settle_all()
    assert asked.needs_answer


def test_one_record_covers_both_credentials_when_the_disk_is_full(
    forgetful: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk()
    monkeypatch.setattr(atomic_write, "os", disk)
    disk.full_after(2)
    with pytest.raises(OutcomeUnknownError, match="No space left on device"):
        forgetful.issue()
    assert len(forgetful.there) == 2
    check_law(forgetful)
    assert len(forgetful.issuing().recovery.suspects_of(forgetful.record)) == 2


def test_a_throttled_earlier_try_causes_no_list_request(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(create, "FIRST_PAUSE_SECONDS", 0.0)
    desk.tenancy.faults.add("429", CREATE)
    assert desk.issue().doubt is None
    assert operations(desk.tenancy)[-1] == CREATE


def test_a_recognized_replay_is_one_credential_and_one_record(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(create, "FIRST_PAUSE_SECONDS", 0.0)
    desk.tenancy.faults.add("503", CREATE).done = True
    issue = desk.issue()
    assert issue.doubt is None
    assert len(desk.there) == len(desk.journal.records()) == 1
