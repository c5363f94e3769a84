"""Copying from a hardened process, watched as in the app: the same as from any other."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services.clipboard.desktops import Desk, until
from tests.services.clipboard.multiplexers import TmuxServer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a hardened process differs in nothing")

SCRIPT = """
import os, signal, sys
from services.system.hardening import harden
harden()
from services.clipboard.choose import choose
from services.clipboard.watchdog import Watchdog
from services.clipboard.watched import Watched
from services.model.secret import Secret

watchdog = Watchdog(2)
clipboard = Watched(choose(print, environ=os.environ, setting=sys.argv[1]), watchdog)
print(clipboard.copy(Secret(sys.stdin.readline().rstrip("\\n"))).state.value, flush=True)
if sys.stdin.readline() == "kill\\n":
    os.kill(os.getpid(), signal.SIGKILL)
print(clipboard.clear().state.value, flush=True)
watchdog.goodbye()
"""

Pasted = Callable[[], bytes]


class Program:
    """A hardened one that has copied."""

    def __init__(self, setting: str, environ: dict[str, str], plain: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, setting],
            env={**environ, "PYTHONPATH": str(Path(__file__).parents[3])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.said = self._ask(plain)

    def _ask(self, text: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{text}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def end(self, command: str) -> str:
        """What it says about clearing; nothing where it is killed."""
        said = self._ask(command)
        self._process.communicate(timeout=20)
        return said


@pytest.mark.parametrize(
    ("setting", "cleared"),
    [
        ("x11", "cleared"),
        ("wayland", "cleared"),
        ("copykitten", "cleared"),
        ("pyperclip", "cleared"),
        ("tmux", "clear sent"),
    ],
)
def test_copy_and_clear_work_in_a_hardened_process(
    setting: str, cleared: str, request: pytest.FixtureRequest, plain: str
) -> None:
    environ, pasted = desk_of(setting, request)
    program = Program(setting, environ, plain)
    assert program.said == "copied"
    assert pasted() == plain.encode()
    assert program.end("clear") == cleared
    assert pasted() == b""


@pytest.mark.parametrize("setting", ["x11", "wayland", "copykitten", "tmux"])
def test_the_clipboard_is_cleared_when_a_hardened_process_is_killed(
    setting: str, request: pytest.FixtureRequest, plain: str
) -> None:
    environ, pasted = desk_of(setting, request)
    program = Program(setting, environ, plain)
    assert pasted() == plain.encode()
    assert program.end("kill") == ""
    until(lambda: pasted() == b"")


def desk_of(setting: str, request: pytest.FixtureRequest) -> tuple[dict[str, str], Pasted]:
    if setting == "tmux":
        server: TmuxServer = request.getfixturevalue("tmux_server")
        return {**server.environ, "SSH_TTY": "1"}, lambda: b"".join(server.buffers().values())
    desk: Desk = request.getfixturevalue(setting)
    return dict(desk.environ), desk.paste


@pytest.fixture
def tmux_server(tmp_path: Path) -> Iterator[TmuxServer]:
    with TmuxServer.start(tmp_path) as server:
        yield server
