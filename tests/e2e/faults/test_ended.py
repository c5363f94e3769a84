"""The fault matrix, second part: SIGTERM, SIGHUP or a closed terminal ends the program, which stands still then."""

import os
import signal

import pytest

from services.credentials.journal_record import JournalState
from services.model.errors import ExitCode
from tests.e2e.faults.cells import ASKING, Cell, cells
from tests.e2e.faults.ending import Announcement, settle_in_the_end, until_asked
from tests.e2e.faults.lab import Lab
from tests.e2e.faults.runner import Plan

SIGNALS = {"SIGTERM": signal.SIGTERM, "SIGHUP": signal.SIGHUP, "pty closed": signal.SIGHUP}


@pytest.mark.parametrize("cell", cells(*SIGNALS), indirect=True, ids=str)
def test_recover_resolves_credentials_after_a_signal_or_closed_terminal(cell: Cell, lab: Lab) -> None:
    bench = lab.bench()
    bench.strike(cell.fault)
    announcement = Announcement(bench.home)
    plan = Plan(cell.write, cell.moment, str(announcement.path), answer_seconds=60 if cell.write == ASKING else 2)
    ours, theirs = os.openpty()
    pid = bench.start(*bench.generate, plan=plan, line=os.ttyname(theirs))
    os.close(theirs)
    if cell.write == ASKING:
        until_asked(bench)
    else:
        announcement.wait()
    if cell.end == "pty closed":
        os.close(ours)
    else:
        os.kill(pid, SIGNALS[cell.end])
    ended = bench.wait()
    is_open = any(record.state is not JournalState.INTENT for record in bench.journal.unfinished())
    assert ended == (ExitCode.UNKNOWN if is_open else 128 + SIGNALS[cell.end]), bench.told()
    announcement.close()
    if cell.end != "pty closed":
        os.close(ours)
    bench.check()
    bench.calm()
    bench.colleague_acts(cell.fault)
    settle_in_the_end(bench)
