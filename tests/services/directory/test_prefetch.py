"""Oneself, read by a second process: what it finds, what it leaves to others, and that nothing is left of it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from services.config.options import Options
from services.demo.tenancy import Tenancy
from tests.e2e.key_files import locked_copy
from tests.services.accounts import Served, operations, served
from tests.services.clipboard.desktops import until

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux doubles a process safely"),
    pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="with one core it would gain nothing"),
]

PROGRAM = """
import json, signal, sys
from services.config.options import Options
from services.directory.prefetch import read_ahead
if "ignoring" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
ahead = read_ahead(Options(**json.loads(sys.argv[1])))
print("begun" if ahead else "not begun", flush=True)
found = ahead.wait() if ahead else None
print(json.dumps(found and [found.user.name, [each.description for each in found.credentials]]))
"""


@pytest.fixture
def where(tenancy: Tenancy, tmp_path: Path) -> Iterator[Served]:
    with served(tenancy, tmp_path, user="shop.mailer") as found:
        yield replace(found, options=replace(found.options, directory="classic"))


def program(options: Options, *more: str) -> "subprocess.Popen[str]":
    """In a process of its own: the tests have more than one thread."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, json.dumps(asdict(options)), *more],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(options: Options) -> tuple[str, object]:
    """Whether it began, and what it found."""
    with program(options) as process:
        output, errors = process.communicate(timeout=60)
    assert errors == ""
    begun, found = output.splitlines()
    return begun, json.loads(found)


@pytest.mark.parametrize(
    ("directory", "operation"), [("domains", "list_my_smtp_credentials"), ("classic", "list_smtp_credentials")]
)
def test_the_prefetch_reads_the_signed_in_user_and_their_credentials(
    where: Served, tenancy: Tenancy, directory: str, operation: str
) -> None:
    mine = [item.description for item in tenancy.credentials(tenancy.user_ocid("shop.mailer"))]
    assert told(replace(where.options, directory=directory)) == ("begun", ["shop.mailer", mine])
    assert operations(tenancy).count(operation) == 1


def test_the_prefetch_does_not_start_for_the_sample_tenancy() -> None:
    assert told(Options(demo=True)) == ("not begun", None)


def test_without_a_config_file_the_prefetch_finds_nothing_and_prints_no_error(tmp_path: Path) -> None:
    assert told(Options(config_file=str(tmp_path / "none"))) == ("begun", None)


def test_the_prefetch_sends_no_request_when_the_api_key_is_encrypted(where: Served, tmp_path: Path) -> None:
    key = where.config_file.with_name("oci_api_key.pem")
    locked = locked_copy(key, tmp_path, "a passphrase")
    where.config_file.write_text(where.config_file.read_text().replace(str(key), str(locked)))
    assert told(where.options) == ("begun", None)
    assert operations(where.tenancy) == []


def test_the_prefetch_sends_no_request_with_a_session_token(tenancy: Tenancy, tmp_path: Path) -> None:
    with served(tenancy, tmp_path, user="shop.mailer", token=True) as where:
        assert told(where.options) == ("begun", None)
    assert operations(tenancy) == []


@pytest.mark.parametrize("kind", ["401", "404", "503", "reset-after"])
def test_the_prefetch_finds_nothing_when_a_request_fails(where: Served, tenancy: Tenancy, kind: str) -> None:
    tenancy.faults.add(kind, "list_smtp_credentials", times=0)
    assert told(where.options) == ("begun", None)


@pytest.mark.parametrize(("how", "more"), [(signal.SIGKILL, ()), (signal.SIGTERM, ()), (signal.SIGKILL, ("ignoring",))])
def test_the_prefetch_process_ends_when_a_signal_ends_the_app(
    where: Served, tenancy: Tenancy, how: signal.Signals, more: tuple[str, ...]
) -> None:
    tenancy.latencies["get_user"] = 60
    with program(where.options, *more) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        (child,) = children(process.pid)
        until(lambda: is_asking(child))
        process.send_signal(how)
        process.wait(20)
        until(lambda: not Path(f"/proc/{child}").exists())


def test_waiting_for_a_killed_prefetch_gets_no_answer(where: Served, tenancy: Tenancy) -> None:
    tenancy.latencies["get_user"] = 60
    with program(where.options) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        (child,) = children(process.pid)
        os.kill(child, signal.SIGKILL)
        assert process.communicate(timeout=20)[0] == "null\n"


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_asking(pid: int) -> bool:
    """Whether it has a connection by now."""
    try:
        return any(os.readlink(each).startswith("socket:") for each in Path(f"/proc/{pid}/fd").iterdir())
    except FileNotFoundError:  # closed meanwhile
        return False
