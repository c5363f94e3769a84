"""The file of receipts: each line whole or not at all, and what isn't understood stops everything."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.fleet import receipts as receipts_module
from services.fleet.plan import Plan
from services.fleet.receipt_lines import Receipt, RowState, UnreadableReceiptsError, path_of, receipts_in
from services.fleet.receipts import PART_BYTES, Receipts
from services.storage.state_dir import StateDirError
from tests.services.fleet.yard import Yard

INTENT, OTHER = "0123456789ab", "ba9876543210"

pytestmark = pytest.mark.tenancy(users=200)


@pytest.fixture
def plan(yard: Yard) -> Plan:
    """A plan with two rows."""
    return yard.planned(yard.only("shop.mailer", "envios.app"))


class Programs:
    """Programs that carry out one plan: each has receipts and a journal of its own, or the same one."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._folder = folder
        self._opened: list[Receipts] = []

    def one(self, journal: str = "journal") -> Receipts:
        self._opened.append(Receipts(self._plan, self._folder / journal))
        return self._opened[-1]

    def end(self, program: Receipts) -> None:
        self._opened.remove(program)
        program.close()

    def end_all(self) -> None:
        for program in [*self._opened]:
            self.end(program)


@pytest.fixture
def programs(plan: Plan, tmp_path: Path) -> Iterator[Programs]:
    made = Programs(plan, tmp_path)
    yield made
    made.end_all()


def test_only_one_run_can_claim_a_row(programs: Programs) -> None:
    ours, theirs = programs.one(), programs.one()
    claim = ours.claim(1, INTENT)
    assert claim
    assert (claim.row, claim.intent, claim.earlier, claim.is_in_our_journal) == (1, INTENT, None, False)
    assert theirs.claim(1, OTHER) is None
    assert theirs.claim(2, OTHER)
    assert theirs.state(1) is RowState.BEGUN


@pytest.mark.parametrize("state", [RowState.DONE, RowState.SKIPPED, RowState.FAILED, RowState.UNKNOWN])
def test_a_run_reads_the_receipts_of_another_run(programs: Programs, state: RowState) -> None:
    ours, theirs = programs.one(), programs.one()
    ours.claim(1, INTENT)
    written = ours.write(Receipt(1, state, intent=INTENT))
    assert written.at
    claim = theirs.claim(1, OTHER)
    if state is RowState.DONE:
        assert claim is None
        assert (theirs.count(RowState.DONE), theirs.left()) == (1, 1)
    elif state is RowState.UNKNOWN:
        assert claim
        assert (claim.intent, claim.earlier, claim.is_in_our_journal) == (INTENT, written, True)
    else:
        assert claim
        assert (claim.intent, claim.earlier) == (OTHER, None)


@pytest.mark.parametrize("is_ours", [True, False], ids=["our journal", "another journal"])
def test_a_row_begun_by_an_ended_run_keeps_its_intent(programs: Programs, is_ours: bool) -> None:
    first = programs.one("journal" if is_ours else "other journal")
    first.claim(1, INTENT)
    programs.end(first)
    second = programs.one()
    claim = second.claim(1, OTHER)
    assert claim
    assert claim.earlier
    assert (claim.intent, claim.earlier.state, claim.is_in_our_journal) == (INTENT, RowState.BEGUN, is_ours)
    third = programs.one()
    assert (third.claim(1, OTHER) is None) is is_ours, "a row of another journal is not taken over"


def test_a_row_that_another_run_takes_over_keeps_its_time(programs: Programs, plan: Plan) -> None:
    first = programs.one()
    first.claim(1, INTENT)
    programs.end(first)
    programs.one().claim(1, OTHER)
    begun, taken_over = receipts_in(plan)
    assert (taken_over.intent, taken_over.at) == (INTENT, begun.at)
    assert taken_over.run != begun.run


