"""The clipboard of the desk, whatever else is installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from services.clipboard import CopyState
from services.clipboard.choose import SETTINGS, choose
from services.model.errors import UsageError
from services.model.secret import Secret
from tests.services.clipboard.desktops import basic_environ

OSC52 = "your terminal (OSC 52)"
KITTEN = "X11 clipboard (copykitten)"
SCREEN = "your terminal (through GNU screen)"
DESKTOP = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}
SSH = {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="copykitten owns a selection on X11 alone")
TMUX = {"TMUX": "/nowhere/default,1,0"}


def write(text: str) -> None:
    """A terminal that no one looks at."""


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder of tools as a PATH of its own; each only knows its version."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def install(folder: Path, **versions: str) -> None:
    for name, says in versions.items():
        path = folder / name.replace("_", "-").replace("-exe", ".exe")
        path.write_text(f'#!/bin/sh\necho "{says}"\n')
        path.chmod(0o755)


def without_copykitten(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra was left out: the import system finds nothing of that name."""
    monkeypatch.setitem(sys.modules, "copykitten", None)


def chosen(folder: Path, setting: str = "auto", **environ: str) -> str:
    found = {"PATH": str(folder), **environ}
    return choose(write, environ=found, setting=setting).name


ALL = {
    "tmux": "tmux 3.4",
    "wl_copy": "wl-clipboard 2.3.0",
    "wl_paste": "wl-clipboard 2.3.0",
    "xclip": "",
    "xsel": "",
    "osascript": "",
    "pbcopy": "",
    "clip_exe": "",
}


@pytest.mark.parametrize("sign", [SSH, {"SSH_TTY": "/dev/pts/1"}])
def test_no_clipboard_of_this_machine_is_chosen_over_ssh(tools: Path, sign: dict[str, str]) -> None:
    install(tools, **ALL)
    assert chosen(tools, **sign, **DESKTOP) == OSC52
    assert chosen(tools, **sign, **DESKTOP, STY="1.x") == SCREEN
    assert chosen(tools, **sign, **DESKTOP, **TMUX) == "tmux buffer"


@pytest.mark.parametrize(
    ("version", "name"),
    [
        ("tmux 3.1c", OSC52),
        ("tmux 2.9", OSC52),
        ("tmux 3.2", "tmux buffer"),
        ("tmux 3.10", "tmux buffer"),
        ("tmux next-3.7", "tmux buffer"),
        ("tmux master", "tmux buffer"),
        ("tmux openbsd-7.6", "tmux buffer"),
    ],
)
def test_tmux_must_be_new_enough(tools: Path, version: str, name: str) -> None:
    install(tools, tmux=version)
    assert chosen(tools, **SSH, **TMUX) == name


