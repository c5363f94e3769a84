"""Issuing one credential, step by step, against the embedded tenancy."""

import threading
from datetime import datetime, timezone
from typing import Any

import pytest

from services.credentials.generation import CredentialGenerator, GenerationStage, GivenUpError
from services.credentials.issue import Issue
from services.credentials.journal import Journal, UserBusyError
from services.credentials.journal_record import JournalState
from services.credentials.rollback import RolledBackError
from services.directory.classic import ClassicDirectory
from services.model.errors import (
    ConflictError,
    LimitReachedError,
    NotAuthenticatedError,
    OciSmtpError,
    OutcomeUnknownError,
    UsageError,
)
from services.model.secret import Secret
from services.model.values import IssuedCredential, User
from services.storage import atomic_write
from services.storage.state_dir import StateDirError
from tests.services.accounts import operations, session_on
from tests.services.desk import CREATE, DELETE, Desk, Disk


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk()
    monkeypatch.setattr(atomic_write, "os", made)
    return made


def test_the_journal_is_written_before_the_create_request_arrives(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    on_the_disk = []
    handle = desk.tenancy.handle

    def looking(request: Any, *more: Any) -> Any:
        if request.method == "POST":
            on_the_disk.extend(Journal(desk.journal.directory).records())
        return handle(request, *more)

    monkeypatch.setattr(desk.tenancy, "handle", looking)
    desk.issue()
    [record] = on_the_disk
    assert record.state is JournalState.SENT
    assert record.sent_at is not None
    assert record.retry_token == next(entry.retry_token for entry in desk.tenancy.request_log if entry.method == "POST")
    assert len(record.retry_token) == 30, "as long as the SDK makes its own"


def test_generate_returns_the_credential_from_the_create_response(desk: Desk) -> None:
    issue = desk.issue()
    [there] = desk.tenancy.credentials(desk.user.ocid)
    assert issue.issued.password.reveal() == there.password
    assert issue.issued.credential.user_name == there.user_name
    assert issue.issued.credential.description == "billing host"
    assert operations(desk.tenancy)[-1] == CREATE, "nothing may replace the answer to the create"
    assert desk.stages == [(GenerationStage.CHECKING, 1), (GenerationStage.SENDING, 1)]
    assert (desk.record.state, desk.record.credential_ocid) == (JournalState.CREATED, there.ocid)


def test_the_marker_is_in_the_description_until_it_is_tidied(desk: Desk) -> None:
    issue = desk.issue()
    assert desk.there == [f"billing host {desk.record.marker}"]
    issue.tidy()
    assert desk.there == ["billing host"]


def test_every_step_is_written_to_the_journal(desk: Desk) -> None:
    issue = desk.issue()
    issue.shown()
    assert (desk.record.state, issue.state) == (JournalState.SHOWN, JournalState.SHOWN)
    issue.shown()
    issue.kept_in("keyring")
    assert (desk.record.state, desk.record.custody) == (JournalState.CUSTODY, ["keyring"])
    issue.confirmed()
    assert issue.state is JournalState.CONFIRMED
    assert issue.issued.password.is_wiped


def test_marking_a_credential_as_shown_fails_when_the_disk_is_full(desk: Desk, disk: Disk) -> None:
    issue = desk.issue()
    disk.full_after(0)
    with pytest.raises(StateDirError):
        issue.shown()
    assert issue.state is JournalState.CREATED


def test_several_threads_can_mark_a_credential_as_shown(desk: Desk) -> None:
    issue = desk.issue()
    together = threading.Barrier(6)
    failures: list[BaseException] = []

    def show() -> None:
        together.wait()
        try:
            issue.shown()
        except OciSmtpError as error:
            failures.append(error)

    threads = [threading.Thread(target=show) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert desk.record.state is JournalState.SHOWN


def test_discarding_deletes_the_credential_and_wipes_the_password(desk: Desk) -> None:
    issue = desk.issue()
    issue.discard()
    assert desk.there == []
    assert desk.record.state is JournalState.DISCARDED
    assert issue.issued.password.is_wiped


def test_a_discard_that_fails_is_completed_by_recovery(desk: Desk) -> None:
    issue = desk.issue()
    desk.tenancy.faults.add("503", DELETE, times=0)
    with pytest.raises(OciSmtpError):
        issue.discard()
    assert desk.record.state is JournalState.DISCARDING
    desk.tenancy.faults.clear()
    desk.issuing().recovery.settle_all()
    assert desk.there == []


def test_at_the_limit_nothing_is_sent(desk: Desk) -> None:
    with pytest.raises(LimitReachedError, match="already has two"):
        desk.issue(user=desk.directory.find("billing.relay"))
    assert desk.posts == 0
    assert desk.journal.records() == []


@pytest.mark.parametrize("form", ["LimitExceeded", "IdcsConversionError", "409"])
def test_a_limit_error_from_oci_marks_the_record_as_rejected(
    desk: Desk, form: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = desk.directory.find("billing.relay")
    desk.tenancy.settings.limit_error = form
    monkeypatch.setattr(ClassicDirectory, "credentials", lambda *_: [])  # a list that lags behind
    with pytest.raises(LimitReachedError):
        desk.issue(user=user)
    assert desk.record.state is JournalState.REJECTED
    assert desk.stages[-1] == (GenerationStage.CHECKING, 1), "a person sees that the user's credentials are listed"


def test_canceling_before_the_request_sends_nothing(desk: Desk) -> None:
    desk.stop.set()
    with pytest.raises(GivenUpError):
        desk.issue()
    assert desk.posts == 0
    assert desk.record.state is JournalState.NOT_SENT


@pytest.mark.parametrize("written", [0, 1])
def test_generate_sends_nothing_when_the_disk_is_full(desk: Desk, disk: Disk, written: int) -> None:
    disk.full_after(written)
    with pytest.raises(StateDirError, match="No space left on device"):
        desk.issue()
    assert desk.posts == 0
    assert [record.state for record in desk.journal.records()] == [JournalState.INTENT] * written


def test_the_credential_is_deleted_when_the_disk_fills_during_the_request(desk: Desk, disk: Disk) -> None:
    disk.full_after(2)
    with pytest.raises(RolledBackError, match=r"No space left on device.*so the credential was deleted"):
        desk.issue()
    assert desk.there == []
    assert desk.record.state is JournalState.SENT
    assert desk.stages[-1] == (GenerationStage.DELETING, 1)


def test_a_wait_that_oci_requests_is_reported_in_seconds(desk: Desk) -> None:
    class Patience(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            return False

    desk.stop = Patience()
    desk.tenancy.faults.add("429", CREATE, retry_after=2)
    desk.issue().left()
    sending = GenerationStage.SENDING
    assert desk.stages[1:] == [(sending, 1), (GenerationStage.WAITING, 2), (sending, 2)]


@pytest.mark.parametrize("changes", [{}, {"password": None}], ids=["with a password", "without"])
def test_a_response_that_names_an_existing_credential_is_not_accepted(desk: Desk, changes: dict[str, object]) -> None:
    """That one isn't deleted, and ours might exist."""
    kept = desk.issue()
    kept.shown()
    kept.confirmed()
    there = kept.issued.credential.ocid
    desk.tenancy.faults.add("changed", CREATE).change = {"id": there, **changes}
    with pytest.raises(OutcomeUnknownError, match="already existed"):
        desk.issue("second")
    assert desk.journal.records()[-1].state is JournalState.ASK
    assert desk.journal.records()[-1].credential_ocid == ""
    assert there in [item.ocid for item in desk.tenancy.credentials(desk.user.ocid)]
    assert len(desk.there) == 2


def test_an_unsupported_expiry_is_rejected_before_a_write_or_request(desk: Desk) -> None:
    later = datetime(2099, 3, 1, tzinfo=timezone.utc)
    with pytest.raises(UsageError, match="can't set an expiry"):
        desk.issuing().issue(desk.user, "billing host", lambda *_: None, desk.stop, later)
    assert desk.journal.records() == []
    assert CREATE not in operations(desk.tenancy)


def test_the_password_of_a_rolled_back_credential_is_wiped(
    desk: Desk, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords: list[Secret] = []
    create = ClassicDirectory.create_credential

    def noted(
        directory: ClassicDirectory, user: User, description: str, retry_token: str, expires: datetime | None = None
    ) -> IssuedCredential:
        issued = create(directory, user, description, retry_token, expires)
        passwords.append(issued.password)
        return issued

    monkeypatch.setattr(ClassicDirectory, "create_credential", noted)
    disk.full_after(2)
    with pytest.raises(RolledBackError):
        desk.issue()
    assert [password.is_wiped for password in passwords] == [True]


def test_recovery_lists_the_credential_after_the_disk_and_the_delete_fail(desk: Desk, disk: Disk) -> None:
    disk.full_after(2)
    desk.tenancy.faults.add("503", DELETE, times=0)
    with pytest.raises(RolledBackError, match="deleting the credential failed"):
        desk.issue()
    assert len(desk.there) == 1
    disk.full_after(99)
    desk.tenancy.faults.clear()
    [account] = desk.issuing().recovery.settle_all()
    assert account.needs_answer, "the record does not know the credential"
    assert len(account.suspects) == len(desk.there) == 1


def test_the_error_from_oci_is_raised_even_when_the_disk_is_full(desk: Desk, disk: Disk) -> None:
    desk.tenancy.faults.add("409", CREATE)
    disk.full_after(2)
    with pytest.raises(ConflictError):
        desk.issue()


def test_an_expired_session_marks_the_record_as_rejected(desk: Desk) -> None:
    desk.tenancy.faults.add("401", CREATE)
    with pytest.raises(NotAuthenticatedError):
        desk.issue()
    assert desk.record.state is JournalState.REJECTED
    assert desk.there == []


def test_an_open_dialog_blocks_other_programs_for_the_user(desk: Desk) -> None:
    issue = desk.issue()
    with pytest.raises(UserBusyError):
        desk.issue("second")
    assert desk.issuing().recovery.settle_all() == []
    assert len(desk.there) == 1, "the credential of an open dialog was deleted"
    issue.left()
    desk.issuing().recovery.settle_all()
    assert desk.there == []


@pytest.fixture
def crowd(desk: Desk) -> list[Issue]:
    """Eight programs, all at once, on one user."""
    together = threading.Barrier(8)
    issues: list[Issue] = []

    def program() -> None:
        issuing = CredentialGenerator(
            session_on(desk.tenancy),
            desk.directory,
            Journal(desk.journal.directory, patience=30),
        )
        together.wait()
        try:
            issue = issuing.issue(desk.user, "crowd", lambda *_: None, threading.Event())
        except LimitReachedError:
            return
        issue.shown()
        issues.append(issue)
        issue.confirmed()

    threads = [threading.Thread(target=program) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return issues


def test_concurrent_programs_generate_no_more_than_the_limit_of_two(desk: Desk, crowd: list[Issue]) -> None:
    made = {issue.issued.credential.ocid for issue in crowd}
    assert {item.ocid for item in desk.tenancy.credentials(desk.user.ocid)} == made
    assert len(made) == 2
    assert desk.posts == 2
    assert desk.journal.unfinished() == []
