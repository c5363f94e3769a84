"""The sentinel at the end: however the program ends while a password is shown and copied, it leaves none behind."""

import os
import signal
from pathlib import Path

import pytest

from tests.e2e.leaks.forms import squeezed
from tests.e2e.leaks.frames import is_drawn
from tests.e2e.leaks.runner import ACCIDENT
from tests.e2e.leaks.trap import IN_A_SHELL, RUNNER, Trap
from tests.e2e.program import PROGRAM
from tests.e2e.served import Served
from tests.e2e.terminal import Terminal
from tests.e2e.tmux_pane import TmuxPane

SIGNALS = {
    signal.SIGTERM: "kim.park",
    signal.SIGHUP: "kim.park2",
    signal.SIGINT: "newsletter.sender",
    signal.SIGKILL: "helpdesk.agent",
}


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_clears_the_clipboard_and_leaves_no_password(
    trap: Trap, served: Served, number: signal.Signals
) -> None:
    app = trap.open(*served.options, "open", "user", SIGNALS[number], "--generate")
    password = app.generated(served, SIGNALS[number])
    with app.shown_to_the_end(password):
        app.terminal.press("y")
        app.terminal.wait_for("Cleared in")
        app.terminal.signal(number)
    assert app.terminal.exit_code == (-number if number is signal.SIGKILL else 128 + number)
    app.terminal.wait_for(lambda: (app.terminal.clipboard or b"").strip() == b"")
    assert app.copies() == 1
    app.check(password)
    trap.check(password)


def test_sigkill_in_a_tmux_shell_clears_the_buffer_and_the_screen(trap: Trap, served: Served) -> None:
    program = (*IN_A_SHELL, PROGRAM)
    app = trap.open(*served.options, "open", "user", "sandbox.bot", "--generate", kind=TmuxPane, program=program)
    pane = app.terminal
    assert isinstance(pane, TmuxPane)
    password = app.generated(served, "sandbox.bot")
    pane.press("y", "v")
    pane.wait_for("Cleared in", lambda: app.draws(password))
    assert list(pane.buffers().values()) == [password.encode()]
    [started_by_shell] = Path(f"/proc/{pane.pane_pid}/task/{pane.pane_pid}/children").read_text().split()
    os.kill(int(started_by_shell), signal.SIGKILL)
    pane.wait_for(gone="Password")
    pane.wait_for(lambda: pane.buffers() == {})
    pane.type("a shell again")
    pane.press("enter")
    pane.wait_for("a shell again\na shell again")
    assert not is_drawn(squeezed(pane.text), password)
    assert not is_drawn(squeezed(pane._ask("capture-pane", "-p", "-J", "-S", "-").decode()), password)
    trap.check(password)


@pytest.mark.parametrize(
    ("where", "user", "code", "told"),
    [
        ("main", "shop.mailer", 1, "RuntimeError"),
        ("left", "kim.park2", 1, "RuntimeError"),
        ("thread", "status.page", 7, "an error in a thread"),
    ],
)
def test_a_crash_clears_the_clipboard_and_does_not_leak_the_password(
    trap: Trap, served: Served, where: str, user: str, code: int, told: str
) -> None:
    options = (*served.options, "open", "user", user, "--generate")
    app = trap.open(*options, program=RUNNER, more={ACCIDENT: where})
    password = app.generated(served, user)
    with app.shown_to_the_end(password):
        app.terminal.press("y")
        app.terminal.wait_for("Cleared in")
        app.terminal.press("+")
        if where == "left":
            app.terminal.press("enter")
            app.terminal.wait_for("Pasted it?")
            app.terminal.press("enter")
    assert app.terminal.exit_code == code
    app.terminal.wait_for(told)
    assert b"runner.py" in app.terminal.transcript
    assert (app.terminal.clipboard or b"").strip() == b""
    app.check(password)
    trap.check(password)


def test_a_failing_worker_shows_an_internal_error_and_leaks_no_password(trap: Trap, served: Served) -> None:
    options = (*served.options, "open", "user", "envios.app", "--generate")
    app = trap.open(*options, program=RUNNER, more={ACCIDENT: "worker"})
    password = app.generated(served, "envios.app")
    app.terminal.press("y")
    app.terminal.wait_for("Cleared in")
    app.terminal.press("+")
    app.terminal.wait_for("Internal error", "RuntimeError, fail")
    app.terminal.press("escape")
    app.terminal.wait_for("SMTP credential ─", gone="RuntimeError")
    app.close_and_quit()
    app.check(password)
    trap.check(password)


def test_a_dropped_connection_leaves_no_password(trap: Trap, served: Served) -> None:
    app = trap.open(*served.options, "open", "settings", "--generate", kind=Terminal)
    password = app.generated(served, "demo.administrator")
    app.masked_again(password)
    app.terminal.press("y")
    app.terminal.wait_for("Cleared in")
    app.terminal.close_terminal()
    assert app.terminal.exit_code != 0
    trap.check(password)