@pytest.mark.parametrize(
    ("installed", "environ", "name"),
    [
        (list(ALL), DESKTOP, "Wayland clipboard"),
        (list(ALL), {"DISPLAY": ":0"}, "X11 clipboard"),
        (["wl_copy", "xclip"], DESKTOP, "X11 clipboard"),
        (["xclip", "copykitten"], {"DISPLAY": ":0"}, "X11 clipboard"),
        pytest.param(["copykitten", "xsel"], {"DISPLAY": ":0"}, KITTEN, marks=LINUX),
        pytest.param(["copykitten"], DESKTOP, KITTEN, marks=LINUX),
        (["copykitten"], {"WAYLAND_DISPLAY": "wayland-0"}, OSC52),
        (["copykitten"], {}, OSC52),
        (["xsel"], {"DISPLAY": ":0"}, "clipboard of this machine"),
        (["osascript", "pbcopy"], {}, "macOS clipboard"),
        (["pbcopy"], {}, "clipboard of this machine"),
        (["clip_exe"], {}, "clipboard of this machine"),
        (["xclip", "xsel", "wl_copy", "wl_paste", "tmux"], TMUX, "tmux buffer"),
        (["xclip"], {"STY": "1.x"}, SCREEN),
        ([], {"DISPLAY": ":0"}, OSC52),
        ([], {}, OSC52),
    ],
)
def test_locally_the_desktop_comes_first(
    tools: Path, installed: list[str], environ: dict[str, str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "copykitten" not in installed:
        without_copykitten(monkeypatch)
    install(tools, **{tool: ALL[tool] for tool in installed if tool in ALL})
    assert chosen(tools, **environ) == name


def test_an_unknown_setting_is_rejected_with_the_list_of_choices() -> None:
    with pytest.raises(UsageError) as caught:
        choose(write, environ={}, setting="osc-52")
    assert "osc-52" in caught.value.cause
    for setting in SETTINGS:
        assert setting in caught.value.next_step


@pytest.mark.parametrize("setting", ["tmux", "screen", "wayland", "x11", "copykitten", "macos"])
def test_a_setting_that_cannot_be_used_explains_what_it_needs(tools: Path, setting: str) -> None:
    clipboard = choose(write, environ={"PATH": str(tools)}, setting=setting)
    outcome = clipboard.copy(Secret("S3cret!"))
    assert outcome.state is CopyState.UNAVAILABLE
    assert setting in outcome.message
    assert "needs" in outcome.message


def test_without_copykitten_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    without_copykitten(monkeypatch)
    outcome = choose(write, environ=DESKTOP, setting="copykitten").copy(Secret("S3cret!"))
    assert outcome.state is CopyState.UNAVAILABLE
    assert "oci-smtp[desktop]" in outcome.message
    assert "another setting" in outcome.advice


def test_copy_is_unavailable_when_the_setting_is_off() -> None:
    clipboard = choose(write, environ={}, setting="off")
    outcome = clipboard.copy(Secret("S3cret!"))
    assert outcome.state is CopyState.UNAVAILABLE
    assert "turned off" in outcome.message
    assert clipboard.clear().state is CopyState.CLEARED
    clipboard.refresh()


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"TERM": "xterm-256color"}, "manager"),
        ({"TERM": "tmux-256color"}, "tmux delete-buffer"),
        ({"TERM": "screen-256color"}, "tmux delete-buffer"),
        ({"TERM": "tmux-256color", **TMUX}, "set-clipboard on"),
    ],
)
def test_the_advice_explains_where_a_copy_might_remain(tools: Path, environ: dict[str, str], words: str) -> None:
    clipboard = choose(write, environ={"PATH": str(tools), **SSH, **environ})
    copied, cleared = clipboard.copy(Secret("S3cret!")), clipboard.clear()
    assert words in copied.advice
    assert words in cleared.advice
    assert "\n" not in copied.advice


def test_the_x11_setting_over_ssh_warns_that_the_clipboard_is_remote(
    x_display: dict[str, str], password: Secret
) -> None:
    clipboard = choose(write, environ={**x_display, **SSH}, setting="x11")
    assert "not of your computer" in clipboard.copy(password).advice
    clipboard.clear()


@pytest.mark.parametrize(("sign", "words"), [({}, "clipboard manager on your computer"), (SSH, "not of your computer")])
def test_pyperclip_says_whose_clipboard_it_is(tools: Path, sign: dict[str, str], words: str, password: Secret) -> None:
    xsel, kept = tools / "xsel", tools / "kept"
    xsel.write_text(f'#!/bin/sh\ncase "$*" in *-o*) cat {kept} ;; *) cat > {kept} ;; esac\n')
    xsel.chmod(0o755)
    environ = {"PATH": f"{tools}:/usr/bin:/bin", "DISPLAY": ":0", **sign}
    copied = choose(write, environ=environ, setting="pyperclip").copy(password)
    assert copied.state is CopyState.COPIED
    assert words in copied.advice
    assert "isn't marked as a password" in copied.advice


def test_importing_choose_loads_no_heavy_modules(tmp_path: Path) -> None:
    script = "import services.clipboard.choose, sys; print(*sorted(sys.modules))"
    environ = basic_environ(tmp_path, PYTHONPATH=str(Path(__file__).parents[3]))
    loaded = subprocess.check_output([sys.executable, "-c", script], env=environ, text=True, timeout=20).split()
    assert "services.clipboard.choose" in loaded
    for heavy in (
        "copykitten",
        "importlib.util",
        "pyperclip",
        "textual",
        "oci",
        "subprocess",
        "concurrent.futures",
        "ctypes",
    ):
        assert heavy not in loaded
