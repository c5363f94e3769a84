"""A copy is cleared although no one sees the program at that moment: its window is hidden, or its terminal detached.

Where that is not possible nothing is claimed, and it is made up for as soon as it is.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.leaks.forms import squeezed
from tests.e2e.leaks.trap import IN_A_SHELL, Trap, Watched, in_frame
from tests.e2e.mosh_line import MoshLine
from tests.e2e.program import PROGRAM
from tests.e2e.screen_window import ScreenWindow
from tests.e2e.served import Served
from tests.e2e.terminal import Terminal
from tests.e2e.tmux_pane import TmuxPane
from tests.services.clipboard.desktops import until

SOON = {"OCI_SMTP_CLEAR_AFTER": "10", "SSH_TTY": "/dev/pts/0"}
"""The shortest that can be set."""

MAY_STAY = "Your clipboard might still hold the password"


def copied(app: Watched, password: str) -> None:
    app.terminal.press("y")
    app.terminal.wait_for("Cleared in", lambda: app.terminal.clipboard == password.encode())


def is_blank(terminal: Terminal) -> bool:
    return terminal.clipboard == b" "


@contextmanager
def screen(trap: Trap, served: Served, user: str, *shell: str) -> Iterator[tuple[Watched, ScreenWindow, str]]:
    """The program in a window of screen, with a password copied."""
    program = (*shell, PROGRAM)
    options = (*served.options, "open", "user", user, "--generate")
    app = trap.open(*options, kind=ScreenWindow, program=program, more=SOON)
    window = app.terminal
    assert isinstance(window, ScreenWindow)
    password = app.generated(served, user)
    copied(app, password)
    yield app, window, password
    trap.check(password)


def test_a_hidden_screen_window_clears_the_copy_after_the_timeout(trap: Trap, served: Served) -> None:
    with screen(trap, served, "kim.park") as (_, window, _password):
        window.hide()
        window.wait_for("another window", lambda: is_blank(window))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_hidden_screen_window_clears_the_copy_after_a_signal(
    trap: Trap, served: Served, number: signal.Signals
) -> None:
    users = {signal.SIGTERM: "kim.park2", signal.SIGHUP: "newsletter.sender", signal.SIGKILL: "helpdesk.agent"}
    with screen(trap, served, users[number]) as (_, window, _password):
        window.hide()
        window.signal_program(number)
        window.wait_for("another window", lambda: is_blank(window))


def test_a_detached_screen_session_clears_the_copy_when_reattached(trap: Trap, served: Served) -> None:
    with screen(trap, served, "sandbox.bot") as (_, window, password):
        window.detach()
        until(lambda: "No terminal is attached" in window.content, 40)
        assert "Asked the terminal" not in window.content
        assert window.clipboard == password.encode(), "nothing could be done, and nothing is claimed"
        again = window.attached_again()
        try:
            again.wait_for("Asked the terminal", lambda: is_blank(again))
        finally:
            again.end()


def test_ending_in_a_detached_screen_warns_and_the_next_start_clears_the_copy(trap: Trap, served: Served) -> None:
    with screen(trap, served, "shop.mailer", *IN_A_SHELL) as (_, window, _password):
        window.detach()
        window.signal_program(signal.SIGTERM)
        until(lambda: MAY_STAY in " ".join(window.content.split()))
        again = window.attached_again()
        try:
            again.wait_for(MAY_STAY)
            assert again.clipboard is None
        finally:
            again.end()
        later = trap.open(*served.options, more=SOON)
        later.terminal.wait_for("An earlier run", lambda: is_blank(later.terminal))
        later.terminal.press("ctrl+q")
        assert later.terminal.exit_code == 0
        assert not list(trap.home.rglob("*.owed")), "it is done once"


def test_a_detached_tmux_session_clears_the_copy_when_reattached(trap: Trap, served: Served) -> None:
    app = trap.open(*served.options, "open", "user", "status.page", "--generate", kind=TmuxPane, more=SOON)
    pane = app.terminal
    assert isinstance(pane, TmuxPane)
    password = app.generated(served, "status.page")
    copied(app, password)
    pane._ask("detach-client")
    until(lambda: pane.buffers() == {}, 40)
    until(lambda: b"No terminal is attached" in pane._ask("capture-pane", "-p"))
    again = Terminal([*pane._tmux, "attach"], pane._environ)
    try:
        again.wait_for("Asked", lambda: is_blank(again))
    finally:
        again.end()
    trap.check(password)


@pytest.fixture
def side(trap: Trap) -> Callable[..., Watched]:
    """Opens the program in a tmux on the person's side, which the program cannot see."""

    def open_(*arguments: str) -> Watched:
        program = ("/usr/bin/env", "-u", "TMUX", "-u", "TMUX_PANE", PROGRAM)
        app = trap.open(*arguments, kind=TmuxPane, program=program, more=SOON)
        pane = app.terminal
        assert isinstance(pane, TmuxPane)
        pane._ask("set-option", "-s", "set-clipboard", "on")
        return app

    return open_


