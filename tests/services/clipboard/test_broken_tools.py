"""A clipboard that is not there, or hangs, is said to be so, in bounded time and without an exception."""

import socket
import sys
from pathlib import Path

import pytest

from services.clipboard import CopyState
from services.clipboard.choose import choose
from services.model.secret import Secret
from tests.needs import needs
from tests.services.clipboard.desktops import basic_environ, no_terminal, xvfb
from tests.services.clipboard.multiplexers import TmuxServer

pytestmark = pytest.mark.timeout(30)

HANGS = "exec sleep 1000"
HANGS_AND_IGNORES_SIGNALS = "trap '' TERM HUP; while :; do sleep 1000; done"
FAILS = "exit 1"
SAYS_NOTHING = "exec cat > /dev/null"

FIRST_X11_PORT = 6000
"""Display 0 over TCP (x.org, X(7))."""


def with_fake(tmp_path: Path, script: str, *programs: str) -> dict[str, str]:
    folder = tmp_path / "fakes"
    folder.mkdir()
    for program in programs:
        path = folder / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
    environ = basic_environ(tmp_path)
    return {**environ, "PATH": f"{folder}:{environ['PATH']}"}


@pytest.mark.parametrize("script", [HANGS_AND_IGNORES_SIGNALS, FAILS, SAYS_NOTHING])
@pytest.mark.parametrize(
    ("setting", "programs", "environ"),
    [
        ("x11", ["xclip"], {"DISPLAY": ":99"}),
        ("pyperclip", ["xclip"], {"DISPLAY": ":99"}),
        ("macos", ["osascript"], {}),
    ],
)
def test_copy_is_unavailable_when_a_clipboard_tool_does_not_work(
    setting: str,
    programs: list[str],
    environ: dict[str, str],
    script: str,
    tmp_path: Path,
    plain: str,
    password: Secret,
) -> None:
    clipboard = choose(no_terminal, environ={**with_fake(tmp_path, script, *programs), **environ}, setting=setting)
    copied = clipboard.copy(password)
    assert copied.state is CopyState.UNAVAILABLE
    assert copied.advice
    cleared = clipboard.clear()
    if script == HANGS_AND_IGNORES_SIGNALS:
        assert cleared.state is not CopyState.CLEARED, "it might have the password"
    assert plain not in repr([copied, cleared])


@pytest.mark.parametrize("script", [HANGS, FAILS, SAYS_NOTHING])
def test_copy_is_unavailable_when_wl_copy_does_not_work(script: str, tmp_path: Path, password: Secret) -> None:
    fakes = with_fake(
        tmp_path, f'[ "$1" = --version ] && exec echo wl-clipboard 2.3.0\n{script}', "wl-copy", "wl-paste"
    )
    clipboard = choose(no_terminal, environ={**fakes, "WAYLAND_DISPLAY": "wayland-9"}, setting="wayland")
    assert clipboard.copy(password).state is CopyState.UNAVAILABLE


@pytest.mark.parametrize("script", [HANGS, FAILS])
def test_copy_is_unavailable_when_tmux_does_not_work(script: str, tmp_path: Path, password: Secret) -> None:
    fakes = with_fake(tmp_path, f'[ "$1" = -V ] && exec echo tmux 3.4\n{script}', "tmux")
    clipboard = choose(no_terminal, environ={**fakes, "TMUX": "/nowhere,1,0"}, setting="tmux")
    assert clipboard.copy(password).state is CopyState.UNAVAILABLE
    if script == HANGS:
        assert clipboard.clear().state is not CopyState.CLEARED, "it might have the password"


@pytest.mark.parametrize("setting", ["x11", "copykitten", "pyperclip"])
def test_copy_is_unavailable_after_the_x11_display_is_gone(setting: str, tmp_path: Path, password: Secret) -> None:
    with xvfb(tmp_path) as environ:
        clipboard = choose(no_terminal, environ=environ, setting=setting)
        assert clipboard.copy(password).state is CopyState.COPIED
    assert clipboard.copy(password).state is CopyState.UNAVAILABLE


