"""A program that dies at any step of writing a row: the next one does the row once, or names it."""

import os
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from services.api.session import Session
from services.audit.throttled_requests import ThrottledRequests
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState
from services.fleet import receipts as receipts_module
from services.fleet.paced_directory import paced
from services.fleet.plan import Plan, PlannedRow
from services.fleet.receipt_lines import RowState
from services.fleet.receipts import Receipts
from services.fleet.row_work import RowWork
from services.resources.email import endpoint
from services.storage import atomic_write
from tests.services.fleet.yard import Yard
from tests.services.mortal import Deadly, Killed

pytestmark = pytest.mark.tenancy(users=1200)


class DeadlyReceipts(Deadly):
    """The same for `os` inside `services.fleet.receipts`: it can die before a line, after it, and in its middle."""

    def pwrite(self, file: int, data: bytes, offset: int) -> int:
        self._step()
        try:
            self._step()
        except Killed:
            os.pwrite(file, data[:20], offset)
            raise
        written = os.pwrite(file, data, offset)
        self._step()
        return written


def worker(yard: Yard, plan: Plan) -> tuple[RowWork, Receipts]:
    """A program on the plan."""
    session: Session = yard.session
    journal = Journal(yard.journal.directory, patience=0)
    receipts = Receipts(plan, journal.directory)
    directory = paced(yard.directory, ThrottledRequests(1))
    return RowWork(session, directory, journal, plan.head, receipts, endpoint(session)), receipts


def killed_at(step: int, yard: Yard, plan: Plan, row: PlannedRow, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a program died at that step of the row, counted over all that it writes."""
    work, receipts = worker(yard, plan)
    with monkeypatch.context() as patches:
        deadly: Any = DeadlyReceipts(step)
        patches.setattr(atomic_write, "os", deadly)
        patches.setattr(receipts_module, "os", deadly)
        try:
            work.carry_out(row)
        except Killed:
            return True
        finally:
            receipts.close()
    return False


@pytest.fixture
def rows(yard: Yard) -> tuple[Plan, list[PlannedRow]]:
    """A plan with more rows than a row has steps."""
    plan = yard.planned(yard.everyone())
    return plan, list(plan.rows())


def test_a_row_of_a_killed_app_is_done_once_or_reported_as_unknown(
    yard: Yard, rows: tuple[Plan, list[PlannedRow]], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, left = rows
    outcomes: list[RowState] = []
    for step in count():
        row = left.pop()
        was_killed = killed_at(step, yard, plan, row, monkeypatch)
        for _ in range(2):  # the second has nothing to add
            work, receipts = worker(yard, plan)
            work.carry_out(row)
            receipts.close()
        outcomes.append(judge(yard, plan, row))
        if not was_killed:
            break
    assert len(outcomes) > 30
    assert outcomes.count(RowState.DONE) > len(outcomes) / 2
    assert set(outcomes) == {RowState.DONE, RowState.UNKNOWN}


def judge(yard: Yard, plan: Plan, row: PlannedRow) -> RowState:
    """The state of a row, if that is what the tenancy and the journal say, too."""
    held, receipt = yard.held(row), yard.last(plan)[row.number]
    records = [record for record in yard.journal.records() if record.user_ocid == row.user_ocid]
    live = [record for record in records if record.state in (JournalState.CONFIRMED, *OPEN)]
    assert len(live) == 1, records
    assert len(held) == (1 if live[0].state is JournalState.PENDING else 2)
    if receipt.state is RowState.DONE:
        assert live[0].credential_ocid == receipt.credential_ocid == held[1].ocid
        assert held[1].password in yard.delivered(row)
        return receipt.state
    assert receipt.state is RowState.UNKNOWN
    assert live[0].intent == receipt.intent
    assert live[0].state in OPEN
    assert "oci-smtp recover" in receipt.why
    return receipt.state


OPEN = (JournalState.SHOWN, JournalState.ASK, JournalState.PENDING)
"""What a person must resolve: the password might be somewhere, or the answer to the request is lost."""


def test_a_row_begun_in_another_state_directory_is_unknown_and_not_changed(
    yard: Yard, rows: tuple[Plan, list[PlannedRow]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plan, left = rows
    assert killed_at(12, yard, plan, left[0], monkeypatch)
    before = len(yard.tenancy.request_log)
    yard.journal = Journal(tmp_path / "other" / "journal", patience=0)
    work, receipts = worker(yard, plan)
    result = work.carry_out(left[0])
    receipts.close()
    assert result
    assert result.receipt.state is RowState.UNKNOWN
    assert result.receipt.reason == "begun-elsewhere"
    assert [entry.method for entry in yard.tenancy.request_log[before:] if entry.method != "GET"] == []
