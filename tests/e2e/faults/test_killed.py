"""The fault matrix, first part: no one ends the program, or SIGKILL does, at each boundary of each durable write."""

import os
import signal

import pytest

from tests.e2e.faults.cells import ASKING, UNDISTURBED, Cell, cells
from tests.e2e.faults.ending import settle_in_the_end, until_asked
from tests.e2e.faults.lab import Lab
from tests.e2e.faults.runner import Plan


@pytest.mark.parametrize("cell", cells(UNDISTURBED), indirect=True, ids=str)
def test_each_fault_gives_its_exit_code_and_recover_resolves_the_outcome(cell: Cell, lab: Lab) -> None:
    bench = lab.bench()
    bench.strike(cell.fault)
    assert bench.run(*bench.generate) == cell.fault.exit_code, bench.told()
    bench.check()
    assert bool(bench.journal.unfinished()) == cell.fault.open_after
    assert bool(bench.handed_over) == (cell.fault.exit_code == 0)
    bench.calm()
    bench.colleague_acts(cell.fault)
    settle_in_the_end(bench)
    assert len(bench.ocids - bench.held) == (cell.fault.exit_code == 0)


@pytest.mark.parametrize("cell", cells("SIGKILL"), indirect=True, ids=str)
def test_recover_resolves_credentials_after_sigkill(cell: Cell, lab: Lab) -> None:
    bench = lab.bench()
    bench.strike(cell.fault)
    if cell.write == ASKING:
        pid = bench.start(*bench.generate, plan=Plan(answer_seconds=60))
        until_asked(bench)
        os.kill(pid, signal.SIGKILL)
        assert bench.wait() == -signal.SIGKILL
    else:
        plan = Plan(write=cell.write, moment=cell.moment)
        assert bench.run(*bench.generate, plan=plan) == -signal.SIGKILL, bench.told()
    bench.check()
    bench.calm()
    bench.colleague_acts(cell.fault)
    settle_in_the_end(bench)