def test_a_row_that_begins_again_gets_another_intent(programs: Programs, plan: Plan) -> None:
    first = programs.one()
    first.claim(1, INTENT)
    programs.end(first)
    second = programs.one()
    claim = second.claim(1, "unused")
    assert claim
    again = second.begin_again(claim, OTHER)
    assert (again.row, again.intent, again.earlier) == (1, OTHER, None)
    assert [receipt.intent for receipt in receipts_in(plan)] == [INTENT, INTENT, OTHER]


def test_a_full_disk_leaves_no_partial_line(programs: Programs, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

        def pwrite(self, file: int, data: bytes, offset: int) -> int:
            return os.pwrite(file, data[:9], offset)

    ours = programs.one()
    before = path_of(plan.path).read_bytes()
    with monkeypatch.context() as patches:
        patches.setattr(receipts_module, "os", Full())
        with pytest.raises(StateDirError, match="No space left on device"):
            ours.claim(1, INTENT)
    assert path_of(plan.path).read_bytes() == before
    assert ours.state(1) is None
    assert ours.claim(1, INTENT), "with room again, the row is free"


@pytest.mark.parametrize("left", ["", "x" * 20])
def test_a_partial_line_of_a_killed_app_is_removed(programs: Programs, plan: Plan, left: str) -> None:
    programs.end(programs.one())
    with path_of(plan.path).open("a") as file:
        file.write(left)
    ours = programs.one()
    assert ours.claim(1, INTENT)
    assert [receipt.intent for receipt in receipts_in(plan)] == [INTENT]


@pytest.mark.parametrize(
    ("added", "why"),
    [
        ("{}\n", "damaged"),
        ("x\n", "damaged"),
        ("x" * (PART_BYTES + 1), "damaged"),
        ('{"is":"row","row":3,"state":"done"}\n', "a row that the plan doesn't have"),
        ('{"is":"row","row":0,"state":"done"}\n', "a row that the plan doesn't have"),
        ('{"is":"row","row":-1,"state":"done"}\n', "a row that the plan doesn't have"),
    ],
    ids=["no kind", "no JSON", "no end", "row 3", "row 0", "row -1"],
)
def test_an_unreadable_line_raises_an_error_on_open_and_claim(
    programs: Programs, plan: Plan, added: str, why: str
) -> None:
    ours = programs.one()
    with path_of(plan.path).open("a") as file:
        file.write(added)
    with pytest.raises(UnreadableReceiptsError, match=why):
        programs.one()
    with pytest.raises(UnreadableReceiptsError, match=why):
        ours.claim(1, INTENT)
    assert not [path for path in plan.path.parent.glob(".*.lock") if ours._run_lock.name not in path.name]


def test_receipts_larger_than_one_read_are_all_read(programs: Programs, plan: Plan) -> None:
    ours = programs.one()
    ours.claim(1, INTENT)
    long = Receipt(1, RowState.FAILED, intent=INTENT, why="x" * (PART_BYTES // 3))
    for _ in range(7):
        ours.write(long)
    ours.write(Receipt(1, RowState.DONE, intent=INTENT))
    theirs = programs.one()
    assert theirs.state(1) is RowState.DONE
    assert theirs.claim(2, OTHER)


def test_only_the_owner_can_read_the_receipts(programs: Programs, plan: Plan) -> None:
    programs.one()
    assert path_of(plan.path).stat().st_mode & 0o777 == 0o600


def test_a_link_is_not_followed(programs: Programs, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()
    path_of(plan.path).symlink_to(tmp_path / "theirs")
    with pytest.raises(StateDirError, match="Can't write"):
        programs.one()
    assert (tmp_path / "theirs").read_bytes() == b""


def test_closed_receipts_leave_no_file_open(programs: Programs) -> None:
    before = len(os.listdir("/dev/fd"))
    programs.end(programs.one())
    assert len(os.listdir("/dev/fd")) == before


def test_threads_of_one_run_claim_each_row_once(programs: Programs) -> None:
    ours = programs.one()
    taken: list[int] = []

    def take() -> None:
        for row in (1, 2):
            claim = ours.claim(row, f"{threading.get_ident():012x}"[:12])
            if claim and claim.earlier is None:
                taken.append(row)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [1, 2]
