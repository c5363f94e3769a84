"""A plan carried out: each row once, whatever ends the program, and what can't be done is named."""

import itertools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.demo.faults import Rule
from services.directory.all_domains import AllDomains
from services.directory.domain_list import DomainList
from services.fleet.apply import ROWS_AT_ONCE, FleetRun
from services.fleet.plan import Plan, PlanKind
from services.fleet.progress import FleetProgress
from services.fleet.reasons import Reason
from services.fleet.receipt_lines import Receipt, RowState, path_of
from services.fleet.receipts import Receipts
from services.model.errors import ExitCode, OciSmtpError, UsageError
from services.storage.state_dir import StateDirError
from tests.services.fleet.yard import Yard, first

CREATE, LIST, DELETE = "create_smtp_credential", "list_smtp_credentials", "delete_smtp_credential"

pytestmark = pytest.mark.tenancy(users=200)


def assert_rotated(yard: Yard, plan: Plan) -> None:
    """Each row has its old credential and one new one, and the new one is in the row's file."""
    for row in plan.rows():
        assert row.old
        old, new = yard.held(row)
        assert old.ocid == row.old.ocid
        assert new.password in yard.delivered(row)
        assert new.user_name in yard.delivered(row)


def test_every_row_gets_a_replacement_and_keeps_the_old_credential(yard: Yard) -> None:
    plan = yard.planned(yard.everyone())
    progress = yard.applied(plan)
    assert progress.done == plan.head.rows > 10
    assert progress.exit_code is ExitCode.DONE
    assert_rotated(yard, plan)
    assert yard.asked(DELETE) == 0


def test_a_second_run_has_nothing_to_do(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 4))
    yard.applied(plan)
    progress = yard.applied(plan)
    assert (progress.earlier, progress.tried, yard.asked(CREATE)) == (4, 0, 4)
    assert progress.exit_code is ExitCode.DONE


def test_a_run_sends_as_many_requests_as_the_plan_says(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 6))
    before = len(yard.tenancy.request_log)
    yard.applied(plan)
    once = ("get_email_configuration", "list_region_subscriptions")
    asked = [entry for entry in yard.tenancy.request_log[before:] if entry.operation not in once]
    assert len(asked) == plan.head.requests


def test_a_run_without_a_limit_tries_all_rows(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 3))
    run = FleetRun(plan, yard.session, yard.directory, yard.journal)
    assert run.run(lambda progress, receipt: None).done == 3


def test_generating_credentials_sends_as_many_requests_as_the_plan_says(yard: Yard) -> None:
    plan = yard.planned_first(yard.only("kim.park", "shop.mailer"))
    before = len(yard.tenancy.request_log)
    yard.applied(plan)
    once = ("get_email_configuration", "list_region_subscriptions")
    asked = [entry for entry in yard.tenancy.request_log[before:] if entry.operation not in once]
    assert len(asked) == plan.head.requests == 6


def test_a_run_with_a_limit_tries_only_that_many_rows(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 5))
    progress = yard.applied(plan, most=2)
    assert (progress.done, progress.left, yard.asked(CREATE)) == (2, 3, 2)
    assert yard.applied(plan).done == 3
    assert_rotated(yard, plan)


def test_receipts_name_the_credentials_and_no_password(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 3))
    yard.applied(plan)
    told = path_of(plan.path).read_text()
    for row in plan.rows():
        receipt = yard.last(plan)[row.number]
        assert receipt.state is RowState.DONE
        assert receipt.credential_ocid == yard.held(row)[1].ocid
        assert all(each.password not in told for each in yard.held(row))


def test_a_run_with_rate_limited_requests_completes_all_rows(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 6))
    yard.tenancy.faults.append(Rule("429", CREATE, times=3, skip=1, retry_after=1))
    yard.tenancy.faults.append(Rule("429", LIST, times=3, skip=4))
    assert yard.applied(plan).done == 6
    assert not len(yard.tenancy.faults)
    assert_rotated(yard, plan)


