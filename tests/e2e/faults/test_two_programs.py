"""Two programs on one user at once."""

import signal
import subprocess

from services.credentials.journal_record import JournalState
from services.model.values import SMTP_CREDENTIAL_LIMIT
from tests.e2e.faults.lab import Bench
from tests.e2e.program import FIELD, PROGRAM
from tests.e2e.terminal import Terminal


def with_the_credential_open(bench: Bench) -> Terminal:
    """An app that shows a credential, with the password masked."""
    terminal = bench.open(*bench.at_generate)
    terminal.wait_for_keyboard(FIELD)
    terminal.type("first")
    terminal.press("enter")
    terminal.wait_for("SMTP credential ─", "Password")
    return terminal


def test_the_cli_neither_generates_nor_deletes_while_a_credential_is_open(bench: Bench) -> None:
    terminal = with_the_credential_open(bench)
    [ocid] = bench.ocids
    assert bench.run(*bench.generate) == 1
    assert "Another oci-smtp" in bench.told()
    assert bench.posts == 1
    assert bench.recover() == 5
    assert "Another oci-smtp process is working on it" in bench.told()
    assert bench.run("recover") == 5
    assert "--yes deletes the credential" not in bench.told()
    assert bench.ocids == {ocid}
    assert bench.journal.unfinished()[0].state is JournalState.CREATED
    terminal.press("y")
    terminal.wait_for("Cleared in")
    terminal.press("enter", "enter")
    terminal.wait_for(lambda: not bench.journal.unfinished())
    bench.seen.add(ocid)
    assert bench.recover() == 0
    bench.check_settled()
    assert bench.ocids == {ocid}


def test_a_second_app_does_not_list_an_open_credential_as_interrupted(bench: Bench) -> None:
    first = with_the_credential_open(bench)
    second = bench.open()
    second.wait_for("acmedemo")
    second.press("U")
    second.wait_for("No interrupted credentials")
    assert len(bench.ocids) == 1
    first.signal(signal.SIGKILL)
    first.wait_for(lambda: not first.is_running)
    third = bench.open()
    third.wait_for("never", "deleted")  # a toast, which does not wait for the name of the tenancy
    third.wait_for("acmedemo")
    assert bench.ocids == set()


def test_parallel_generate_commands_stop_at_the_limit_of_two_credentials(bench: Bench) -> None:
    command = [PROGRAM, *bench.generate, *bench.lab.options]
    running = []
    for number in range(4):
        with open(bench.home / f"many{number}.out", "wb") as output:
            environ = {**bench.environ, "OCI_SMTP_STATE_DIR": str(bench.state / "oci-smtp")}
            running.append(subprocess.Popen(command, env=environ, stdout=output, stderr=subprocess.DEVNULL))
    codes = sorted(process.wait(60) for process in running)
    assert set(codes) <= {0, 1, 3}
    assert len(bench.ocids) == codes.count(0) == SMTP_CREDENTIAL_LIMIT - 1
    bench.recover()
    bench.check_settled()
    assert bench.ocids == bench.handed_over
