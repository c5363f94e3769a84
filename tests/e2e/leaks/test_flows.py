"""The sentinel: a password goes through every flow, and afterwards is nowhere but where it was asked for."""

from pathlib import Path

import pytest

from tests.e2e.leaks.runner import LOG
from tests.e2e.leaks.trap import RUNNER, Trap
from tests.e2e.served import Served
from tests.e2e.terminal import Terminal
from tests.e2e.tmux_pane import TmuxPane
from tests.services.clipboard.desktops import paste_with
from tests.services.secret_service import gnome_keyring


def test_a_password_copied_to_the_terminal_is_cleared_and_does_not_leak(trap: Trap, served: Served) -> None:
    app = trap.open(*served.options, "open", "user", "kim.park", "--generate")
    password = app.generated(served, "kim.park")
    app.masked_again(password)
    app.terminal.press("y")
    app.terminal.wait_for("Cleared in", lambda: app.terminal.clipboard == password.encode())
    app.close_and_quit()
    assert (app.terminal.clipboard or b"").strip() == b""
    assert app.copies() == 1
    app.check(password)
    trap.check(password)


def test_a_password_copied_in_tmux_is_cleared_and_does_not_leak(trap: Trap, served: Served) -> None:
    app = trap.open(*served.options, "open", "user", "kim.park2", "--generate", kind=TmuxPane)
    pane = app.terminal
    assert isinstance(pane, TmuxPane)
    password = app.generated(served, "kim.park2")
    app.masked_again(password)
    pane.press("y")
    pane.wait_for("Cleared in")
    assert list(pane.buffers().values()) == [password.encode()]
    app.close_and_quit()
    pane.wait_for(lambda: pane.buffers() == {})
    assert password.encode() not in pane._ask("capture-pane", "-p", "-J", "-S", "-")
    assert "load-buffer" in trap.tools_run
    assert "new-session" in trap.sampler.programs()
    app.check(password)
    trap.check(password)


@pytest.mark.parametrize(
    ("clipboard", "holder"), [("x11", "-selection clipboard -in"), ("copykitten", "copykitten_child.py")]
)
def test_a_password_copied_to_a_desktop_is_cleared_and_does_not_leak(
    clipboard: str, holder: str, trap: Trap, served: Served, x_display: dict[str, str]
) -> None:
    paste = paste_with(["xclip", "-selection", "clipboard", "-out"], x_display)
    more = {"DISPLAY": x_display["DISPLAY"], "OCI_SMTP_CLIPBOARD": clipboard}
    app = trap.open(*served.options, "open", "user", "helpdesk.agent", "--generate", more=more)
    password = app.generated(served, "helpdesk.agent")
    app.masked_again(password)
    app.terminal.press("y")
    app.terminal.wait_for("Cleared in")
    assert paste() == password.encode()
    app.close_and_quit()
    app.terminal.wait_for(lambda: paste().strip() == b"")
    assert ("-selection" in trap.tools_run) is (clipboard == "x11")
    assert holder in trap.sampler.programs()
    assert app.copies() == 0
    app.check(password)
    trap.check(password)