def test_a_hidden_local_tmux_window_clears_the_copy_at_the_next_key_press(
    side: Callable[..., Watched], served: Served, trap: Trap
) -> None:
    app = side(*served.options, "open", "user", "envios.app", "--generate")
    pane = app.terminal
    assert isinstance(pane, TmuxPane)
    password = app.generated(served, "envios.app")
    copied(app, password)

    def hidden() -> str:
        return pane._ask("capture-pane", "-p", "-J", "-t", ":0").decode()

    pane._ask("new-window", "cat")
    until(lambda: squeezed("Press any key to clear it again.") in in_frame(hidden()), 40)
    assert pane.clipboard == password.encode(), "tmux does not pass on what a hidden window asks"
    pane._ask("select-window", "-t", ":0")
    pane.wait_for("Password")
    assert pane.clipboard == password.encode()
    pane.press("+")
    pane.wait_for(lambda: is_blank(pane) and not app.says("Press any key to clear it again.")())
    pane.wait_for("tmux list-buffers")


def test_over_mosh_the_copy_is_cleared_after_the_timeout_and_on_quit(trap: Trap, served: Served) -> None:
    app = trap.open(*served.options, "open", "user", "kim.park", "--generate", kind=MoshLine, more=SOON)
    line = app.terminal
    assert isinstance(line, MoshLine)
    trap.sampler.watch(line.server_pid)
    password = app.generated(served, "kim.park")
    copied(app, password)
    line.wait_for(lambda: is_blank(line), gone="Cleared in")
    copied(app, password)
    app.close_and_quit()
    line.wait_for(lambda: is_blank(line))
    trap.check(password)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_over_mosh_the_copy_is_cleared_after_a_signal(trap: Trap, served: Served, number: signal.Signals) -> None:
    users = {signal.SIGTERM: "rajesh.ivanova", signal.SIGHUP: "rajesh.ivanova", signal.SIGKILL: "giulia.fernandez"}
    app = trap.open(*served.options, "open", "user", users[number], "--generate", kind=MoshLine)
    line = app.terminal
    assert isinstance(line, MoshLine)
    trap.sampler.watch(line.server_pid)
    password = app.generated(served, users[number])
    copied(app, password)
    os.kill(line.program_pid, number)
    line.wait_for(lambda: is_blank(line))
    trap.check(password)


def test_a_detached_tmux_inside_a_local_tmux_clears_the_copy_when_reattached(trap: Trap, served: Served) -> None:
    """The copy goes through both; while the inner one is detached nothing is claimed, and it is made up for."""
    app = trap.open(*served.options, "open", "user", "田中.美咲", "--generate", kind=TmuxPane, more=SOON)
    inner = app.terminal
    assert isinstance(inner, TmuxPane)
    password = app.generated(served, "田中.美咲")
    inner._ask("detach-client")
    without = ["/usr/bin/env", "-u", "TMUX", "-u", "TMUX_PANE"]
    outer = TmuxPane([*without, *inner._tmux, "attach"], inner._environ)
    try:
        outer._ask("set-option", "-s", "set-clipboard", "on")
        outer.wait_for("SMTP credential ─")
        outer.press("y")
        outer.wait_for("Cleared in", lambda: outer.clipboard == password.encode())
        inner._ask("detach-client")
        until(lambda: inner.buffers() == {}, 40)
        until(lambda: b"No terminal is attached" in inner._ask("capture-pane", "-p"))
        assert outer.clipboard == password.encode(), "nothing could be done, and nothing is claimed"
        again = Terminal([*inner._tmux, "attach"], inner._environ)
        try:
            again.wait_for("Asked", lambda: is_blank(again))
        finally:
            again.end()
    finally:
        outer.end()
    trap.check(password)
