"""The person's ssh client dies in the middle of the credential dialog: a real sshd, a real ssh, on loopback."""

import shlex
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from services.credentials.journal_record import JournalState
from tests.e2e.faults.lab import Bench
from tests.e2e.program import PROGRAM
from tests.e2e.terminal import Terminal
from tests.sshd import Sshd

DEADLINE_S = 20.0


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    server = Sshd(tmp_path_factory.mktemp("sshd"))
    yield server
    server.stop()


def over_ssh(bench: Bench, sshd: Sshd) -> Terminal:
    """The app on the far side, with the credential dialog open and the password masked."""
    variables = [f"{name}={value}" for name, value in bench.environ.items()]
    remote = ["env", *variables, PROGRAM, *bench.lab.options, *bench.at_generate]
    terminal = Terminal(sshd.command(shlex.join(remote)), bench.environ)
    bench.terminals.append(terminal)
    terminal.wait_for("Generate SMTP Credentials")
    terminal.type("over ssh")
    terminal.press("enter")
    terminal.wait_for("SMTP credential ─", "Password")
    return terminal


def kill_the_client(bench: Bench, terminal: Terminal) -> None:
    """And wait until the program on the far side has gone as well."""
    [record] = bench.journal.unfinished()
    assert bench.journal.is_held(record)
    terminal.signal(signal.SIGKILL)
    end = time.monotonic() + DEADLINE_S
    while bench.journal.is_held(record):
        assert time.monotonic() < end, f"the program outlives its connection\n{_processes()}"


def _processes() -> str:
    """What runs, and what it waits for."""
    columns = "pid,ppid,pgid,tty,stat,wchan:24,etimes,args"
    return subprocess.run(["ps", "-eo", columns], capture_output=True, text=True, check=False).stdout


def test_the_next_start_deletes_a_masked_credential_after_ssh_is_killed(bench: Bench, sshd: Sshd) -> None:
    terminal = over_ssh(bench, sshd)
    kill_the_client(bench, terminal)
    [record] = bench.journal.unfinished()
    assert record.state is JournalState.CREATED
    assert len(bench.ocids) == 1
    bench.check()
    again = bench.open()
    again.wait_for("never", "deleted")  # a toast, which does not wait for the name of the tenancy
    again.wait_for("acmedemo")
    bench.check_settled()
    assert bench.ocids == set()


@pytest.mark.parametrize("key", ["v", "y"])
def test_the_next_start_asks_about_a_seen_credential_after_ssh_is_killed(bench: Bench, sshd: Sshd, key: str) -> None:
    terminal = over_ssh(bench, sshd)
    [(ocid, password)] = bench.issued.items()
    terminal.press(key)
    terminal.wait_for(password if key == "v" else lambda: terminal.clipboard == password.encode())
    bench.seen.add(ocid)
    kill_the_client(bench, terminal)
    [record] = bench.journal.unfinished()
    assert record.state is JournalState.SHOWN
    assert bench.recover() == 5
    bench.check_settled()
    again = bench.open()
    again.wait_for("1 credential was interrupted")
    again.press("U")
    again.wait_for("Keep it (I have the password)", "Delete the credential")
    again.press("down", "down", "enter")
    again.wait_for(lambda: not bench.journal.unfinished())
    assert bench.ocids == set()