def test_a_failed_row_has_a_receipt_and_is_retried_by_the_next_run(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 4))
    yard.tenancy.faults.append(Rule("400", CREATE))
    progress = yard.applied(plan)
    assert (progress.done, progress.failed, progress.exit_code) == (3, 1, ExitCode.FAILED)
    [failed] = [each for each in yard.last(plan).values() if each.state is RowState.FAILED]
    assert failed.reason == Reason.FAILED
    assert failed.user_name in {row.user_name for row in plan.rows()}
    assert yard.applied(plan).done == 1
    assert_rotated(yard, plan)


def test_a_row_with_a_lost_answer_is_unknown_and_is_not_sent_again(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 3))
    yard.tenancy.faults.append(Rule("reset-after", CREATE))
    progress = yard.applied(plan)
    assert (progress.done, progress.unknown, progress.exit_code) == (2, 1, ExitCode.UNKNOWN)
    again = yard.applied(plan)
    assert (again.unknown, again.done, yard.asked(CREATE)) == (1, 0, 3)
    [receipt] = [each for each in yard.last(plan).values() if each.state is RowState.UNKNOWN]
    assert receipt.reason == Reason.INTERRUPTED
    assert "oci-smtp recover" in receipt.why


def test_unknown_rows_of_an_earlier_run_do_not_stop_the_next_run(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 4))
    yard.tenancy.faults.append(Rule("reset-after", CREATE, times=2))
    assert yard.applied(plan, most=2).unknown == 2
    progress = yard.applied(plan, stop_after=1)
    assert (progress.done, progress.unknown) == (2, 2)


def test_a_run_stops_after_the_given_number_of_failures(yard: Yard) -> None:
    plan = yard.planned(yard.everyone())
    yard.tenancy.faults.append(Rule("404", CREATE, times=0))
    run = yard.run_of(plan, stop_after=1)
    progress = run.run(lambda progress, receipt: None)
    assert run.is_stopped
    assert progress.left > 0
    assert progress.failed >= 1


def test_a_rejected_sign_in_stops_the_run(yard: Yard) -> None:
    plan = yard.planned(yard.everyone())
    yard.tenancy.faults.append(Rule("401", LIST, times=0))
    run = yard.run_of(plan, stop_after=0)
    progress = run.run(lambda progress, receipt: None)
    assert run.why_stopped is not None
    assert run.why_stopped.exit_code is ExitCode.DENIED
    assert progress.left > 0
    assert yard.asked(CREATE) == 0


def test_a_row_is_skipped_with_a_reason_when_the_credentials_changed(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 3))
    gone, second, _ = plan.rows()
    yard.tenancy.world.credentials.remove(yard.held(gone)[0])
    person = yard.tenancy.world.person(second.user_ocid)
    assert person
    yard.tenancy.world.credentials.add(person, "a colleague's", yard.tenancy.world.now())
    progress = yard.applied(plan)
    assert (progress.done, progress.skipped) == (1, 2)
    last = yard.last(plan)
    assert last[gone.number].reason == Reason.OLD_IS_GONE
    assert last[second.number].reason == Reason.TWO
    assert yard.asked(CREATE) == 1


def test_a_row_with_a_rotation_in_progress_is_skipped(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 1))
    yard.applied(plan)
    path_of(plan.path).unlink()
    assert yard.applied(plan).skipped == 1
    assert yard.last(plan)[1].reason == Reason.IN_PROGRESS
    assert yard.asked(CREATE) == 1


def test_a_row_with_an_unreadable_rotation_fails_and_names_the_file(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 1))
    yard.applied(plan)
    [rotation] = (yard.journal.directory.parent / "rotations").iterdir()
    rotation.write_text("{")
    path_of(plan.path).unlink()
    yard.tenancy.world.credentials.remove(yard.held(next(plan.rows()))[1])
    assert yard.applied(plan).failed == 1
    assert str(rotation) in yard.last(plan)[1].why
    assert yard.asked(CREATE) == 1


