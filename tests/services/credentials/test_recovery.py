"""What the next start makes of each state that a program may have left."""

import errno
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NoReturn

import msgspec
import pytest

from services.credentials.generation import CredentialGenerator
from services.credentials.issue import Issue
from services.credentials.journal import Journal, UserBusyError
from services.credentials.journal_record import JournalState, Record
from services.credentials.recovery import LOOKED_FOR, BlockedError, InterruptedGeneration, Recovery
from services.demo.colleague import Act
from services.demo.tenancy import Tenancy
from services.model.errors import ConflictError, OciSmtpError
from tests.services.desk import DELETE, LIST, Desk

UNRESOLVED = (
    *(JournalState.SENT, JournalState.PENDING, JournalState.ASK),
    *(JournalState.CREATED, JournalState.DISCARDING, JournalState.SHOWN),
)


class Morning(Desk):
    """The start after a program that died in the middle."""

    @property
    def recovery(self) -> Recovery:
        return Recovery(self.directory, self.journal, self.tenancy.ocid)

    def died_in(self, state: JournalState, **changes: object) -> Record:
        """A credential was created, and the program died when the record was in that state."""
        issue = self.open_dialog()
        issue.left()
        [record] = self.journal.records()[-1:]
        if state in (JournalState.SENT, JournalState.PENDING, JournalState.ASK):
            changes = {"credential_ocid": "", "smtp_user_name": "", **changes}
        return self.journal.move(record, state, **changes)

    def open_dialog(self) -> Issue:
        issuing = CredentialGenerator(self.session, self.directory, self.journal)
        return issuing.issue(self.user, "billing host", lambda *_: None, threading.Event())

    def settle(self) -> InterruptedGeneration:
        [account] = self.recovery.settle_all()
        return account

    def empty(self) -> None:
        """The request never got through."""
        for item in self.tenancy.credentials(self.user.ocid):
            self.tenancy.world.credentials.remove(item)


@pytest.fixture
def morning(tenancy: Tenancy, tmp_path: Path) -> Morning:
    return Morning(tenancy, tmp_path / "state")


@pytest.mark.parametrize("state", [JournalState.CREATED, JournalState.DISCARDING])
def test_a_credential_whose_password_was_never_shown_is_deleted(morning: Morning, state: JournalState) -> None:
    morning.died_in(state)
    account = morning.settle()
    assert len(morning.there) == 0
    assert account.record.state is JournalState.DISCARDED
    assert not account.needs_answer
    assert ": deleted." in account.text
    assert ("never shown" in account.text) is (state is JournalState.CREATED)
    assert morning.recovery.settle_all() == []


@pytest.mark.parametrize("state", [JournalState.SENT, JournalState.PENDING])
def test_a_suspect_credential_is_never_deleted_without_asking(morning: Morning, state: JournalState) -> None:
    morning.died_in(state)
    for _ in range(3):
        account = morning.settle()
        assert (account.record.state, account.needs_answer) == (JournalState.ASK, True)
    [there] = morning.tenancy.credentials(morning.user.ocid)
    assert [item.ocid for item in account.suspects] == [there.ocid]
    assert "might be one of the user's credentials" in account.text
    assert morning.recovery.discard(account.record, there.ocid).state is JournalState.DISCARDED
    assert morning.there == []
    assert morning.recovery.settle_all() == []


def test_the_admin_cannot_delete_a_credential_that_is_not_a_suspect(morning: Morning) -> None:
    world = morning.tenancy.world
    owner = world.users.find(morning.user.ocid)
    assert owner
    before = world.credentials.add(owner, "from before", world.now())
    morning.died_in(JournalState.SENT)
    asked = morning.settle().record
    for ocid in (before.ocid, "", "ocid1.credential.oc1..elsewhere"):
        with pytest.raises(ConflictError, match="one of those that might belong"):
            morning.recovery.discard(asked, ocid)
    assert len(morning.there) == 2
    assert morning.journal.find(asked.intent) == asked


@pytest.mark.parametrize("state", UNRESOLVED)
def test_the_admin_can_close_a_record_in_every_unresolved_state(morning: Morning, state: JournalState) -> None:
    record = morning.died_in(state)
    closed = morning.recovery.close(record)
    assert closed.state is JournalState.CLOSED
    assert len(morning.there) == 1, "closing deletes nothing"
    assert morning.recovery.settle_all() == []
    morning.open_dialog().left()


def test_a_credential_that_was_not_shown_cannot_be_kept(morning: Morning) -> None:
    with pytest.raises(ConflictError, match="never shown"):
        morning.recovery.keep(morning.died_in(JournalState.CREATED))


