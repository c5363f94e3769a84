"""Old credentials of many rotations: those go whose replacement is old enough and known to be saved, and no others."""

from datetime import timedelta

import msgspec
import pytest

from services.credentials.journal_record import JournalState
from services.credentials.rotation import Rotation
from services.credentials.rotator import open_rotations
from services.delivery.retirement import UnconfirmedError
from services.demo.faults import Rule
from services.fleet.plan import Plan, PlannedRow
from services.fleet.receipt_lines import RowState, path_of
from services.fleet.retire import Retired, Waiting, retire, ripe
from services.model.errors import OciSmtpError
from tests.services.fleet.yard import Yard, first

DELETE = "delete_smtp_credential"

pytestmark = pytest.mark.tenancy(users=200)


@pytest.fixture
def rotated(yard: Yard) -> Plan:
    """A plan that was carried out: four users have an old credential and a new one."""
    plan = yard.planned(first(yard.everyone(), 4))
    assert yard.applied(plan).done == 4
    return plan


def ripe_of(yard: Yard, days: int = 0, plan: Plan | None = None) -> list[Rotation | Waiting | OciSmtpError]:
    return list(ripe(yard.journal, yard.tenancy.ocid, days, plan))


def due(yard: Yard, days: int = 0, plan: Plan | None = None) -> list[Rotation]:
    return [each for each in ripe_of(yard, days, plan) if isinstance(each, Rotation)]


def waiting(yard: Yard, days: int) -> list[Waiting]:
    return [each for each in ripe_of(yard, days) if isinstance(each, Waiting)]


def change(yard: Yard, rotation: Rotation, **changes: object) -> None:
    open_rotations(yard.journal).write(msgspec.structs.replace(rotation, **changes))


def age(yard: Yard, rotation: Rotation, days: float) -> None:
    """Let the replacement be so many days old."""
    assert rotation.new
    assert rotation.new.created
    created = rotation.new.created - timedelta(days=days)
    change(yard, rotation, new=msgspec.structs.replace(rotation.new, created=created))


def retired(yard: Yard, rotations: list[Rotation], **options: int) -> list[Retired]:
    told: list[Retired] = []
    retire(yard.session, yard.directory, yard.journal, rotations, told.append, **options)
    return told


def held(yard: Yard, row: PlannedRow) -> list[str]:
    return [each.ocid for each in yard.held(row)]


def test_a_replacement_must_have_the_minimum_age(yard: Yard, rotated: Plan) -> None:
    young, old, *_ = due(yard)
    age(yard, young, 6.9)
    age(yard, old, 7.1)
    assert [each.user_ocid for each in due(yard, 7)] == [old.user_ocid]
    assert young.user_ocid in [each.rotation.user_ocid for each in waiting(yard, 7)]
    assert all(each.why.startswith("The replacement was generated 20") for each in waiting(yard, 7))


def test_a_replacement_of_unknown_age_waits(yard: Yard, rotated: Plan) -> None:
    [rotation, *_] = due(yard)
    assert rotation.new
    change(yard, rotation, new=msgspec.structs.replace(rotation.new, created=None))
    [told] = waiting(yard, 0)
    assert told.why == "The replacement was generated on an unknown date."


def test_a_rotation_without_a_replacement_waits(yard: Yard, rotated: Plan) -> None:
    [rotation, *_] = due(yard)
    change(yard, rotation, new=None)
    [told] = waiting(yard, 0)
    assert (told.rotation.user_ocid, told.why) == (rotation.user_ocid, "The replacement isn't generated yet.")
    assert len(ripe_of(yard, 0, rotated)) == 3, "it is of no plan"


def test_only_rotations_with_a_done_receipt_of_the_plan_are_due(yard: Yard, rotated: Plan) -> None:
    lines = path_of(rotated.path).read_text().splitlines(keepends=True)
    last = {row.number: yard.last(rotated)[row.number].credential_ocid for row in rotated.rows()}
    kept = [line for line in lines if last[1] not in line]
    kept = [line.replace('"done"', f'"{RowState.FAILED.value}"') if last[2] in line else line for line in kept]
    path_of(rotated.path).write_text("".join(kept))
    assert {each.new.ocid for each in due(yard, plan=rotated) if each.new} == {last[3], last[4]}
    assert len(due(yard)) == 4


def test_an_unreadable_rotation_does_not_hide_other_rotations(yard: Yard, rotated: Plan) -> None:
    (yard.journal.directory.parent / "rotations" / "0.json").write_text("{")
    told, *others = ripe_of(yard)
    assert isinstance(told, OciSmtpError)
    assert len(others) == 4


def test_only_the_old_credentials_are_deleted(yard: Yard, rotated: Plan) -> None:
    new = {row.number: held(yard, row)[1] for row in rotated.rows()}
    told = retired(yard, due(yard))
    assert [each.error for each in told] == [None] * 4
    assert {each.rotation.user_name for each in told} == {row.user_name for row in rotated.rows()}
    assert all(held(yard, row) == [new[row.number]] for row in rotated.rows())
    assert yard.asked(DELETE) == 4
    assert ripe_of(yard) == []


def test_an_old_credential_is_kept_when_the_new_password_might_not_be_saved(yard: Yard, rotated: Plan) -> None:
    [rotation, *_] = rotations = due(yard)
    [record] = [each for each in yard.journal.records() if each.user_ocid == rotation.user_ocid]
    yard.journal.move(record, JournalState.SHOWN)
    told = retired(yard, rotations)
    [kept] = [each for each in told if each.error]
    assert isinstance(kept.error, UnconfirmedError)
    assert kept.rotation.user_ocid == rotation.user_ocid
    assert sorted(len(yard.held(row)) for row in rotated.rows()) == [1, 1, 1, 2]


def test_all_old_credentials_are_tried_without_a_limit_of_failures(yard: Yard, rotated: Plan) -> None:
    yard.tenancy.faults.append(Rule("404", DELETE, times=0))
    told = retired(yard, due(yard))
    assert len(told) == 4
    assert all(each.error for each in told)


@pytest.mark.parametrize(("stop_after", "tried"), [(1, 1), (2, 2)])
def test_no_more_deletions_start_after_the_given_number_of_failures(
    yard: Yard, rotated: Plan, monkeypatch: pytest.MonkeyPatch, stop_after: int, tried: int
) -> None:
    monkeypatch.setattr("services.fleet.retire.CONCURRENCY", 1)
    yard.tenancy.faults.append(Rule("404", DELETE, times=0))
    assert len(retired(yard, due(yard), stop_after=stop_after)) == tried


def test_an_internal_error_is_raised_and_not_reported_as_an_oci_failure(
    yard: Yard, rotated: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise LookupError("a bug")

    monkeypatch.setattr("services.fleet.retire.delete_with_places", broken)
    with pytest.raises(LookupError, match="a bug"):
        retired(yard, due(yard))