def test_a_row_with_an_unreadable_journal_record_is_unknown(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 1))
    yard.tenancy.faults.append(Rule("reset-after", CREATE))
    yard.applied(plan)
    [record] = yard.journal.directory.glob("*.json")
    record.write_text("{")
    assert yard.applied(plan).unknown == 1
    assert str(record) in yard.last(plan)[1].why
    assert yard.asked(CREATE) == 1


def test_a_receipt_that_cannot_be_written_stops_the_run(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = yard.planned(yard.everyone())

    def full(receipts: Receipts, receipt: Receipt) -> Receipt:
        raise StateDirError(f"row {receipt.row}")

    monkeypatch.setattr(Receipts, "write", full)
    monkeypatch.setattr("services.fleet.apply.ROWS_AT_ONCE", 1)
    run = yard.run_of(plan, stop_after=0)
    with pytest.raises(StateDirError, match="row"):
        run.run(lambda progress, receipt: None)
    assert run.is_stopped
    assert yard.asked(CREATE) == 1


def test_a_failed_delivery_leaves_no_new_credential(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 1))
    [row] = plan.rows()
    taken = yard.out / f"{row.user_name}.age"
    taken.write_text("of a colleague")
    progress = yard.applied(plan)
    assert progress.failed == 1
    assert len(yard.held(row)) == 1
    assert taken.read_text() == "of a colleague"
    taken.unlink()
    assert yard.applied(plan).done == 1
    assert_rotated(yard, plan)


def test_two_runs_of_one_plan_share_the_rows(yard: Yard) -> None:
    plan = yard.planned(yard.everyone())
    found: list[FleetProgress] = []
    programs = [threading.Thread(target=lambda: found.append(yard.applied(plan))) for _ in range(2)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    assert sum(each.done for each in found) == plan.head.rows == yard.asked(CREATE)
    assert all(each.exit_code is ExitCode.DONE for each in found)
    assert_rotated(yard, plan)


def before_each_create(yard: Yard, monkeypatch: pytest.MonkeyPatch, act: Callable[[int], object]) -> None:
    """`act` gets the number of the create, from 0 on, in the thread that is about to send it."""
    create, numbers = yard.directory.create_credential, itertools.count()

    def create_credential(*arguments: Any, **named: Any) -> Any:
        act(next(numbers))
        return create(*arguments, **named)

    monkeypatch.setattr(yard.directory, "create_credential", create_credential)


def test_a_paused_run_begins_no_more_rows(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = yard.planned(yard.everyone())
    run = yard.run_of(plan)
    tried: list[int] = []

    def pause_at_first(number: int) -> None:
        if number == 0:
            run.pause()

    before_each_create(yard, monkeypatch, pause_at_first)

    def follow(progress: FleetProgress, receipt: Receipt | None) -> None:
        if progress.is_paused:
            if receipt is None and tried and tried[-3:] == [progress.tried] * 3:
                run.resume()
            tried.append(progress.tried)

    assert run.run(follow).done == plan.head.rows
    assert tried[-1] <= ROWS_AT_ONCE < plan.head.rows
    assert_rotated(yard, plan)


def test_a_stopped_run_finishes_the_rows_in_progress(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = yard.planned(yard.everyone())
    run = yard.run_of(plan)
    begun, is_stopped = 3, threading.Event()
    stop = run.stop

    def stop_and_tell() -> None:
        stop()
        is_stopped.set()

    monkeypatch.setattr(run, "stop", stop_and_tell)
    before_each_create(yard, monkeypatch, lambda number: number < begun or is_stopped.wait(60))

    def follow(progress: FleetProgress, receipt: Receipt | None) -> None:
        if receipt:
            run.ask_to_stop()

    progress = run.run(follow)
    assert 0 < progress.done <= begun
    assert not [record for record in yard.journal.unfinished() if record.credential_ocid]
    assert yard.asked(CREATE) == progress.done
    assert yard.applied(plan).done == plan.head.rows - progress.done
    assert_rotated(yard, plan)


def test_a_plan_of_another_tenancy_is_rejected(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 1))
    text = plan.path.read_text().replace(yard.tenancy.ocid, "ocid1.tenancy.oc1..another")
    plan.path.write_text(text)
    with pytest.raises(UsageError, match="another tenancy"):
        yard.run_of(Plan.read(plan.path))


def test_a_plan_of_another_command_is_rejected(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 1))
    with pytest.raises(UsageError, match="rotate"):
        plan.check(PlanKind.GENERATE, yard.tenancy.ocid)


def without_a_row(lines: list[str]) -> list[str]:
    return [*lines[:1], *lines[2:]]


def in_another_order(lines: list[str]) -> list[str]:
    return [lines[0], lines[2], lines[1], *lines[3:]]


def cut(lines: list[str]) -> list[str]:
    return [*lines[:-1], lines[-1][:-9]]


def newer(lines: list[str]) -> list[str]:
    return [lines[0].replace('"schema":1', '"schema":2'), *lines[1:]]


@pytest.mark.parametrize("change", [without_a_row, in_another_order, cut, newer])
def test_a_plan_that_was_changed_is_rejected(yard: Yard, change: Callable[[list[str]], list[str]]) -> None:
    plan = yard.planned(first(yard.everyone(), 3))
    plan.path.write_text("".join(change(plan.path.read_text().splitlines(keepends=True))))
    with pytest.raises(OciSmtpError, match=str(plan.path)):
        Plan.read(plan.path)


def test_receipts_of_another_plan_are_rejected(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 2))
    yard.applied(plan, most=1)
    plan.path.write_text(plan.path.read_text().replace('"prove":false', '"prove":true'))
    with pytest.raises(OciSmtpError, match="another plan"):
        yard.applied(Plan.read(plan.path))
    assert yard.asked(CREATE) == 1