@pytest.mark.parametrize("state", UNRESOLVED)
def test_a_record_of_a_deleted_user_can_be_closed(morning: Morning, state: JournalState) -> None:
    morning.died_in(state)
    morning.tenancy.colleague.do(Act("delete-user", morning.user.ocid))
    account = morning.settle()
    assert account.needs_answer
    if state is not JournalState.SHOWN:
        assert "If kim.park was deleted" in account.text
    assert morning.recovery.close(account.record).state is JournalState.CLOSED
    assert morning.recovery.settle_all() == []


@pytest.mark.parametrize("whose", ["before", "another record's"])
@pytest.mark.parametrize("state", [JournalState.CREATED, JournalState.DISCARDING])
def test_a_record_that_names_the_wrong_credential_deletes_nothing(
    morning: Morning, state: JournalState, whose: str
) -> None:
    held = morning.open_dialog()
    held.shown()
    held.confirmed()
    there = held.issued.credential
    if whose == "before":
        (morning.journal.directory / f"{morning.journal.records()[0].intent}.json").unlink()
    morning.died_in(state, credential_ocid=there.ocid, **({} if whose == "before" else {"before": []}))
    account = morning.settle()
    assert account.record.state is JournalState.ASK
    assert there.ocid not in [item.ocid for item in account.suspects]
    assert there.ocid in [item.ocid for item in morning.tenancy.credentials(morning.user.ocid)]


def test_a_record_that_cannot_be_locked_is_reported_and_left_unchanged(
    morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = morning.died_in(JournalState.CREATED)

    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOLCK, "No locks available")

    with monkeypatch.context() as trouble:
        trouble.setattr("services.credentials.journal.FileLock.acquire", refuse)
        account = morning.settle()
    assert account.text == f"Not resolved: Can't use {morning.journal.directory}: No locks available."
    assert morning.journal.find(record.intent).state is JournalState.CREATED
    assert len(morning.there) == 1
    assert morning.settle().record.state is JournalState.DISCARDED


def test_deleting_a_credential_resolves_its_record(morning: Morning) -> None:
    record = morning.died_in(JournalState.SHOWN)
    [credential] = morning.directory.credentials(morning.user)
    morning.directory.delete_credential(morning.user, credential)
    morning.recovery.was_deleted(credential)
    assert morning.journal.find(record.intent).state is JournalState.DISCARDED
    assert morning.recovery.settle_all() == []


def test_deleting_another_credential_does_not_resolve_the_record(morning: Morning) -> None:
    record = morning.died_in(JournalState.SHOWN)
    other = msgspec.structs.replace(morning.directory.credentials(morning.user)[0], ocid="ocid1.credential.oc1..other")
    morning.recovery.was_deleted(other)
    assert morning.journal.find(record.intent).state is JournalState.SHOWN


@pytest.mark.parametrize("step", ["discard", "look", "settle"])
@pytest.mark.parametrize("state", [JournalState.SHOWN, JournalState.CREATED, JournalState.PENDING])
def test_a_record_cannot_be_resolved_in_another_tenancy(morning: Morning, state: JournalState, step: str) -> None:
    """It would find nothing there, and take that for deleted or never created."""
    record = morning.died_in(state)
    elsewhere = Recovery(morning.directory, morning.journal, "ocid1.tenancy.oc1..elsewhere")
    with pytest.raises(ConflictError, match="another tenancy"):
        getattr(elsewhere, step)(record)
    assert morning.journal.find(record.intent).state is state
    assert len(morning.there) == 1


def test_a_shown_credential_is_never_deleted_without_asking(morning: Morning) -> None:
    morning.died_in(JournalState.SHOWN)
    for _ in range(3):
        account = morning.settle()
        assert (account.record.state, account.needs_answer) == (JournalState.SHOWN, True)
    assert len(morning.there) == 1


def test_a_credential_saved_in_the_keyring_is_confirmed(morning: Morning) -> None:
    morning.died_in(JournalState.CUSTODY, custody=["keyring"])
    account = morning.settle()
    assert (account.record.state, len(morning.there)) == (JournalState.CONFIRMED, 1)
    assert "keyring" in account.text


def test_a_request_that_was_never_sent_is_recorded_as_not_sent(morning: Morning) -> None:
    morning.died_in(JournalState.INTENT, credential_ocid="")
    morning.empty()
    account = morning.settle()
    assert account.record.state is JournalState.NOT_SENT
    assert "never sent" in account.text


