"""`generate` claims no more than it knows: whether anything has the password, and what exists after an interruption."""

import itertools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState
from services.model.values import SMTP_CREDENTIAL_LIMIT
from tests.e2e.program import PROGRAM, Opener, run
from tests.e2e.served import Served

PEOPLE = itertools.cycle(
    """
    newsletter.sender kim.park kim.park2 helpdesk.agent rajesh.ivanova giulia.fernandez hakon.al-farsi siobhan.murphy
    ravi.adeyemi sofia.moreau ngozi.singh piotr.jones lucas.nielsen omar.boateng stefan.holm dimitri.smith@example.org
    wei.jorgensen@example.com nokuthula.sharma@example.com valentina.costa@emea.example.com elif.sato@example.org
    kwame.lindqvist@example.com jean-luc.kaczmarek@example.com minh.weber@emea.example.com ahmed.park@apac.example.net
    freja.martinez oksana.ndlovu@apac.example.net daniel.laurent@example.org ji-woo.popescu@example.com
    """.split()  # noqa: SIM905 - a line of names is easier to read
)
"""Users without a credential to begin with: each has place for two tests."""


class Desk:
    """A person at a shell, with a user of the tenancy to generate for."""

    before = 0

    def __init__(self, served: Served, environ: dict[str, str], home: Path) -> None:
        self.served = served
        self.environ = environ
        self.journal = Journal(home / "state" / "oci-smtp" / "journal")
        self.user = next(name for name in PEOPLE if len(served.credentials(name)) < SMTP_CREDENTIAL_LIMIT)
        self.before = len(self.held())
        self.generate = [PROGRAM, *served.options, "generate", self.user, "-d", "x", "--output", "json"]

    def shell(self, line: str) -> "subprocess.CompletedProcess[str]":
        """Run a line of bash in which "$@" generates, and `code` tells how that ended."""
        command = ["/bin/bash", "-c", f"{line}; echo code ${{PIPESTATUS[0]}} >&2", "bash", *self.generate]
        return subprocess.run(command, env=self.environ, capture_output=True, text=True, timeout=90)

    def states(self) -> list[JournalState]:
        return [record.state for record in self.journal.records()]

    def until(self, is_so: Callable[[], bool]) -> None:
        end, idle = time.monotonic() + 30, select.poll()
        while not is_so():
            assert time.monotonic() < end
            idle.poll(10)

    def held(self) -> list[dict[str, str]]:
        """The credentials that the test has made."""
        return self.served.credentials(self.user)[self.before :]


@pytest.fixture
def custody_desk(served: Served, environ: dict[str, str], home: Path) -> Iterator[Desk]:
    yield Desk(served, environ, home)
    served.calm()


@pytest.mark.parametrize(
    "reader",
    ["cat", "(sleep 2; cat)", "head -c 9999", 'while read -r line; do echo "$line"; done', "tee copy", "cat > copy"],
)
def test_a_reader_that_reads_all_output_confirms_the_credential(custody_desk: Desk, reader: str) -> None:
    ran = custody_desk.shell(f'"$@" | {reader}')
    assert "code 0" in ran.stderr
    assert custody_desk.states() == [JournalState.CONFIRMED]


@pytest.mark.parametrize(
    "reader", ["(sleep 2; exit 1)", "head -c 20", "(read -r -n 5; sleep 1)", "(exec <&-; sleep 1)"]
)
def test_a_reader_that_ends_early_never_confirms_the_credential(custody_desk: Desk, reader: str) -> None:
    ran = custody_desk.shell(f'"$@" | {reader}')
    if custody_desk.states() == [JournalState.DISCARDED]:  # it was gone before anything was written
        assert "so the credential was deleted" in ran.stderr
        assert "code 1" in ran.stderr
        assert custody_desk.held() == []
        return
    assert "code 5" in ran.stderr
    assert custody_desk.states() == [JournalState.SHOWN]
    assert "ended before it read all of it" in ran.stderr
    assert "oci-smtp recover" in ran.stderr
    assert len(custody_desk.held()) == 1


def test_generate_waits_for_a_reader_that_never_reads_and_confirms_nothing(custody_desk: Desk) -> None:
    ours, theirs = os.pipe()
    ran = subprocess.run(
        custody_desk.generate,
        env=custody_desk.environ,
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        timeout=90,
        check=False,
    )
    os.close(theirs)
    assert ran.returncode == 5
    assert "Waiting until the output is read" in ran.stderr
    assert "didn't read it" in ran.stderr
    assert custody_desk.states() == [JournalState.SHOWN]
    assert json.loads(os.read(ours, 9999))["password"] == custody_desk.held()[0]["password"]
    os.close(ours)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/urandom"])