def test_no_credential_is_generated_when_the_disk_is_full(yard: Yard, full_disk: Path) -> None:
    plan = yard.planned(first(yard.everyone(), 2))
    (full_disk / "plan").symlink_to(plan.path)
    with pytest.raises(StateDirError):
        yard.applied(Plan.read(full_disk / "plan"))
    assert yard.asked(CREATE) == 0


def test_each_user_gets_a_secret_and_vaults_are_listed_once_per_run(yard: Yard) -> None:
    plan = yard.planned(first(yard.everyone(), 4), yard.options("vault:mail/secrets/smtp-{user}"))
    assert yard.applied(plan, most=1).done == 1
    for_one = [yard.asked(name) for name in ("list_vaults", "list_keys")]
    assert yard.applied(plan).done == 3
    assert [yard.asked(name) for name in ("list_vaults", "list_keys")] == [2 * count for count in for_one]
    receipts = yard.last(plan)
    for row in plan.rows():
        name = row.to[0].rpartition("/")[2]
        assert receipts[row.number].delivered == (f"secret {name} in the vault mail",)


@pytest.mark.tenancy(users=200, mode="domains")
def test_a_row_takes_four_requests_with_identity_domains(yard: Yard) -> None:
    yard.directory = AllDomains(yard.session, DomainList(yard.session))
    plan = yard.planned(yard.everyone())
    yard.applied(plan, most=1)  # also finds the domains
    before = len(yard.tenancy.request_log)
    assert yard.applied(plan).done == plan.head.rows - 1
    asked = [entry.operation for entry in yard.tenancy.request_log[before:]]
    once = ("get_email_configuration", "list_region_subscriptions")
    assert len([name for name in asked if name not in once]) == 4 * (plan.head.rows - 1)
    assert_rotated(yard, plan)
