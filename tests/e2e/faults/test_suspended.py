"""The lid is closed while the answer is on its way, and opened again after the program would have given up waiting."""

import os
import signal
import socket
from pathlib import Path

import pytest

from services.credentials.journal_record import JournalState
from tests.e2e.faults.ending import until
from tests.e2e.faults.lab import Lab
from tests.e2e.faults.runner import Plan
from tests.services.held_answers import HeldAnswers

ANSWER_SECONDS = 1.0


def is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"


def give_up_waiting() -> None:
    """Wait for an answer that does not come, as patiently as the program, and awake."""
    ours, silent = socket.socketpair()
    ours.settimeout(ANSWER_SECONDS)
    with ours, silent, pytest.raises(TimeoutError):
        ours.recv(1)


def test_generate_reads_a_response_that_arrived_while_the_cli_was_suspended(lab: Lab) -> None:
    bench = lab.bench()
    held = HeldAnswers(lab.tenancy, "create_smtp_credential")
    pid = bench.start(*bench.generate, plan=Plan(answer_seconds=ANSWER_SECONDS))
    try:
        assert held.has_come.wait(20), bench.told()
        os.kill(pid, signal.SIGSTOP)
        until(lambda: is_stopped(pid), "it was not suspended")
        held.let_go()
        until(lambda: bool(bench.ocids), "the tenancy created nothing")
        give_up_waiting()
    finally:
        held.let_go()
        os.kill(pid, signal.SIGCONT)
        ended = bench.wait()
    assert ended == 0, bench.told()
    assert bench.handed_over == bench.ocids
    assert [record.state for record in bench.journal.records()] == [JournalState.CONFIRMED]
    bench.check_settled()
