"""Statements in the styles of public ones, each with what OCI decides in five situations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import pytest

from tests.services.policy.situations import ALLOWED, REFUSED, UNDECIDED, Row, reasons

ANSWERS = {"Y": ALLOWED, "N": REFUSED, "?": UNDECIDED}
BESIDE_A_DENY = "Allow any-user to manage all-resources in tenancy"

ORDERS = (("mail.purpose", "orders"),)
SATURDAY = datetime(2026, 7, 4, 22, 0, tzinfo=timezone.utc)
WEDNESDAY = datetime(2026, 12, 2, 3, 0, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Line:
    answers: str
    statement: str
    at: str

    def __str__(self) -> str:
        return self.statement

    def rows(self) -> list[Row]:
        """As the head of the table describes them."""
        texts = (BESIDE_A_DENY, self.statement) if self.statement.lower().startswith("deny") else self.statement
        at = self.at
        return [
            Row(texts, "", at=at, tags=ORDERS),
            Row(texts, "", at=at, tags=ORDERS, name="ben", groups=()),
            Row(texts, "", at=at, tags=ORDERS, name="pia", domain="Partners"),
            Row(texts, "", at=at, sender="bot@dev.example.com", place="Development:Mail", now=SATURDAY),
            Row(
                *(texts, "", "", at, "news@example.com", ""),
                region="fra",
                now=WEDNESDAY,
                tags=(("mail.purpose", "news"),),
            ),
        ]


def table() -> Iterator[Line]:
    at = ""
    for line in (Path(__file__).parent / "table" / "statements.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            at = line[1:]
        elif line and not line.startswith("#"):
            answers, _, statement = line.partition(" ")
            yield Line(answers, statement, at)


LINES = list(table())


@pytest.mark.parametrize("line", LINES, ids=str)
def test_a_policy_statement_is_decided_as_oracle_documents(line: Line) -> None:
    verdicts = [row.judged() for row in line.rows()]
    assert [str(verdict.answer) for verdict in verdicts] == [ANSWERS[answer] for answer in line.answers], [
        reasons(verdict) for verdict in verdicts
    ]


def test_fewer_than_2_percent_of_the_statement_decisions_are_undecided() -> None:
    decisions = "".join(line.answers for line in LINES)
    assert len({line.statement for line in LINES}) >= 300
    assert decisions.count("?") < len(decisions) * 0.02