def test_keyring_save_find_and_remove_leak_no_password_with_debug_logging(trap: Trap, served: Served) -> None:
    log = trap.home / "debug.log"
    with gnome_keyring(trap.home, "of the tests only") as daemon:
        bus = {name: daemon.environ[name] for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_DATA_HOME")}
        options = (*served.options, "open", "user", "newsletter.sender", "--generate")
        app = trap.open(*options, program=RUNNER, more={**bus, LOG: str(log)})
        password = app.generated(served, "newsletter.sender")
        app.terminal.press("s")
        app.terminal.wait_for("Save or share ─", "GNOME keyring")
        app.terminal.press("enter")
        app.terminal.wait_for("Saved to the", gone="Save or share ─")
        app.terminal.press("enter")
        app.terminal.wait_for("1 of 2", "watched", gone="SMTP credential ─")
        app.terminal.press("f")
        app.terminal.wait_for("SMTP credential in the keyring ─", "••••")
        app.masked_again(password)
        app.terminal.press("D")
        app.terminal.wait_for("Remove from keyring ─")
        app.terminal.wait_for_keyboard("Cancel")
        app.terminal.press("tab", "enter")
        app.terminal.wait_for("Removed from the keyring.", gone="in the keyring ─")
        app.terminal.press("ctrl+q")
        assert app.terminal.exit_code == 0
        assert "keyring" in log.read_text(), "it was listened to"
        app.check(password)
        trap.check(password)


def test_textual_debug_variables_write_no_log_or_screenshot(trap: Trap, served: Served) -> None:
    pictures = trap.home / "pictures"
    pictures.mkdir()
    switches = {
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SHOW_RETURN": "1",
    }
    places = {"TEXTUAL_LOG": trap.home / "textual.log", "TEXTUAL_SCREENSHOT_LOCATION": pictures}
    more = {**switches, **{name: str(path) for name, path in places.items()}}
    app = trap.open(*served.options, "open", "user", "sandbox.bot", "--generate", more=more)
    password = app.generated(served, "sandbox.bot")
    app.masked_again(password)
    app.terminal.press("y")
    app.terminal.wait_for("Cleared in")
    app.close_and_quit()
    assert list(pictures.iterdir()) == []
    assert not places["TEXTUAL_LOG"].exists()
    app.check(password)
    trap.check(password)


def test_debug_logging_of_requests_does_not_leak_the_password(trap: Trap, served: Served, tmp_path: Path) -> None:
    config = served.config(tmp_path, log_requests="true")
    log = trap.home / "debug.log"
    options = ["--config-file", str(config), *served.options[2:]]
    app = trap.open(*options, "open", "settings", "--generate", program=RUNNER, more={LOG: str(log)})
    password = app.generated(served, "demo.administrator")
    app.masked_again(password)
    app.terminal.press("y")
    app.terminal.wait_for("Cleared in")
    app.close_and_quit()
    assert "smtpCredentials" in log.read_text(), "it was listened to"
    assert "rsa-sha256" not in log.read_text(), "no Authorization header either"
    app.check(password)
    trap.check(password)


@pytest.mark.parametrize("kind", [Terminal, TmuxPane], ids=["pty", "tmux"])
def test_no_reveal_prevents_showing_and_copying_the_password(trap: Trap, served: Served, kind: type[Terminal]) -> None:
    user = {Terminal: "shop.mailer", TmuxPane: "envios.app"}[kind]
    app = trap.open(*served.options, "--no-reveal", "open", "user", user, "--generate", kind=kind)
    password = app.generated(served, user)
    for key in ("v", "y", "v"):
        app.terminal.press(key)
        app.terminal.wait_for("--no-reveal is on")
    assert app.copies() == 0
    if isinstance(app.terminal, TmuxPane):
        assert app.terminal.buffers() == {}
    app.terminal.press("escape")
    app.terminal.wait_for("Password not saved ─")
    app.terminal.press("down", "enter")
    app.terminal.wait_for("1 of 2", gone="SMTP credential ─")
    app.terminal.press("ctrl+q")
    assert app.terminal.exit_code == 0
    app.check(password)
    trap.check(password)


def test_a_failing_xclip_does_not_leak_the_password(trap: Trap, served: Served) -> None:
    """An X server that is gone, and an xclip that complains with all that it was given."""
    trap.replace_tool("xclip", "cat >&2; cat; exit 1")
    app = trap.open(*served.options, "open", "user", "status.page", "--generate", more={"DISPLAY": "localhost:10.0"})
    password = app.generated(served, "status.page")
    app.terminal.press("y")
    app.terminal.wait_for("Couldn't copy the password")
    app.masked_again(password)
    app.close_and_quit()
    assert "-selection" in trap.tools_run
    assert app.copies() == 0
    app.check(password)
    trap.check(password)


def test_a_tmux_that_hangs_does_not_leak_the_password(trap: Trap, served: Served) -> None:
    trap.replace_tool("tmux", 'case "$*" in *load-buffer*) cat; sleep 60 ;; -V) echo tmux 3.4 ;; esac')
    app = trap.open(
        *served.options, "open", "user", "legacy.scanner", "--generate", more={"SSH_TTY": "/dev/pts/0", "TMUX": "x,1,0"}
    )
    password = app.generated(served, "legacy.scanner")
    app.terminal.press("y")
    app.terminal.wait_for("Couldn't copy the password")
    app.masked_again(password)
    app.close_and_quit()
    assert "load-buffer" in trap.tools_run
    app.check(password)
    trap.check(password)
