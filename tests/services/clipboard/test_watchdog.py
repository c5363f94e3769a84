"""A program that ends suddenly on a real terminal line, and what the watchdog then does there."""

import json
import os
import pty
import signal
import subprocess
import sys
import termios
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.clipboard.watchdog import Watchdog
from tests.services.clipboard.desktops import until
from tests.services.clipboard.insider import ROOT
from tests.services.clipboard.multiplexers import TmuxServer
from tests.services.clipboard.terminal_line import Line

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no terminal lines and signals like these")

CLEAR = b"\x1b]52;c;IA==\x07"
LEAVE = b"\x1b[?1049l"
ENVIRON = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[3]), "UNCONCERNED": "a-marker"}

PROGRAM = """
import fcntl, os, signal, sys, termios, tty
from services.clipboard.choose import choose
from services.clipboard.watchdog import Watchdog
from services.clipboard.watched import Watched
from services.model.secret import Secret

dies = False

def write(text):
    os.write(2, text.encode())
    if dies:
        os.kill(os.getpid(), signal.SIGKILL)

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup, under which the tests may run, has it ignored
watchdog = Watchdog(2)
if os.isatty(0):
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    tty.setraw(0)
write("\\x1b[?1049h")
clipboard = Watched(choose(write, environ=os.environ, setting=os.environ.get("SETTING", "osc52")), watchdog)
secret = Secret(os.environ["MADE_OF"][::-1])
while True:
    write("ready\\n")
    command = os.read(0, 100).decode()
    if command == "copy and die":
        dies = True
        clipboard.copy(secret)
    elif command == "start":
        watchdog.start()
    elif command == "lend":
        watchdog.lend()
    elif command == "copy":
        clipboard.copy(secret)
    elif command == "clear":
        clipboard.clear()
    elif command == "goodbye":
        watchdog.goodbye()
    elif command == "leave":
        break
    else:
        os.kill(os.getpid(), getattr(signal, command))
"""


@pytest.fixture
def open_line(plain_token: str) -> Iterator[Callable[..., Line]]:
    lines: list[Line] = []

    def open_(**more: str) -> Line:
        lines.append(Line(PROGRAM, {**ENVIRON, "MADE_OF": plain_token[::-1], **more}))
        return lines[-1]

    yield open_
    for line in lines:
        line.close()


@pytest.mark.parametrize("how", ["SIGKILL", "SIGSEGV", "SIGTERM", "SIGHUP"])
def test_a_sudden_end_clears_the_clipboard_and_leaves_the_alternate_screen(
    how: str, open_line: Callable[..., Line]
) -> None:
    line = open_line()
    line.tell("copy")
    line.tell(how, then=b"")
    written = line.read_to_the_end()
    assert CLEAR in written
    assert written.index(CLEAR) < written.index(LEAVE)
    for mode in (b"?25h", b"?1000l", b"?1002l", b"?1003l", b"?1006l", b"?2004l"):
        assert b"\x1b[" + mode in written


def test_the_clipboard_is_cleared_when_the_app_is_killed_during_a_copy(
    open_line: Callable[..., Line], plain_token: str
) -> None:
    line = open_line()
    line.tell("copy and die", then=b64encode(plain_token.encode()))
    assert CLEAR in line.read_to_the_end().partition(b64encode(plain_token.encode()))[2]


def test_through_gnu_screen_the_clear_is_wrapped(open_line: Callable[..., Line]) -> None:
    line = open_line(SETTING="screen", STY="1.test")
    line.tell("copy")
    line.tell("SIGKILL", then=b"")
    assert b"\x1bP\x1b]52;c;IA==\x07\x1b\\" in line.read_to_the_end()


def test_the_tmux_buffer_is_deleted_when_the_app_is_killed(
    tmux: TmuxServer, open_line: Callable[..., Line], plain_token: str
) -> None:
    tmux.run("load-buffer", "-b", "mine", "-", stdin=b"a shopping list")
    line = open_line(**tmux.environ, SETTING="tmux", SSH_TTY="1")
    line.tell("copy")
    assert sorted(tmux.buffers().values()) == sorted([plain_token.encode(), b"a shopping list"])
    line.tell("SIGKILL", then=b"")
    assert LEAVE in line.read_to_the_end()
    assert tmux.buffers() == {"mine": b"a shopping list"}


def test_a_clipboard_that_was_cleared_is_not_cleared_again(open_line: Callable[..., Line]) -> None:
    line = open_line()
    line.tell("copy")
    line.tell("clear")
    line.tell("SIGKILL", then=b"")
    written = line.read_to_the_end()
    assert b"]52;" not in written
    assert LEAVE in written


def test_without_a_copy_only_the_screen_is_restored(open_line: Callable[..., Line]) -> None:
    line = open_line()
    line.tell("start")
    line.tell("SIGKILL", then=b"")
    written = line.read_to_the_end()
    assert LEAVE in written
    assert b"]52;" not in written


