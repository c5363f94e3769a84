"""A plan that an earlier version made is carried out by this one, and its receipts count."""

import json
import shutil
from pathlib import Path

import msgspec
import pytest

from services.fleet.plan import SCHEMA, Plan, PlanKind
from services.fleet.receipt_lines import RowState, path_of, receipts_in
from services.fleet.receipts import Receipts
from tests.services.pinned import PLANS

PINNED = sorted(path for path in PLANS.glob("*/*") if path.suffix != ".receipts")


def as_written(path: Path) -> list[object]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def of(values: object) -> list[object]:
    found: list[object] = json.loads(msgspec.json.encode(values))
    return found


@pytest.mark.parametrize("path", PINNED, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_plan_and_its_receipts_are_read_as_they_were_written(path: Path) -> None:
    plan = Plan.read(path)
    assert [*of([plan.head]), *of(list(plan.entries()))] == as_written(path)
    assert of(list(receipts_in(plan))) == as_written(path_of(path))[2:]


@pytest.mark.parametrize("path", PINNED, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_row_that_was_done_is_not_begun_again(path: Path, tmp_path: Path) -> None:
    for each in (path, path_of(path)):
        shutil.copy(each, tmp_path)
    receipts = Receipts(Plan.read(tmp_path / path.name), tmp_path)
    done = [row for row in (1, 2, 3) if receipts.state(row) is RowState.DONE]
    assert done == [1]
    assert receipts.claim(1, "ffffffffffff") is None
    skipped = receipts.claim(2, "ffffffffffff")
    unknown = receipts.claim(3, "ffffffffffff")
    receipts.close()
    assert skipped
    assert skipped.earlier is None
    assert unknown
    assert unknown.intent == "0123456789ab"
    assert not unknown.is_in_our_journal


def test_every_kind_of_plan_is_pinned() -> None:
    names = {path.name for path in PINNED if path.parent.name == str(SCHEMA)}
    assert names >= {kind.value for kind in PlanKind}, "python -m tests.services.pinned"
