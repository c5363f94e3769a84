"""Programs that we start do not see the secrets in our environment."""

import ast
import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import services
import tui
from services.clipboard import CopyState
from services.clipboard.choose import choose
from services.delivery import gpg_keys
from services.model.errors import OciSmtpError
from services.model.secret import Secret
from services.system import cups
from services.system.child_environ import SECRET, guest_environ, tool_environ
from tests.needs import needs
from tests.services.clipboard.desktops import sway, xvfb
from tests.services.clipboard.multiplexers import TmuxServer
from tests.services.clipboard.spies import spy_on

MARKER = "8d1c-passphrase-of-the-api-key"
OURS = dict.fromkeys(
    (*SECRET, "oci_cli_passphrase", "OCI_CLI_SECURITY_TOKEN_FILE", "OCI_SMTP_PROFILE", "AWS_SECRET_ACCESS_KEY"), MARKER
)

OWN_ENVIRONMENT = "watchdog_child.py"
"""A script that has a list of its own: it was started with no more than it needs."""


def no_terminal(text: str) -> None:
    raise AssertionError("this clipboard has no business with the terminal")


@pytest.fixture(params=["x11", "copykitten", "pyperclip", "wayland", "tmux"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A clipboard, and the environment in which it is there."""
    setting: str = request.param
    start = {"wayland": sway, "tmux": TmuxServer.start}.get(setting, xvfb)
    with start(tmp_path) as found:  # type: ignore[operator]  # all of them take a folder
        yield setting, dict(getattr(found, "environ", found))


def test_clipboard_programs_get_their_environment_without_secrets(
    place: tuple[str, dict[str, str]], outside_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting, environ = place
    log = outside_tmp / "log"
    programs = [name for name in ("xclip", "tmux", "wl-copy", "wl-paste") if shutil.which(name)]
    spies = spy_on([*programs, sys.executable], outside_tmp / "spies", log)
    monkeypatch.setattr(sys, "executable", str(spies / Path(sys.executable).name))
    clipboard = choose(no_terminal, environ={**environ, **OURS, "PATH": f"{spies}:{environ['PATH']}"}, setting=setting)
    assert clipboard.copy(Secret("a password")).state is CopyState.COPIED
    clipboard.clear()
    seen = log.read_text()
    assert "PATH=" in seen
    assert MARKER not in seen


def test_gpg_and_lp_get_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("gpg")
    for name, value in {**OURS, "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    log = tmp_path / "log"
    spies = spy_on(["gpg"], tmp_path / "spies", log)
    for program in ("lpstat", "lp"):
        (spies / program).write_text(f"#!/bin/sh\nenv >> '{log}'\necho 'request id is a-7 (1 file)'\n")
        (spies / program).chmod(0o755)
    monkeypatch.setenv("PATH", f"{spies}:{os.environ['PATH']}")
    with contextlib.suppress(OciSmtpError):
        gpg_keys.find_key("somebody@example.com")
    cups.queues()
    cups.submit("a", "a title", b"text")
    seen = log.read_text()
    assert seen.count("\nPATH=") >= 3
    assert MARKER not in seen


def test_the_oci_cli_gets_the_environment_without_secrets() -> None:
    given = {**OURS, "PATH": "/bin", "BROWSER": "firefox", "OCI_CLI_REGION": "us-ashburn-1"}
    seen = guest_environ(given)
    secrets = {"OCI_CLI_PASSPHRASE", "oci_cli_passphrase", "OCI_CLI_KEY_CONTENT", "OCI_CLI_PKCS11_PIN"}
    assert not secrets & set(seen)
    assert {"PATH", "BROWSER", "OCI_CLI_REGION"} <= set(seen)


def test_a_tool_gets_only_locale_desktop_and_system_variables() -> None:
    needed = {"LC_ALL": "C", "XDG_RUNTIME_DIR": "/run/user/1", "WSL_INTEROP": "/run/WSL/1", "SystemRoot": "C:\\Windows"}
    assert tool_environ({**needed, **OURS}) == needed


SOURCES = [
    path
    for package in (services, tui)
    for path in Path(next(iter(package.__path__))).rglob("*.py")
    if path.name != OWN_ENVIRONMENT
]


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node


def test_no_program_is_started_with_our_whole_environment() -> None:
    started = 0
    for path in SOURCES:
        for call in calls(path):
            named = ast.unparse(call.func)
            if named.startswith("subprocess.") and named != "subprocess.list2cmdline":
                started += 1
                given = {each.arg: ast.unparse(each.value) for each in call.keywords}
                assert "env" in given, f"{path}:{call.lineno}"
                assert given["env"] not in ("dict(environ)", "os.environ"), f"{path}:{call.lineno}"
            assert named not in ("os.system", "os.popen", "os.spawnv", "pty.spawn"), f"{path}:{call.lineno}"
    assert started >= 5


def test_child_processes_of_the_x11_clipboard_get_no_secrets(tmp_path: Path) -> None:
    """A holder of the clipboard is started by a guard, and both see the same."""
    with xvfb(tmp_path) as environ:
        clipboard = choose(no_terminal, environ={**environ, **OURS}, setting="x11")
        assert clipboard.copy(Secret("a password")).state is CopyState.COPIED
        mine = f"/proc/{os.getpid()}/task"
        children = {int(pid) for task in Path(mine).iterdir() for pid in (task / "children").read_text().split()}
        told = [Path(f"/proc/{pid}/environ").read_bytes() for pid in children]
        clipboard.clear()
    assert any(b"DISPLAY=" in each for each in told)
    assert not any(MARKER.encode() in each for each in told)
