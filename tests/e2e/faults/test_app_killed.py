"""The app in a terminal, ended in the Generate dialog and in the credential dialog, and the start after that."""

import signal
from collections.abc import Callable

import pytest

from services.credentials.journal_record import JournalState
from tests.e2e.faults.ending import settle_in_the_end, until_asked
from tests.e2e.faults.lab import Bench
from tests.e2e.faults.runner import BEFORE, RENAMED, Plan
from tests.e2e.program import FIELD
from tests.e2e.terminal import Terminal

LEAVE_ALTERNATE_SCREEN = b"\x1b[?1049l"
SENT, CREATED = 2, 3

HUNG_UP = 0
"""Stands for the exit code of a program whose terminal is gone."""

NOT_FLUSHED = 120
"""Python's own exit code where the last of the output could not be written (sys.exit in its manual)."""

Ending = Callable[[Terminal], int]


def by(number: signal.Signals) -> Ending:
    """Ends the app by a signal; the exit code to expect."""

    def end(terminal: Terminal) -> int:
        terminal.signal(number)
        return -number if number is signal.SIGKILL else 128 + number

    return end


def by_hanging_up(terminal: Terminal) -> int:
    """Closes the terminal, as a lost SSH connection does; the exit code to expect."""
    terminal.close_terminal()
    return HUNG_UP


ENDINGS = pytest.mark.parametrize(
    "end",
    [by(signal.SIGKILL), by(signal.SIGTERM), by(signal.SIGHUP), by(signal.SIGINT), by_hanging_up],
    ids=["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "pty closed"],
)


def generating(bench: Bench, plan: Plan | None = None) -> Terminal:
    """The app, with the request on its way."""
    terminal = bench.open(*bench.at_generate, plan=plan or Plan(answer_seconds=60))
    terminal.wait_for_keyboard(FIELD)
    terminal.type("in the app")
    terminal.press("enter")
    return terminal


def at_the_credential(bench: Bench) -> Terminal:
    """The app, with the credential dialog open and the password masked."""
    terminal = generating(bench)
    terminal.wait_for("SMTP credential ─", "Password")
    return terminal


def end_and_look(bench: Bench, terminal: Terminal, end: Ending) -> None:
    """End the app; the terminal is left in order where a program can see to that."""
    code = end(terminal)
    if code == HUNG_UP:
        assert terminal.exit_code in (128 + signal.SIGHUP, NOT_FLUSHED)
    else:
        assert terminal.exit_code == code
    if code in (128 + signal.SIGTERM, 128 + signal.SIGHUP, 128 + signal.SIGINT):
        assert LEAVE_ALTERNATE_SCREEN in terminal.transcript[-2000:]
    bench.check()


@pytest.mark.parametrize(("write", "moment"), [(SENT, RENAMED), (CREATED, BEFORE), (CREATED, RENAMED)])
def test_recover_leaves_no_credential_after_sigkill_during_a_journal_write(
    bench: Bench, write: int, moment: str
) -> None:
    terminal = generating(bench, Plan(write, moment))
    assert terminal.exit_code == -signal.SIGKILL
    bench.check()
    settle_in_the_end(bench)
    assert bench.ocids == set()


@ENDINGS
def test_recover_leaves_no_credential_if_the_app_ends_while_waiting_for_oci(bench: Bench, end: Ending) -> None:
    bench.fault("late" if end is by_hanging_up else "lost")
    terminal = generating(bench)
    until_asked(bench)
    end_and_look(bench, terminal, end)
    bench.calm()
    settle_in_the_end(bench)
    assert bench.ocids == set()


@ENDINGS
def test_recover_deletes_a_credential_whose_password_was_never_shown(bench: Bench, end: Ending) -> None:
    end_and_look(bench, at_the_credential(bench), end)
    [record] = bench.journal.unfinished()
    assert record.state is JournalState.CREATED
    settle_in_the_end(bench)
    assert bench.ocids == set()


@ENDINGS
def test_recover_keeps_a_credential_whose_password_was_shown_or_copied(bench: Bench, end: Ending) -> None:
    terminal = at_the_credential(bench)
    [(ocid, password)] = bench.issued.items()
    if end is by_hanging_up:
        terminal.press("y")
        terminal.wait_for(lambda: terminal.clipboard == password.encode())
    else:
        terminal.press("v")
        terminal.wait_for(password)
    bench.seen.add(ocid)
    end_and_look(bench, terminal, end)
    [record] = bench.journal.unfinished()
    assert record.state is JournalState.SHOWN
    settle_in_the_end(bench)
    assert bench.ocids == {ocid}


def test_the_next_start_deletes_and_reports_a_credential_that_was_never_shown(bench: Bench) -> None:
    by(signal.SIGKILL)(at_the_credential(bench))
    terminal = bench.open()
    terminal.wait_for("never", "deleted")  # a toast, which does not wait for the name of the tenancy
    terminal.wait_for("acmedemo")
    assert "credential was interrupted" not in terminal.text
    bench.check_settled()
    assert bench.ocids == set()


def test_the_next_start_asks_about_a_credential_whose_password_was_shown(bench: Bench) -> None:
    terminal = at_the_credential(bench)
    [(ocid, password)] = bench.issued.items()
    terminal.press("v")
    terminal.wait_for(password)
    bench.seen.add(ocid)
    by_hanging_up(terminal)
    again = bench.open()
    again.wait_for("1 credential was interrupted")
    again.press("U")
    again.wait_for("Interrupted credential", "was shown", "Keep it (I have the password)")
    again.press("down", "enter")
    again.wait_for(lambda: not bench.journal.unfinished())
    bench.check_settled()
    assert bench.ocids == {ocid}
