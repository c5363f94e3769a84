"""What holds for every clipboard that can be read: real X11, real Wayland, real copykitten, real pyperclip."""

import glob
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from services.clipboard import NOTHING_OF_OURS, CopyState
from services.clipboard.choose import choose
from services.model.secret import Secret
from tests.services.clipboard.desktops import XCLIP, Desk, no_terminal, paste_with, until
from tests.services.clipboard.spies import spy_on

HINT = "x-kde-passwordManagerHint"
PYTHON = Path(sys.executable).name[:15]
"""As the kernel calls it."""


def holders(name: str) -> list[Path]:
    """The /proc folders of our own children of that name: other tests run the same programs at the same time."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            is_ours = parent == os.getpid() and (folder / "comm").read_text().strip() == name
            if is_ours and (folder / "cmdline").read_bytes():
                found.append(folder)
        except OSError:
            continue
    return found


@pytest.mark.parametrize(
    "text", ["pässwörd 漢字 🔑", " spaces around ", "'\"$`\\%s!", "-n", "a\tb", "a line\n", "ß" * 2048]
)
def test_unusual_text_arrives_byte_for_byte(desktop: Desk, text: str) -> None:
    assert desktop.clipboard.copy(Secret(text)).state is CopyState.COPIED
    assert desktop.paste() == text.encode()


def test_every_printable_character_arrives(desktop: Desk, plain: str, password: Secret) -> None:
    outcome = desktop.clipboard.copy(password)
    assert outcome.state is CopyState.COPIED
    assert desktop.clipboard.name in outcome.message
    assert desktop.paste() == plain.encode()


def test_clear_empties_the_clipboard(desktop: Desk, plain: str, password: Secret) -> None:
    desktop.clipboard.copy(password)
    assert desktop.clipboard.clear().state is CopyState.CLEARED
    assert desktop.paste() == b""
    assert desktop.clipboard.clear() == NOTHING_OF_OURS


def test_clear_leaves_text_that_the_admin_copied_later(desktop: Desk, password: Secret) -> None:
    desktop.clipboard.copy(password)
    desktop.put(b"a shopping list")
    outcome = desktop.clipboard.clear()
    assert outcome.state is CopyState.CLEARED
    assert "wasn't cleared" in outcome.message
    assert desktop.paste() == b"a shopping list"


def test_clear_without_copy_touches_nothing(desktop: Desk) -> None:
    desktop.put(b"a shopping list")
    assert desktop.clipboard.clear() == NOTHING_OF_OURS
    assert desktop.paste() == b"a shopping list"


def test_the_second_copy_replaces_the_first(desktop: Desk, plain: str, password: Secret) -> None:
    desktop.clipboard.copy(Secret("user name"))
    desktop.clipboard.copy(password)
    assert desktop.clipboard.copy(password).state is CopyState.COPIED
    assert desktop.paste() == plain.encode()
    desktop.clipboard.clear()
    assert desktop.paste() == b""


def test_a_copy_outlives_the_thread_that_made_it(desktop: Desk, plain: str, password: Secret) -> None:
    worker = threading.Thread(target=desktop.clipboard.copy, args=[password])
    worker.start()
    worker.join(20)
    assert not worker.is_alive()
    assert desktop.paste() == plain.encode()


def test_copy_and_clear_outcomes_never_contain_the_secret(desktop: Desk, plain: str, password: Secret) -> None:
    outcomes = [desktop.clipboard.copy(password), desktop.clipboard.clear()]
    assert plain not in repr(outcomes)


@pytest.mark.parametrize("setting", ["x11", "wayland", "copykitten"])
def test_the_clipboard_is_emptied_when_the_app_is_killed(
    setting: str, request: pytest.FixtureRequest, tmp_path: Path, plain: str
) -> None:
    desk: Desk = request.getfixturevalue(setting)
    script = f"""
import os, signal, sys
from services.clipboard.choose import choose
from services.model.secret import Secret
print(choose(print, environ=os.environ, setting={setting!r}).copy(Secret(sys.stdin.read())).state.value, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    environ = {**desk.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environ, input=plain.encode(), stdout=subprocess.PIPE, timeout=20
    )
    assert done.stdout.strip() == b"copied"
    until(lambda: desk.paste() == b"")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("setting", "program"), [("x11", PYTHON), ("wayland", "wl-copy"), ("copykitten", PYTHON)])
def test_the_clipboard_process_hides_the_secret_and_writes_no_core_file(
    setting: str, program: str, request: pytest.FixtureRequest, plain: str, password: Secret
) -> None:
    desk: Desk = request.getfixturevalue(setting)
    before = set(holders(program))
    desk.clipboard.copy(password)
    (holder,) = set(holders(program)) - before
    assert plain.encode() not in (holder / "cmdline").read_bytes()
    assert plain.encode() not in (holder / "environ").read_bytes()
    (core,) = [line for line in (holder / "limits").read_text().splitlines() if line.startswith("Max core file size")]
    assert core.split()[4:6] == ["0", "0"]
    desk.clipboard.clear()
    assert not set(holders(program)) - before