def test_while_another_program_has_the_terminal_only_the_clipboard_is_cleared(open_line: Callable[..., Line]) -> None:
    line = open_line()
    line.tell("copy")
    line.tell("lend")
    line.tell("SIGKILL", then=b"")
    written = line.read_to_the_end()
    assert CLEAR in written
    assert LEAVE not in written


def test_after_an_orderly_end_nothing_is_written_and_no_process_is_left(open_line: Callable[..., Line]) -> None:
    line = open_line()
    line.tell("copy")
    line.tell("goodbye")
    assert line.seen == b"ready\n"
    assert line.children() == []
    line.tell("copy")  # it does not come back
    assert line.children() == []
    line.seen = b""
    line.tell("SIGKILL", then=b"")
    assert line.read_to_the_end() == b""


def test_a_killed_watchdog_is_replaced_with_the_next_copy(open_line: Callable[..., Line]) -> None:
    line = open_line()
    line.tell("copy")
    watchdog = line.watchdog()
    os.kill(watchdog, signal.SIGKILL)
    until(lambda: "State:\tZ" in Path(f"/proc/{watchdog}/status").read_text())
    line.tell("copy")
    line.tell("SIGKILL", then=b"")
    assert CLEAR in line.read_to_the_end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_watchdog_ignores_sigterm_sigint_and_sighup(number: signal.Signals, open_line: Callable[..., Line]) -> None:
    line = open_line()
    line.tell("copy")
    os.kill(line.watchdog(), number)
    line.tell("SIGKILL", then=b"")
    assert CLEAR in line.read_to_the_end()


def test_the_watchdog_never_sees_the_secret(open_line: Callable[..., Line], plain_token: str) -> None:
    line = open_line()
    line.tell("copy")
    watchdog = line.watchdog()
    for name in ("cmdline", "environ"):
        told = Path(f"/proc/{watchdog}/{name}").read_bytes()
        assert plain_token.encode() not in told
        assert plain_token[::-1].encode() not in told  # in the environment of the program itself
        assert b"a-marker" not in told
    assert b"PATH=" in Path(f"/proc/{watchdog}/environ").read_bytes()
    with open(f"/proc/{watchdog}/mem", "rb", buffering=0) as memory:
        for mapped in Path(f"/proc/{watchdog}/maps").read_text().splitlines():
            span, mode = mapped.split()[:2]
            if "rw" in mode:
                start, end = (int(text, 16) for text in span.split("-"))
                memory.seek(start)
                assert plain_token.encode() not in memory.read(end - start)


def test_the_terminal_settings_are_restored_after_the_app_is_killed(open_line: Callable[..., Line]) -> None:
    line = open_line()
    before = line.found
    line.tell("copy")
    assert not termios.tcgetattr(line.other_end)[3] & (termios.ICANON | termios.ECHO)
    line.tell("SIGKILL", then=LEAVE)
    assert termios.tcgetattr(line.other_end) == before


def test_terminal_settings_of_another_program_are_left_alone(open_line: Callable[..., Line]) -> None:
    line = open_line()
    line.tell("copy")
    theirs = termios.tcgetattr(line.other_end)
    theirs[3] |= termios.ISIG
    termios.tcsetattr(line.other_end, termios.TCSANOW, theirs)
    line.tell("SIGKILL", then=LEAVE)
    assert termios.tcgetattr(line.other_end) == theirs


def test_the_watchdog_clears_tmux_for_an_app_without_a_terminal(tmux: TmuxServer, plain_token: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**ENVIRON, **tmux.environ, "SETTING": "tmux", "SSH_TTY": "1", "MADE_OF": plain_token[::-1]},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
    ) as program:
        assert program.stdin
        assert program.stderr
        program.stdin.write(b"copy")
        until(lambda: plain_token.encode() in tmux.buffers().values())
        program.kill()
    until(lambda: tmux.buffers() == {})


def test_the_watchdog_starts_without_a_terminal_and_writes_nothing(tmp_path: Path) -> None:
    with open(tmp_path / "log", "wb") as log:
        watchdog = Watchdog(log.fileno())
        watchdog.start()
        assert watchdog.is_watching
        watchdog.goodbye()
    assert (tmp_path / "log").read_bytes() == b""


def test_the_watchdog_ends_when_the_output_of_the_terminal_is_stopped() -> None:
    end, line = pty.openpty()
    termios.tcflow(line, termios.TCOOFF)  # as ctrl+s does
    script = "from services.clipboard import watchdog_child as child; child.WHOLE_SECONDS = 1; child.main()"
    message = {"sequence": "", "commands": [], "restores": True, "attributes": None}
    told = json.dumps(message).encode() + b"\n"
    done = subprocess.run([sys.executable, "-c", script], input=told, stdout=line, cwd=ROOT, timeout=20, check=False)
    assert done.returncode == -signal.SIGALRM
    os.close(line)
    os.close(end)
