"""Who started whom, as the kernel and `ps` say it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pexpect
import pytest

from services.clipboard import ancestry
from services.clipboard.ancestry import Process, environ_of, is_remote, lineage, processes
from tests.needs import needs

SHELL = Process(500, 400, "bash", "/dev/pts/1")


@pytest.fixture(params=["/proc", "ps"])
def source(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where it is read: from /proc, or from `ps` as on a Mac."""

    def absent(*_: object) -> NoReturn:
        pytest.fail("there is no such thing here")

    if request.param == "ps":
        needs("ps")
        monkeypatch.setattr(sys, "platform", "darwin")
        monkeypatch.setattr(ancestry, "_of_proc", absent)
    elif sys.platform != "linux":
        pytest.skip("there is no /proc here")
    else:
        monkeypatch.setattr(ancestry, "_listed", absent)
    return str(request.param)


@pytest.fixture
def on_a_terminal() -> Iterator["pexpect.spawn[bytes]"]:
    """A program with a terminal of its own; its name has what parts the fields of a line."""
    spawned = pexpect.spawn(sys.executable, ["-c", "import sys; print('up', flush=True); sys.stdin.read()"])
    spawned.expect_exact("up")
    yield spawned
    spawned.close(force=True)


def test_the_lineage_of_a_program_lists_its_parent_and_grandparent(
    source: str, on_a_terminal: "pexpect.spawn[bytes]"
) -> None:
    started, us, before, *_ = lineage(on_a_terminal.pid)
    assert (started.pid, started.parent, started.terminal) == (on_a_terminal.pid, os.getpid(), _terminal(started.pid))
    assert (us.pid, us.parent, before.pid) == (os.getpid(), os.getppid(), os.getppid())
    assert started in list(processes())


def test_a_process_without_a_terminal_has_an_empty_terminal_name(source: str) -> None:
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as asleep:
        found = lineage(asleep.pid)[0]
        asleep.kill()
    assert (found.name, found.terminal) == ("sleep", "")


def test_a_process_that_ended_has_no_lineage(source: str) -> None:
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    assert lineage(gone.pid) == []
    assert lineage(0) == []


def _terminal(pid: int) -> str:
    return os.readlink(f"/proc/{pid}/fd/0")


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc here")
@pytest.mark.parametrize(
    ("number", "device"),
    [
        (0, ""),
        (136 << 8, "/dev/pts/0"),
        (136 << 8 | 255, "/dev/pts/255"),
        (136 << 8 | 1 << 20, "/dev/pts/256"),
        (136 << 8 | 4095 << 20 | 7, "/dev/pts/1048327"),
        (137 << 8 | 1, "/dev/pts/257"),
        (143 << 8 | 255, "/dev/pts/2047"),
        (144 << 8, ""),
        (135 << 8, ""),
        (4 << 8, "/dev/tty0"),
        (4 << 8 | 63, "/dev/tty63"),
        (4 << 8 | 64, ""),
        (3 << 8 | 1, ""),
        (5 << 8 | 1, ""),
        (0x888 << 8 | 2, ""),
    ],
)
def test_a_terminal_device_is_decoded_from_its_number(
    number: int, device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel packs it so: the minor number in the bits 31 to 20 and 7 to 0, the major one in 15 to 8 (proc(5))."""
    stat = f"7 (a) b) S 3 7 7 {number} 7 4194560\n"
    monkeypatch.setattr(Path, "read_text", lambda path, **_: stat if str(path) == "/proc/7/stat" else "")
    assert ancestry._of_proc(7) == Process(7, 3, "a) b", device)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ([SHELL, Process(400, 1, "sshd", "")], True),
        ([SHELL, Process(400, 9, "mosh-server", "")], True),
        ([SHELL, Process(400, 1, "gnome-terminal-", "")], False),
        ([SHELL, Process(400, 0, "bash", "")], False),
        ([SHELL, Process(400, 2, "xterm", "")], None),
        ([SHELL], None),
        ([], None),
    ],
)
def test_a_lineage_is_remote_local_or_unknown(line: list[Process], answer: bool | None) -> None:
    assert is_remote(line) is answer


def test_a_circular_lineage_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ancestry, "_of_proc", lambda pid: Process(pid, pid, "bash", ""))
    assert len(lineage(5)) == ancestry.MOST


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc here")
def test_the_initial_environment_of_a_process_is_read() -> None:
    given = {"TERM": "x=y", "EMPTY": "", "ODD": os.fsdecode(b"\xff")}
    with subprocess.Popen(["cat"], env=given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as cat:
        assert cat.stdin
        assert cat.stdout
        cat.stdin.write(b"x")
        assert cat.stdout.read(1) == b"x", "now it runs: just started, it has no environment yet"
        assert environ_of(cat.pid) == given
        cat.communicate()
    assert environ_of(cat.pid) == {}