def targets(environ: Mapping[str, str]) -> list[str]:
    """What is offered, as xclip reads it."""
    return subprocess.check_output([*XCLIP, "-out", "-target", "TARGETS"], env=environ, text=True, timeout=10).split()


def test_an_x11_copy_offers_the_password_hint_to_clipboard_managers(x11: Desk, plain: str, password: Secret) -> None:
    x11.clipboard.copy(password)
    offered = targets(x11.environ)
    assert {"TARGETS", "UTF8_STRING", "STRING", "text/plain", HINT} <= set(offered)
    as_asked = {name: paste_with([*XCLIP, "-out", "-target", name], x11.environ)() for name in offered[1:]}
    assert as_asked.pop(HINT) == b"secret"
    assert set(as_asked.values()) == {plain.encode()}


def test_text_that_is_not_ascii_is_not_offered_as_latin_1(x11: Desk) -> None:
    x11.clipboard.copy(Secret("pässwörd"))
    assert "STRING" not in targets(x11.environ)


@pytest.mark.parametrize("setting", ["wayland", "copykitten", "pyperclip"])
def test_the_advice_says_when_a_copy_is_not_marked_as_a_password(
    setting: str, request: pytest.FixtureRequest, password: Secret
) -> None:
    desk: Desk = request.getfixturevalue(setting)
    advice = desk.clipboard.copy(password).advice
    if setting == "wayland":
        listed = subprocess.check_output(["wl-paste", "--list-types"], env=desk.environ, text=True, timeout=10).split()
        assert (HINT in listed) is ("isn't marked as a password" not in advice)
    else:
        assert HINT not in targets(desk.environ)
        assert "isn't marked as a password" in advice


def test_wl_copy_leaves_no_file(wayland: Desk, plain: str, password: Secret) -> None:
    before = set(glob.glob("/tmp/wl-copy-buffer-*"))
    wayland.clipboard.copy(password)
    assert wayland.paste() == plain.encode()
    assert set(glob.glob("/tmp/wl-copy-buffer-*")) == before
    wayland.clipboard.clear()
    assert set(glob.glob("/tmp/wl-copy-buffer-*")) == before


def test_wl_copy_works_when_the_python_interpreter_is_in_tmp(
    wayland: Desk, plain: str, password: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        interpreter = Path(folder) / "python"
        interpreter.symlink_to(sys.executable)
        monkeypatch.setattr(sys, "executable", str(interpreter))
        clipboard = choose(no_terminal, environ=wayland.environ, setting="wayland")
        assert clipboard.copy(password).state is CopyState.COPIED
        assert wayland.paste() == plain.encode()
        assert clipboard.clear().state is CopyState.CLEARED


@pytest.mark.parametrize(
    ("setting", "programs"),
    [
        ("x11", ["xclip"]),
        ("wayland", ["wl-copy", "wl-paste"]),
        ("copykitten", [sys.executable]),
        ("pyperclip", ["xclip"]),
    ],
)
def test_no_child_gets_the_secret_in_arguments_or_environment(
    setting: str,
    programs: list[str],
    request: pytest.FixtureRequest,
    outside_tmp: Path,
    plain: str,
    password: Secret,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environ = request.getfixturevalue(setting).environ
    log = outside_tmp / "log"
    spies = spy_on(programs, outside_tmp / "spies", log)
    if sys.executable in programs:
        monkeypatch.setattr(sys, "executable", str(spies / Path(sys.executable).name))
    clipboard = choose(no_terminal, environ={**environ, "PATH": f"{spies}:{environ['PATH']}"}, setting=setting)
    assert clipboard.copy(password).state is CopyState.COPIED
    assert clipboard.clear().state is CopyState.CLEARED
    seen = log.read_bytes()
    assert b"PATH=" in seen
    assert plain.encode() not in seen


@pytest.mark.parametrize("setting", ["x11", "copykitten"])
def test_clear_removes_a_copy_that_a_clipboard_manager_holds(
    setting: str, request: pytest.FixtureRequest, plain: str, password: Secret
) -> None:
    desk: Desk = request.getfixturevalue(setting)
    desk.clipboard.copy(password)
    desk.put(b"something else")  # so that what comes next is known to be another's
    desk.put(plain.encode())
    outcome = desk.clipboard.clear()
    assert outcome.state is CopyState.CLEARED
    assert "manager" in outcome.advice
    assert desk.paste() == b""


@pytest.mark.parametrize("setting", ["x11", "copykitten"])
def test_an_xwayland_copy_is_reported_as_sent_with_a_wayland_warning(
    setting: str, x_display: dict[str, str], plain: str, password: Secret
) -> None:
    clipboard = choose(no_terminal, environ={**x_display, "WAYLAND_DISPLAY": "wayland-9"}, setting=setting)
    outcome = clipboard.copy(password)
    assert outcome.state is CopyState.SENT
    assert "Wayland apps might not receive it" in outcome.message
    assert "manager" in outcome.advice
    paste = paste_with([*XCLIP, "-out"], x_display)
    assert paste() == plain.encode()
    assert clipboard.clear().state is CopyState.CLEARED
    assert paste() == b""