@pytest.mark.parametrize(("hours", "ends_as"), [(23.9, JournalState.PENDING), (24.1, JournalState.NOT_CREATED)])
def test_a_request_is_recorded_as_not_created_after_24_hours(
    morning: Morning, hours: float, ends_as: JournalState
) -> None:
    """For as long OCI keeps retry tokens (SDK, opc_retry_token)."""
    morning.died_in(JournalState.SENT, sent_at=datetime.now(timezone.utc) - timedelta(hours=hours))
    morning.empty()
    assert morning.settle().record.state is ends_as


@pytest.mark.parametrize("state", [JournalState.SENT, JournalState.PENDING])
def test_a_pending_request_is_checked_for_24_hours_and_then_ends(morning: Morning, state: JournalState) -> None:
    record = morning.died_in(state)
    morning.empty()
    account = morning.settle()
    assert account.record.state is JournalState.PENDING
    assert "no credential found so far" in account.text
    assert record.sent_at
    morning.journal.move(
        account.record, JournalState.PENDING, sent_at=record.sent_at - LOOKED_FOR + timedelta(minutes=5)
    )
    assert morning.settle().record.state is JournalState.PENDING
    morning.journal.move(
        account.record, JournalState.PENDING, sent_at=record.sent_at - LOOKED_FOR - timedelta(minutes=5)
    )
    account = morning.settle()
    assert account.record.state is JournalState.NOT_CREATED
    assert "no credential appeared within 24 hours" in account.text


def test_a_credential_that_appears_after_a_waiver_is_asked_about(morning: Morning) -> None:
    record = morning.died_in(JournalState.PENDING)
    morning.recovery.waive(record)
    account = morning.settle()
    assert (account.record.state, account.needs_answer, account.record.waived) == (JournalState.ASK, True, True)
    morning.open_dialog().left()


def test_a_record_is_pending_again_after_its_suspect_disappears(morning: Morning) -> None:
    morning.died_in(JournalState.SENT)
    assert morning.settle().record.state is JournalState.ASK
    morning.empty()
    assert morning.settle().record.state is JournalState.PENDING


def test_a_confirmed_credential_is_not_a_suspect_of_another_record(morning: Morning, tenancy: Tenancy) -> None:
    first = morning.died_in(JournalState.PENDING)
    morning.empty()
    morning.recovery.waive(first)
    second = morning.open_dialog()
    second.shown()
    second.tidy()
    second.confirmed()
    assert morning.settle().record.state is JournalState.PENDING
    assert len(morning.there) == 1


def test_a_record_of_another_tenancy_is_reported_and_left_unchanged(morning: Morning) -> None:
    record = morning.died_in(JournalState.CREATED)
    [account] = Recovery(morning.directory, morning.journal, "ocid1.tenancy.oc1..other").settle_all()
    assert "another tenancy (profile test)" in account.text
    assert morning.journal.find(record.intent) == record
    assert len(morning.there) == 1


@pytest.mark.parametrize("why", ["it is of another tenancy", "its program runs"])
def test_a_record_that_is_skipped_does_not_block_later_records(morning: Morning, why: str) -> None:
    first = morning.died_in(JournalState.CREATED)
    later = {
        "intent": "f" * 12,
        "user_ocid": "ocid1.user.oc1..later",
        "meant_at": first.meant_at + timedelta(seconds=1),
    }
    morning.journal.begin(msgspec.structs.replace(first, state=JournalState.INTENT, **later))
    if why == "its program runs":
        lock = morning.journal.hold(first.tenancy, first.user_ocid)
        accounts = morning.recovery.settle_all()
        lock.release()
    else:
        morning.journal.move(first, first.state, tenancy="ocid1.tenancy.oc1..other")
        accounts = morning.recovery.settle_all()
    assert accounts[-1].record.intent == "f" * 12
    assert morning.journal.find("f" * 12).state is JournalState.NOT_SENT
    assert morning.journal.find(first.intent).state is JournalState.CREATED


def test_an_open_record_of_another_user_does_not_hide_this_users_record(morning: Morning) -> None:
    """A second request for this user could use up the limit of two."""
    record = morning.died_in(JournalState.SENT)
    earlier = {"user_ocid": "ocid1.user.oc1..earlier", "meant_at": record.meant_at - timedelta(minutes=1)}
    morning.journal.begin(msgspec.structs.replace(record, intent="0" * 12, **earlier))
    with pytest.raises(BlockedError, match="might be one of the user's credentials"):
        morning.recovery.settle_user(morning.user.ocid)
    assert morning.journal.find("0" * 12).state is JournalState.SENT, "it was not looked for"


