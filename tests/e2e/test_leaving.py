"""However the program is left, it leaves no password behind where it put one."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.program import FIELD, PROGRAM, Opener
from tests.e2e.served import Served
from tests.e2e.terminal import Terminal
from tests.e2e.tmux_pane import TmuxPane
from tests.needs import needs


def copied(app: Terminal, served: Served, user: str) -> bytes:
    """Generate a credential in the dialog that is open, copy its password, and give it."""
    app.wait_for_keyboard(FIELD)
    app.type("left in a hurry")
    app.wait_for("left in a hurry")
    app.press("enter")
    app.wait_for("SMTP credential ─", "smtp.email.us-ashburn-1")
    app.press("y")
    app.wait_for("Cleared in")
    return served.credentials(user)[-1]["password"].encode()


def slow_tmux(folder: Path) -> Path:
    """A directory with a tmux that takes its time over buffers, as one on a busy machine does."""
    needs("tmux")
    script = folder / "tmux"
    script.write_text(f'#!/bin/sh\ncase "$*" in *-buffer*) sleep 0.3 ;; esac\nexec {shutil.which("tmux")} "$@"\n')
    script.chmod(0o755)
    return folder


def close_and_quit(app: Terminal) -> None:
    app.press("enter", "enter")
    app.wait_for("1 of 2", gone="SMTP credential ─")
    app.press("ctrl+q")


WAYS: dict[str, tuple[str, Callable[[Terminal], None]]] = {
    "SIGTERM": ("kim.park", lambda app: app.signal(signal.SIGTERM)),
    "SIGHUP": ("kim.park2", lambda app: app.signal(signal.SIGHUP)),
    "SIGINT": ("newsletter.sender", lambda app: app.signal(signal.SIGINT)),
    "quit": ("helpdesk.agent", close_and_quit),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_buffer_is_left_in_tmux(
    open_served: Opener, served: Served, environ: dict[str, str], tmp_path: Path, way: str
) -> None:
    user, leave = WAYS[way]
    path = f"{slow_tmux(tmp_path)}:{environ['PATH']}"
    app = open_served(
        "open", "user", user, "--generate", kind=TmuxPane, program=("/usr/bin/env", f"PATH={path}", PROGRAM)
    )
    password = copied(app, served, user)
    assert list(app.buffers().values()) == [password]
    leave(app)
    app.wait_for(lambda: not app.is_running)
    assert app.buffers() == {}


def test_a_dropped_connection_ends_the_program(open_served: Opener, served: Served) -> None:
    app = open_served("open", "user", "sandbox.bot", "--generate")
    copied(app, served, "sandbox.bot")
    app.close_terminal()
    assert app.exit_code != 0


def test_closing_the_credential_dialog_overwrites_the_clipboard(open_served: Opener, served: Served) -> None:
    app = open_served("open", "settings", "--generate")
    password = copied(app, served, "demo.administrator")
    assert app.clipboard == password
    app.press("u")
    app.wait_for("User name:")
    assert app.clipboard == served.credentials("demo.administrator")[-1]["username"].encode()
    app.press("y")
    app.wait_for("Password:", lambda: app.clipboard == password)
    app.press("enter", "enter")
    app.wait_for("1 of 2", gone="SMTP credential ─")
    app.wait_for(lambda: not (app.clipboard or b"").strip())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_before_the_first_frame_restores_the_terminal(open_served: Opener, number: signal.Signals) -> None:
    app = open_served()
    app.wait_for(lambda: b"\x1b[?1049h" in app.transcript)
    app.signal(number)
    assert app.exit_code == 128 + number
    app.wait_for(lambda: b"\x1b[?1049l" in app.transcript)


def test_closing_the_terminal_before_the_first_frame_ends_the_app(open_served: Opener) -> None:
    app = open_served()
    app.wait_for(lambda: b"\x1b[?1049h" in app.transcript)
    app.close_terminal()
    assert app.exit_code == 128 + signal.SIGHUP
