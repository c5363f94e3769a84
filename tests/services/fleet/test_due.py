"""Who gets a new credential, and why others don't: by what OCI says, and by what this computer knows."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest

from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record
from services.credentials.rotation import Rotation, RotationStore
from services.fleet.due import Candidate, Known, due, selected, without
from services.fleet.plan import LeftOut
from services.fleet.reasons import Reason
from services.model.values import Credential, User

NOW = datetime.now(timezone.utc)
ACME = "ocid1.tenancy.oc1..acme"
KIM = User("ocid1.user.oc1..kim", "kim", domain="Default")
OLD = Credential("old", "old", "the old one", "ACTIVE", NOW - timedelta(days=100))
YOUNG = Credential("young", "young", "the young one", "ACTIVE", NOW - timedelta(days=1))


class Notes:
    """What this computer knows of rotations and interrupted credentials."""

    def __init__(self, folder: Path) -> None:
        self.journal = Journal(folder / "journal")
        self.store = RotationStore(folder / "rotations")

    @property
    def known(self) -> Known:
        return Known(self.journal, self.store, ACME)

    def rotates(self, old: Credential = OLD, new: Credential | None = None, tenancy: str = ACME) -> None:
        self.store.write(Rotation("test", tenancy, KIM.ocid, KIM.name, old, NOW, new=new))

    def interrupted(self, tenancy: str = ACME, state: JournalState = JournalState.SHOWN) -> None:
        record = Record("0" * 12, state, "test", tenancy, "r", KIM.ocid, KIM.name, "relay", "token", NOW, NOW)
        self.journal.begin(record)


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    return Notes(tmp_path)


def reason(found: Candidate | LeftOut) -> Reason | None:
    return found.reason if isinstance(found, LeftOut) else None


def due_now(notes: Notes, *there: Credential, user: User = KIM, days: int = 90) -> list[Candidate | LeftOut]:
    return list(due([(user, list(there))], days, notes.known))


def test_a_credential_that_is_old_enough_is_due(notes: Notes) -> None:
    assert due_now(notes, OLD) == [Candidate(KIM, OLD)]
    assert due_now(notes, YOUNG) == []
    assert due_now(notes, OLD, days=101) == []
    assert due_now(notes) == []


def test_a_credential_that_is_being_deleted_is_not_due(notes: Notes) -> None:
    going = msgspec.structs.replace(OLD, status="DELETING")
    assert due_now(notes, going) == []
    assert due_now(notes, going, OLD) == [Candidate(KIM, OLD)]


def test_a_credential_of_unknown_age_is_left_out_with_that_reason(notes: Notes) -> None:
    [found] = due_now(notes, msgspec.structs.replace(OLD, created=None))
    assert reason(found) is Reason.UNKNOWN_AGE


def test_a_user_with_two_credentials_is_left_out(notes: Notes) -> None:
    [found] = due_now(notes, OLD, YOUNG)
    assert isinstance(found, LeftOut)
    assert (found.reason, found.credential_ocid) == (Reason.TWO, OLD.ocid)


def test_a_selected_credential_is_due_at_any_age(notes: Notes) -> None:
    other = User("ocid1.user.oc1..bert", "bert")
    users = [(other, [OLD]), (KIM, [YOUNG]), (User("ocid1.user.oc1..anna", "anna"), [])]
    assert list(selected(users, {YOUNG.ocid}, notes.known)) == [Candidate(KIM, YOUNG)]
    going = msgspec.structs.replace(YOUNG, status="DELETED")
    assert list(selected([(KIM, [going])], {YOUNG.ocid}, notes.known)) == []
    notes.interrupted()
    [found] = selected(users, {YOUNG.ocid}, notes.known)
    assert reason(found) is Reason.INTERRUPTED


def test_another_credential_needs_a_user_who_can_send_and_is_below_the_limit(notes: Notes) -> None:
    def found(*there: Credential, user: User = KIM) -> list[Reason | None]:
        return [reason(each) for each in without([(user, list(there))], notes.known)]

    assert found() == found(OLD) == [None]
    assert found(OLD, YOUNG) == [Reason.TWO]
    assert found(OLD, msgspec.structs.replace(YOUNG, status="DELETING")) == [None]
    assert found(user=msgspec.structs.replace(KIM, status="INACTIVE")) == [Reason.INACTIVE]
    assert found(user=msgspec.structs.replace(KIM, can_use_smtp=False)) == [Reason.CAPABILITY]
    notes.rotates()
    assert found(OLD) == [Reason.IN_PROGRESS]


@pytest.mark.parametrize(
    ("changes", "why"), [({"status": "INACTIVE"}, Reason.INACTIVE), ({"can_use_smtp": False}, Reason.CAPABILITY)]
)
def test_a_user_who_cannot_send_gets_no_replacement(notes: Notes, changes: dict[str, object], why: Reason) -> None:
    [found] = due_now(notes, OLD, user=msgspec.structs.replace(KIM, **changes))
    assert reason(found) is why


def test_a_credential_is_due_when_the_user_capability_is_unknown(notes: Notes) -> None:
    [found] = due_now(notes, OLD, user=msgspec.structs.replace(KIM, can_use_smtp=None))
    assert reason(found) is None


@pytest.mark.parametrize(
    ("tenancy", "state", "why"),
    [
        (ACME, JournalState.SHOWN, Reason.INTERRUPTED),
        (ACME, JournalState.CONFIRMED, None),
        ("ocid1.tenancy.oc1..other", JournalState.SHOWN, None),
    ],
)
def test_an_interrupted_credential_in_the_same_tenancy_blocks_a_replacement(
    notes: Notes, tenancy: str, state: JournalState, why: Reason | None
) -> None:
    notes.interrupted(tenancy, state)
    [found] = due_now(notes, OLD)
    assert reason(found) is why


def test_a_rotation_that_has_no_replacement_yet_is_continued(notes: Notes) -> None:
    notes.rotates()
    assert due_now(notes, OLD) == [Candidate(KIM, OLD)]


def test_a_rotation_of_another_credential_or_with_a_replacement_is_left_alone(notes: Notes) -> None:
    notes.rotates(YOUNG)
    [found] = due_now(notes, OLD)
    assert reason(found) is Reason.IN_PROGRESS
    notes.rotates(OLD, YOUNG)
    [found] = due_now(notes, OLD, YOUNG)
    assert reason(found) is Reason.IN_PROGRESS


def test_a_rotation_in_another_tenancy_does_not_block_a_replacement(notes: Notes) -> None:
    notes.rotates(YOUNG, tenancy="ocid1.tenancy.oc1..other")
    assert due_now(notes, OLD) == [Candidate(KIM, OLD)]


def test_unreadable_rotations_do_not_hide_a_rotation_in_progress(notes: Notes) -> None:
    notes.rotates(YOUNG)
    for name in ("0.json", "z.json"):
        (notes.journal.directory.parent / "rotations" / name).write_text("{")
    [found] = due_now(notes, OLD)
    assert reason(found) is Reason.IN_PROGRESS
