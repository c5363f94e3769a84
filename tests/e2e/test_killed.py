"""Ended so that it can do nothing more: the terminal is in order afterwards, whatever stood on it."""

import os
import signal
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.program import FIELD, PROGRAM, Opener
from tests.e2e.terminal import Terminal

SHELL = ("/bin/sh", "-c", 'trap : INT QUIT TSTP; "$@"; echo ended; read line; read line', "sh", PROGRAM)
"""A shell that waits for its program, and then reads the terminal as it is."""

OFF = [f"\x1b[{mode}".encode() for mode in ("?1049l", "?1000l", "?1003l", "?1006l", "?2004l", "?1004l", "?25h", "<u")]
"""Alternate screen, mouse, pastes, focus, cursor, and kitty's keyboard protocol."""

GIVEN_BACK = b"\x1b[?25h\x1b[?1004l"
"""What Textual writes last when it gives the terminal back."""

LOCAL = 3


def program_of(shell: Terminal) -> int:
    """The process of the program."""
    return int(Path(f"/proc/{shell._pid}/task/{shell._pid}/children").read_text().split()[0])


def kill(shell: Terminal, number: signal.Signals) -> None:
    os.kill(program_of(shell), number)


def is_cooked(shell: Terminal) -> bool:
    """Whether the terminal line is as a shell expects it."""
    wanted = termios.ICANON | termios.ECHO | termios.ISIG
    return bool(termios.tcgetattr(shell._line)[LOCAL] & wanted == wanted)


def at_home(app: Terminal) -> None:
    app.wait_for("Approved Senders", "acmedemo")


def at_generate(app: Terminal) -> None:
    at_home(app)
    app.type(":user demo.administrator\r")
    app.wait_for("n Generate")
    app.press("n")
    app.wait_for_keyboard(FIELD)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGQUIT, signal.SIGABRT])
@pytest.mark.parametrize("place", [at_home, at_generate])
def test_the_terminal_is_restored_after_a_fatal_signal(
    open_app: Opener, number: signal.Signals, place: Callable[[Terminal], None]
) -> None:
    shell = open_app("--demo", program=SHELL)
    place(shell)
    assert not is_cooked(shell)
    before = len(shell.transcript)
    kill(shell, number)
    shell.wait_for(lambda: is_cooked(shell), lambda: all(mode in shell.transcript[before:] for mode in OFF))


def test_sigkill_of_a_suspended_app_sends_no_escape_sequences(open_app: Opener) -> None:
    shell = open_app("--demo", program=SHELL)
    at_home(shell)
    kill(shell, signal.SIGTSTP)
    shell.wait_for(lambda: is_cooked(shell), lambda: "T" in state(shell), lambda: GIVEN_BACK in shell.transcript)
    written = shell.transcript
    kill(shell, signal.SIGKILL)
    shell.type("\n\n")
    shell.wait_for(lambda: not shell.is_running)
    assert b"\x1b" not in shell.transcript[len(written) :]


def test_the_terminal_is_restored_after_sigkill_of_a_resumed_app(open_app: Opener) -> None:
    shell = open_app("--demo", program=SHELL)
    at_home(shell)
    kill(shell, signal.SIGTSTP)
    shell.wait_for(lambda: is_cooked(shell), lambda: "T" in state(shell))
    before = len(shell.transcript)
    kill(shell, signal.SIGCONT)
    shell.wait_for(
        lambda: not is_cooked(shell), lambda: b"\x1b[?1049h" in shell.transcript[before:], "Approved Senders"
    )
    before = len(shell.transcript)
    kill(shell, signal.SIGKILL)
    shell.wait_for(lambda: is_cooked(shell), lambda: b"\x1b[?1049l" in shell.transcript[before:])


def state(shell: Terminal) -> str:
    """The program's, as the kernel has it."""
    return Path(f"/proc/{program_of(shell)}/stat").read_text().rsplit(")", 1)[1].split()[0]


def test_the_app_works_again_after_sigstop_and_sigcont(open_app: Opener) -> None:
    shell = open_app("--demo", program=SHELL)
    at_home(shell)
    kill(shell, signal.SIGSTOP)
    shell.wait_for(lambda: "T" in state(shell))
    before = len(shell.transcript)
    kill(shell, signal.SIGCONT)
    shell.wait_for(lambda: b"\x1b[?1049h" in shell.transcript[before:], "Approved Senders")
    shell.press("?")
    shell.wait_for("Everywhere")
    shell.press("escape")
    shell.wait_for("Approved Senders", gone="Everywhere")
    shell.press("ctrl+q")
    # What is typed while the program leaves goes with it.
    shell.wait_for(lambda: is_cooked(shell), lambda: b"ended\r\n" in shell.transcript[before:])
    shell.type("\n\n")
    shell.wait_for(lambda: not shell.is_running)