def test_look_reports_the_suspects_of_one_record(morning: Morning) -> None:
    account = morning.recovery.look(morning.died_in(JournalState.SENT))
    [there] = morning.tenancy.credentials(morning.user.ocid)
    assert (account.record.state, account.needs_answer) == (JournalState.ASK, True)
    assert [item.ocid for item in account.suspects] == [there.ocid]


def test_discard_rejects_a_credential_that_the_record_does_not_name(morning: Morning) -> None:
    record = morning.died_in(JournalState.SHOWN)
    with pytest.raises(ConflictError, match="about another credential"):
        morning.recovery.discard(record, "ocid1.credential.oc1..other")
    assert len(morning.there) == 1
    assert morning.recovery.discard(record, record.credential_ocid).state is JournalState.DISCARDED
    assert morning.there == []


def test_records_of_a_running_program_are_left_alone(morning: Morning) -> None:
    issue = morning.open_dialog()
    assert morning.recovery.settle_all() == []
    [record] = morning.journal.unfinished()
    does = morning.recovery
    for step in (does.settle, does.discard, does.keep, does.waive, does.close):
        with pytest.raises(UserBusyError):
            step(record)
    assert len(morning.there) == 1
    issue.left()


@pytest.mark.timeout(30)
def test_recovery_does_not_wait_for_a_running_program(morning: Morning) -> None:
    issue = morning.open_dialog()
    patient = Journal(morning.journal.directory, patience=3600)
    assert Recovery(morning.directory, patient, morning.tenancy.ocid).settle_all() == []
    issue.left()


@pytest.mark.parametrize(("operation", "kind"), [(LIST, "401"), (DELETE, "503"), (DELETE, "timeout")])
def test_a_record_stays_unresolved_when_an_oci_request_fails(morning: Morning, operation: str, kind: str) -> None:
    morning.died_in(JournalState.SENT if operation == LIST else JournalState.CREATED)
    morning.tenancy.faults.add(kind, operation, times=0)
    account = morning.settle()
    assert account.text.startswith("Not resolved: ")
    assert not morning.journal.unfinished()[0].state.is_finished
    morning.tenancy.faults.clear()
    assert morning.settle().record.state is (JournalState.ASK if operation == LIST else JournalState.DISCARDED)
    assert len(morning.there) == (operation == LIST)


def test_a_credential_that_no_longer_exists_is_recorded_as_discarded(morning: Morning) -> None:
    morning.died_in(JournalState.DISCARDING)
    morning.empty()
    assert morning.settle().record.state is JournalState.DISCARDED


def test_a_damaged_record_does_not_block_other_records(morning: Morning) -> None:
    morning.died_in(JournalState.CREATED)
    (morning.journal.directory / "aaaaaaaaaaaa.json").write_text("{")
    assert morning.settle().record.state is JournalState.DISCARDED
    assert len(morning.journal.unreadable()) == 1


def test_the_answer_of_the_admin_resolves_a_shown_credential(morning: Morning) -> None:
    assert morning.recovery.keep(morning.died_in(JournalState.SHOWN)).state is JournalState.CONFIRMED
    assert len(morning.there) == 1
    assert morning.recovery.discard(morning.died_in(JournalState.SHOWN)).state is JournalState.DISCARDED
    assert len(morning.there) == 1
    assert morning.recovery.settle_all() == []


@pytest.mark.parametrize("said", ["keep", "discard", "waive", "close"])
def test_an_answer_about_a_record_that_another_program_resolved_is_rejected(morning: Morning, said: str) -> None:
    seen = morning.died_in(JournalState.SHOWN)
    Recovery(morning.directory, morning.journal, morning.tenancy.ocid).keep(seen)
    with pytest.raises(ConflictError, match="already resolved it: CONFIRMED"):
        getattr(morning.recovery, said)(seen)
    assert len(morning.there) == 1
    assert morning.journal.find(seen.intent).state is JournalState.CONFIRMED


def test_discard_does_not_recreate_a_deleted_record(morning: Morning) -> None:
    seen = morning.died_in(JournalState.SHOWN)
    path = morning.journal.directory / f"{seen.intent}.json"
    path.unlink()
    with pytest.raises(OciSmtpError):
        morning.recovery.discard(seen)
    assert not path.exists()
    assert len(morning.there) == 1


def test_recovery_deletes_a_resolved_record_after_31_days(morning: Morning) -> None:
    morning.died_in(JournalState.CREATED)
    settled = morning.settle().record
    old = msgspec.structs.replace(settled, changed_at=settled.changed_at - timedelta(days=31))
    (morning.journal.directory / f"{old.intent}.json").write_bytes(msgspec.json.encode(old))
    morning.recovery.settle_all()
    assert morning.journal.records() == []