@pytest.mark.parametrize("more", ["", "--reveal"])
def test_a_device_that_keeps_nothing_is_rejected_before_anything_is_generated(
    custody_desk: Desk, device: str, more: str
) -> None:
    asked = custody_desk.served.asked("create_smtp_credential")
    ran = custody_desk.shell(f'"$@" {more} > {device}')
    assert "code 2" in ran.stderr
    assert f"The output goes to {device}" in ran.stderr
    assert custody_desk.served.asked("create_smtp_credential") == asked
    assert custody_desk.states() == []


def test_output_to_a_file_confirms_the_credential(custody_desk: Desk) -> None:
    ran = custody_desk.shell('"$@" > copy')
    assert "code 0" in ran.stderr
    assert custody_desk.states() == [JournalState.CONFIRMED]
    assert json.loads(Path("copy").read_text())["password"] == custody_desk.held()[0]["password"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the kernel does not tell what was read")
@pytest.mark.parametrize("is_read", [True, False])
def test_output_to_a_local_socket_is_confirmed_only_after_it_is_read(custody_desk: Desk, is_read: bool) -> None:
    ours, theirs = socket.socketpair()
    with subprocess.Popen(
        custody_desk.generate, env=custody_desk.environ, stdout=theirs.fileno(), stderr=subprocess.DEVNULL
    ) as process:
        theirs.close()
        told = ours.recv(9999, 0 if is_read else socket.MSG_PEEK)
        ours.close()
        assert process.wait(60) == (0 if is_read else 5)
    assert json.loads(told)["password"] == custody_desk.held()[0]["password"]
    assert custody_desk.states() == [JournalState.CONFIRMED if is_read else JournalState.SHOWN]


def test_output_to_a_terminal_with_reveal_confirms_the_credential(custody_desk: Desk, open_app: Opener) -> None:
    terminal = open_app(*custody_desk.generate[1:], "--reveal")
    assert terminal.exit_code == 0
    assert custody_desk.states() == [JournalState.CONFIRMED]


SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGALRM]


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
class TestInterrupted:
    def test_a_signal_after_the_request_reports_a_possible_credential(
        self, custody_desk: Desk, number: signal.Signals
    ) -> None:
        custody_desk.served.latency(create_smtp_credential=20)
        with subprocess.Popen(
            custody_desk.generate, env=custody_desk.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            custody_desk.until(lambda: custody_desk.states() == [JournalState.SENT])
            process.send_signal(number)
            output, errors = process.communicate(timeout=30)
        assert (process.returncode, output) == (5, "")
        assert f"A credential might exist for {custody_desk.user}." in errors
        assert "oci-smtp recover" in errors
        assert "Traceback" not in errors

    def test_a_signal_before_the_request_prints_nothing(self, custody_desk: Desk, number: signal.Signals) -> None:
        custody_desk.served.latency(list_smtp_credentials=20)
        with subprocess.Popen(
            custody_desk.generate, env=custody_desk.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            custody_desk.until(lambda: bool([*custody_desk.journal.directory.glob("*.lock")]))
            process.send_signal(number)
            output, errors = process.communicate(timeout=30)
        assert (process.returncode, output, errors) == (128 + number, "", "")


@pytest.mark.parametrize("gap_seconds", [0, 0.0005, 0.003])
@pytest.mark.parametrize(
    "numbers",
    [
        (signal.SIGINT, signal.SIGINT),
        (signal.SIGHUP, signal.SIGHUP),
        (signal.SIGTERM, signal.SIGTERM, signal.SIGTERM),
        (signal.SIGHUP, signal.SIGTERM),
        (signal.SIGINT, signal.SIGQUIT, signal.SIGINT),
    ],
    ids=lambda numbers: "+".join(number.name for number in numbers),
)
def test_a_second_signal_changes_neither_the_message_nor_the_exit_code(
    custody_desk: Desk, numbers: tuple[signal.Signals, ...], gap_seconds: float
) -> None:
    custody_desk.served.latency(create_smtp_credential=20)
    with subprocess.Popen(
        custody_desk.generate, env=custody_desk.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        custody_desk.until(lambda: custody_desk.states() == [JournalState.SENT])
        for number in numbers:
            process.send_signal(number)
            select.select([], [], [], gap_seconds)  # what is tried, and nothing that is waited for
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (5, "")
    assert f"A credential might exist for {custody_desk.user}." in errors


def test_under_nohup_a_closed_terminal_does_not_interrupt(custody_desk: Desk) -> None:
    custody_desk.served.latency(create_smtp_credential=3)
    command = ["/bin/sh", "-c", 'trap "" HUP; exec "$@"', "sh", *custody_desk.generate]
    with subprocess.Popen(command, env=custody_desk.environ, stdout=subprocess.PIPE, text=True) as process:
        custody_desk.until(lambda: custody_desk.states() == [JournalState.SENT])
        process.send_signal(signal.SIGHUP)
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert json.loads(output)["password"] == custody_desk.held()[0]["password"]


class TestLater:
    @pytest.fixture
    def unresolved_desk(self, custody_desk: Desk) -> Desk:
        """After an interrupted command."""
        assert "code 5" in custody_desk.shell('"$@" | head -c 20').stderr
        return custody_desk

    @pytest.mark.parametrize(
        "asked", [("users",), ("list",), ("list", "--output", "json"), ("users", "--output", "csv")]
    )
    def test_commands_report_an_unresolved_credential_in_one_line(
        self, unresolved_desk: Desk, asked: tuple[str, ...]
    ) -> None:
        ran = run(*unresolved_desk.served.options, *asked, environ=unresolved_desk.environ)
        assert ran.stderr.count("\n") == 1
        assert f"1 interrupted credential is unresolved ({unresolved_desk.user}). Run oci-smtp recover" in ran.stderr
        assert "unresolved" not in ran.stdout

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
    def test_an_interrupted_recover_delete_reports_the_unresolved_credential(
        self, unresolved_desk: Desk, number: signal.Signals
    ) -> None:
        [record] = unresolved_desk.journal.unfinished()
        unresolved_desk.served.latency(delete_smtp_credential=20)
        command = [unresolved_desk.generate[0], *unresolved_desk.served.options, "recover", "--delete", record.intent]
        with subprocess.Popen(
            command, env=unresolved_desk.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            unresolved_desk.until(lambda: unresolved_desk.states() == [JournalState.DISCARDING])
            process.send_signal(number)
            output, errors = process.communicate(timeout=30)
        assert (process.returncode, output) == (5, "")
        assert f"({unresolved_desk.user}). Run oci-smtp recover" in errors
        assert "Traceback" not in errors

    @pytest.mark.parametrize("asked", [("--version",), ("keys",), ("locate",), ("completions", "bash"), ("recover",)])
    def test_instant_commands_and_recover_omit_the_unresolved_notice(
        self, unresolved_desk: Desk, asked: tuple[str, ...]
    ) -> None:
        assert "unresolved (" not in run(*asked, environ=unresolved_desk.environ).stderr

    def test_the_app_reports_an_unresolved_credential_on_quit(self, unresolved_desk: Desk, open_served: Opener) -> None:
        app = open_served()
        app.wait_for("1 credential was interrupted")
        app.press("ctrl+q")
        assert app.exit_code == 0
        assert b"1 interrupted credential is unresolved" in app.transcript.rpartition(b"\x1b[?1049l")[2]

    def test_a_credential_that_another_process_is_generating_is_not_reported(self, custody_desk: Desk) -> None:
        custody_desk.served.latency(create_smtp_credential=20)
        with subprocess.Popen(
            custody_desk.generate, env=custody_desk.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            custody_desk.until(lambda: custody_desk.states() == [JournalState.SENT])
            assert run(*custody_desk.served.options, "users", environ=custody_desk.environ).stderr == ""
            process.kill()


def test_an_interrupted_revoke_reports_an_unknown_outcome(custody_desk: Desk) -> None:
    made = json.loads(custody_desk.shell('"$@"').stdout)
    custody_desk.served.latency(delete_smtp_credential=20)
    command = [PROGRAM, *custody_desk.served.options, "revoke", custody_desk.user, made["credential_id"], "--yes"]
    with subprocess.Popen(command, env=custody_desk.environ, stderr=subprocess.PIPE, text=True) as process:
        custody_desk.until(lambda: is_waiting(process.pid))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 5
    assert "It's unknown whether “x” of" in errors
    assert f"oci-smtp list {custody_desk.user}" in errors


def is_waiting(pid: int) -> bool:
    """Whether the request is out: the program sleeps, heeding signals in its own way."""
    told = Path(f"/proc/{pid}/status").read_text()
    return "State:\tS" in told and bool(int(told.partition("SigCgt:\t")[2].split()[0], 16) & 1 << (signal.SIGUSR1 - 1))
