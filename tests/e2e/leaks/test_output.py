"""The sentinel on the command line: a password goes to standard output, where it was asked for, and nowhere else."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.leaks.forms import forms, is_in
from tests.e2e.leaks.trap import Trap
from tests.e2e.served import Served
from tests.services.clipboard.desktops import until

SHELL = 'exec 3>&1; "$@" | cat >&3'


def test_generate_into_a_pipe_leaks_no_password_elsewhere(trap: Trap, served: Served, tmp_path: Path) -> None:
    """Though the profile asks the SDK to print every request, there is the credential and no more."""
    options = ("--config-file", str(served.config(tmp_path, log_requests="true")), *served.options[2:])
    generate = [*trap.command(), *options, "generate", "kim.park", "-d", "piped", "--output", "json"]
    done = subprocess.run(["sh", "-c", SHELL, "sh", *generate], env=trap.environ, capture_output=True, timeout=60)
    password = json.loads(done.stdout)["password"]
    assert password == served.credentials("kim.park")[-1]["password"]
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""
    trap.check(password)


@pytest.fixture
def slow_to_delete(served: Served) -> Iterator[Served]:
    """A credential that is taken back stays long enough to be looked at."""
    served.latency(delete_smtp_credential=1.5)
    yield served
    served.calm()


def test_generate_to_a_full_device_deletes_the_credential_without_a_leak(trap: Trap, slow_to_delete: Served) -> None:
    generate = [*trap.command(), *slow_to_delete.options, "generate", "kim.park2", "-d", "lost", "--output", "json"]
    with (
        open("/dev/full", "wb") as full,
        subprocess.Popen(generate, env=trap.environ, stdout=full, stderr=subprocess.PIPE) as process,
    ):
        until(lambda: slow_to_delete.credentials("kim.park2"), 30)
        password = slow_to_delete.credentials("kim.park2")[-1]["password"]
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"so the credential was deleted" in errors
    assert not is_in(errors, forms(password))
    assert slow_to_delete.credentials("kim.park2") == []
    trap.check(password)


def test_the_journal_and_the_lists_have_no_password(trap: Trap, served: Served) -> None:
    told = b""
    for arguments in (
        ("generate", "helpdesk.agent", "-d", "listed"),
        ("list", "helpdesk.agent"),
        ("list", "helpdesk.agent", "--output", "json"),
        ("list", "helpdesk.agent", "--output", "csv"),
        ("recover", "--output", "json"),
    ):
        command = [*trap.command(), *served.options, *arguments]
        done = subprocess.run(command, env=trap.environ, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr
        told += done.stderr + (done.stdout if arguments[0] != "generate" else b"")
    password = served.credentials("helpdesk.agent")[-1]["password"]
    assert b"helpdesk.agent" in told
    assert not is_in(told, forms(password))
    trap.check(password)


def test_the_doctor_report_has_no_password_ocid_or_user_name(trap: Trap, served: Served, tmp_path: Path) -> None:
    generate = [*trap.command(), *served.options, "generate", "status.page", "-d", "reported", "-o", "json"]
    made = json.loads(subprocess.run(generate, env=trap.environ, capture_output=True, timeout=60, check=True).stdout)
    config = Path(served.options[served.options.index("--config-file") + 1])
    values = [line.partition("=")[2].strip() for line in config.read_text().splitlines() if "=" in line]
    report = tmp_path / "report.txt"
    more = {"HTTPS_PROXY": f"http://status.page:{made['password']}@127.0.0.1:9/", "NO_PROXY": "127.0.0.1"}
    command = [*trap.command(more=more), *served.options, "doctor", "--report", str(report)]
    done = subprocess.run(command, env=trap.environ, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = report.read_bytes() + done.stderr
    assert b"region: us-ashburn-1" in told
    assert b"[checks]" in told
    assert b"HTTPS_PROXY: " in told, "as an address or, where the password makes it ambiguous, as `other`"
    for value in (made["password"], made["user_name"], made["credential_id"], *values):
        if value != "us-ashburn-1":
            assert not is_in(told, forms(value)), value
    assert b"ocid1." not in told
    assert b"status.page" not in told
    assert report.stat().st_mode & 0o777 == 0o600
    again = subprocess.run(command, env=trap.environ, capture_output=True, timeout=60)
    assert again.returncode == 2, "it overwrites nothing"