@pytest.mark.skipif(sys.platform != "linux", reason="copykitten owns a selection on X11 alone")
def test_copykitten_is_unavailable_when_the_display_never_answers(tmp_path: Path, plain: str, password: Secret) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        display = f"127.0.0.1:{silent.getsockname()[1] - FIRST_X11_PORT}"
        clipboard = choose(no_terminal, environ=basic_environ(tmp_path, DISPLAY=display), setting="copykitten")
        copied = clipboard.copy(password)
        cleared = clipboard.clear()
    assert copied.state is CopyState.UNAVAILABLE
    assert "osc52" in copied.advice
    assert cleared.state is CopyState.CLEAR_SENT
    assert plain not in repr([copied, cleared])


def test_clear_and_copy_fail_after_the_tmux_server_is_gone(tmp_path: Path, plain: str, password: Secret) -> None:
    with TmuxServer.start(tmp_path) as server:
        clipboard = choose(no_terminal, environ=server.environ, setting="tmux")
        assert clipboard.copy(password).state is CopyState.COPIED
    cleared = clipboard.clear()
    assert cleared.state is CopyState.CLEAR_SENT
    assert "couldn't be cleared" in cleared.message
    copied = clipboard.copy(password)
    assert copied.state is CopyState.UNAVAILABLE
    assert plain not in repr([copied, cleared])


def test_pyperclip_never_runs_klipper_or_qdbus(tmp_path: Path, plain: str, password: Secret) -> None:
    log = tmp_path / "log"
    fakes = with_fake(tmp_path, f"printf '%s\\n' called \"$@\" >> '{log}'", "klipper", "qdbus")
    only_fakes = {**fakes, "PATH": fakes["PATH"].partition(":")[0], "DISPLAY": ":99"}
    clipboard = choose(no_terminal, environ=only_fakes, setting="pyperclip")
    assert clipboard.copy(password).state is CopyState.UNAVAILABLE
    assert not log.exists()


def test_pyperclip_never_runs_wl_copy_or_wl_paste(tmp_path: Path, password: Secret) -> None:
    log = tmp_path / "log"
    fakes = with_fake(tmp_path, f"echo called >> '{log}'", "wl-copy", "wl-paste")
    clipboard = choose(no_terminal, environ={**fakes, "WAYLAND_DISPLAY": "wayland-9"}, setting="pyperclip")
    assert clipboard.copy(password).state is CopyState.UNAVAILABLE
    assert not log.exists()


def test_copying_more_text_than_a_pipe_holds_does_not_hang(tmp_path: Path) -> None:
    environ = {**with_fake(tmp_path, HANGS, "xclip"), "DISPLAY": ":99"}
    clipboard = choose(no_terminal, environ=environ, setting="x11")
    assert clipboard.copy(Secret("x" * 1_000_000)).state is CopyState.UNAVAILABLE


def test_an_old_wl_copy_is_rejected_where_tmp_cannot_be_private(tmp_path: Path, password: Secret) -> None:
    fakes = with_fake(tmp_path, "exec echo wl-clipboard 2.1.0", "wl-copy", "wl-paste")
    inside_tmp = {**fakes, "WAYLAND_DISPLAY": "/tmp/wayland-9"}
    outcome = choose(no_terminal, environ=inside_tmp, setting="wayland").copy(password)
    assert outcome.state is CopyState.UNAVAILABLE
    assert "wl-clipboard 2.2 or later" in outcome.message


def test_choose_finds_the_installed_xclip_for_an_x11_display(tmp_path: Path) -> None:
    needs("xclip")
    environ = {**basic_environ(tmp_path), "DISPLAY": ":99"}
    assert choose(no_terminal, environ=environ).name == "X11 clipboard"
