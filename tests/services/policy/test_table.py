"""Statements and situations, with the decision and the reason that a person would expect of them."""

import pytest

from tests.services.policy.situations import ALLOWED, Row, reasons
from tests.services.policy.table import actions, conditions, denials, places, subjects, unknown

ROWS = [row for part in (actions, subjects, places, conditions, denials, unknown) for row in part.ROWS]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_decision_and_its_reason_match_the_table(row: Row) -> None:
    verdict = row.judged()
    assert str(verdict.answer) == row.answer, reasons(verdict)
    assert row.because in reasons(verdict)
    assert (verdict.statement is not None and verdict.statement.text in row.texts) or row.answer != ALLOWED


def test_the_table_has_more_than_120_rows() -> None:
    assert len({str(row) for row in ROWS}) > 120
