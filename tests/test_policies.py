"""The statements that POLICIES.md tells people to write: each can be read, and only those meant to let anybody send."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from services.policy.decision import PolicyAnswer
from services.policy.parser import parse_statement
from tests.services.policy.situations import Row

TEXT = (Path(__file__).parent.parent / "POLICIES.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```text ?([^\n]*)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
STATEMENTS = [(kind, line) for kind, block in BLOCKS for line in block.splitlines()]
GROUPS = ("Senders", "SmtpAdmins", "Auditors")


@pytest.mark.parametrize(("kind", "statement"), STATEMENTS)
def test_a_documented_statement_is_parsed_and_allows_only_what_it_should(kind: str, statement: str) -> None:
    assert parse_statement(statement) is not None
    member = Row(statement, "", groups=GROUPS, domain=kind.partition(" in ")[2] or "Default")
    if kind.startswith("sends"):
        assert member.judged().answer is PolicyAnswer.ALLOWED
        assert replace(member, groups=("Others",)).judged().answer is PolicyAnswer.REFUSED
        assert replace(member, place="Production:Web").judged().answer is PolicyAnswer.REFUSED
    else:
        assert member.judged().answer is PolicyAnswer.REFUSED, "least privilege: it must not let anybody send"


def test_all_kinds_of_statements_were_found() -> None:
    assert {kind for kind, _ in STATEMENTS} == {"", "sends", "sends in Apps"}
