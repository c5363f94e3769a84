"""What must be true after an ordeal: each row once or named, no orphan, nothing deleted that wasn't named."""

from collections import Counter
from pathlib import Path

from services.credentials.journal_record import JournalState
from services.fleet.receipt_lines import RowState
from tests.e2e.fleet.ordeal import Ordeal, files_with


def check(ordeal: Ordeal, gone: set[str], doubled: set[str]) -> Counter[str]:
    """Check it; how many rows are in which state. `gone` and `doubled` are users whose facts were changed.

    Raises:
        AssertionError: something isn't as it must be.
    """
    there = ordeal.look()
    by_user: dict[str, list[dict[str, str]]] = {}
    for each in there:
        by_user.setdefault(each["user"], []).append(each)
    last, records = ordeal.last(), ordeal.records()
    states: Counter[str] = Counter()
    for row in ordeal.plan.rows():
        receipt = last[row.number]
        held = by_user.get(row.user_ocid, [])
        states[receipt.state.value] += 1
        assert row.old
        if receipt.state is RowState.DONE:
            assert [each["id"] for each in held] == [row.old.ocid, receipt.credential_ocid]
            letter = ordeal.decrypted(Path(row.to[0].partition(":")[2]))
            assert held[1]["password"] in letter
            assert held[1]["username"] in letter
        else:
            assert receipt.reason, receipt
            assert receipt.why, receipt
            assert len(held) == {True: 0, False: 1}[row.user_ocid in gone] + (row.user_ocid in doubled)
    _check_nothing_is_orphaned(ordeal, there)
    _check_nothing_else_was_deleted(ordeal, {each["id"] for each in there}, gone)
    assert all(record.state.is_finished for record in records)
    assert files_with(ordeal.home, ordeal.passwords) == []
    return states


def _check_nothing_is_orphaned(ordeal: Ordeal, there: list[dict[str, str]]) -> None:
    """Every credential that is new is named by a receipt or a record."""
    named = {receipt.credential_ocid for receipt in ordeal.last().values()}
    named |= {record.credential_ocid for record in ordeal.records()}
    assert {each["id"] for each in there} - ordeal.at_first <= named


def _check_nothing_else_was_deleted(ordeal: Ordeal, there: set[str], gone: set[str]) -> None:
    """Old credentials went only where a person deleted them, and new ones only where a record says so."""
    old = {row.old.ocid: row.user_ocid for row in ordeal.plan.rows() if row.old}
    assert {old[ocid] for ocid in ordeal.at_first - there} == gone
    discarded = {record.credential_ocid for record in ordeal.records() if record.state is JournalState.DISCARDED}
    deleted = ordeal.served.asked("delete_smtp_credential")
    assert deleted <= len(discarded) + len(gone) + ordeal.tally.kills
