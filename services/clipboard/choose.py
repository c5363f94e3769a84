"""Which clipboard is the one of the person's own computer."""

import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.clipboard import Clipboard
from services.clipboard.off import Off
from services.clipboard.osc52 import OUTER_ADVICE, Osc52
from services.model.errors import UsageError

if TYPE_CHECKING:
    from services.clipboard.surroundings import ClipboardEnvironment

MANAGER_ADVICE = "A clipboard manager on your computer might keep a copy."
HISTORY_ADVICE = "The clipboard history (Windows: Win+V) might keep a copy."
UNMARKED = "The copy isn't marked as a password."
"""For what cannot give a clipboard manager KDE's hint `x-kde-passwordManagerHint`."""
REMOTE_ADVICE = "This is the clipboard of the remote machine, not of your computer."
DROPPING_ADVICE = (
    "This tmux forwards copies only with set-clipboard on, and keeps one: to delete it, run tmux delete-buffer -b NAME."
)


Maker = Callable[["Host"], Clipboard | None]
"""Makes a clipboard where that kind can be had."""


@dataclass(frozen=True)
class Host:
    """Where the program runs: how to write to its terminal, its environment, its tools."""

    write_terminal: Callable[[str], None]
    environ: Mapping[str, str]

    def find(self, tool: str) -> str | None:
        """The path of a tool."""
        return shutil.which(tool, path=self.environ.get("PATH"))

    def has(self, *names: str) -> bool:
        """Whether any of these environment variables is set."""
        return any(self.environ.get(name) for name in names)

    @property
    def advice(self) -> str:
        """What to say about a clipboard of this machine."""
        return REMOTE_ADVICE if self.has("SSH_TTY", "SSH_CONNECTION") else MANAGER_ADVICE


def choose(
    write_terminal: Callable[[str], None],
    *,
    environ: Mapping[str, str],
    setting: str = "auto",
) -> Clipboard:
    """The clipboard that `setting` names, or with `auto` the one that reaches the person's computer.

    It may run tools to ask for their versions, each for two seconds at most. Over SSH, `auto` never takes a clipboard
    of this machine. A clipboard that was named and cannot be had is an `Off` that says why.

    Raises:
        UsageError: there is no such setting.
    """
    if setting == "off":
        return Off("the clipboard is turned off (--clipboard off).")
    from services.clipboard.surroundings import look_around

    around = look_around(environ, Host(write_terminal, environ).find)
    host = Host(write_terminal, around.environ)
    if setting == "auto":
        return _auto(host, around)
    check_setting(setting)
    maker, needed = _MAKERS[setting]
    return maker(host) or Off(f'the clipboard "{setting}" needs {needed}.', advice="Try another setting.")


def check_setting(setting: str) -> None:
    """Let a setting through that there is.

    Raises:
        UsageError: there is none of that name.
    """
    if setting not in SETTINGS:
        raise UsageError(f'Unknown clipboard: "{setting}".', f"Options: {', '.join(SETTINGS)}.")


def _auto(host: Host, around: "ClipboardEnvironment") -> Clipboard:
    of_this_machine: list[Maker] = (
        [] if around.is_remote else [_wayland, _x11, _copykitten, _macos, _windows, _pyperclip]
    )
    windows: dict[str, list[Maker]] = {"tmux": [_tmux], "screen": [_any_screen]}
    for maker in [*of_this_machine, *windows.get(around.window, [])]:
        clipboard = maker(host)
        if clipboard is not None:
            return clipboard
    return _osc52(host, is_in_tmux=around.innermost == "tmux")


def _tmux(host: Host) -> Clipboard | None:
    tmux = host.find("tmux")
    if tmux is None or not host.has("TMUX"):
        return None
    from services.clipboard.tmux import Tmux, can_pass_on

    return Tmux(tmux, environ=host.environ, advice=MANAGER_ADVICE) if can_pass_on(tmux, host.environ) else None


def _screen(host: Host) -> Clipboard | None:
    return _any_screen(host) if host.has("STY") else None


def _any_screen(host: Host) -> Clipboard:
    from services.clipboard.screen import Screen, ScreenSession

    return Screen(host.write_terminal, advice=MANAGER_ADVICE, session=ScreenSession(host.environ, host.find("screen")))


def _osc52(host: Host, *, is_in_tmux: bool = False) -> Clipboard:
    advice = MANAGER_ADVICE
    if host.has("TMUX") or is_in_tmux:
        advice = DROPPING_ADVICE
    elif host.environ.get("TERM", "").startswith(("tmux", "screen")):
        advice = OUTER_ADVICE
    return Osc52(host.write_terminal, advice=advice)


def _wayland(host: Host) -> Clipboard | None:
    wl_copy, wl_paste = host.find("wl-copy"), host.find("wl-paste")
    if wl_copy is None or wl_paste is None or not host.has("WAYLAND_DISPLAY"):
        return None
    from services.clipboard.wayland import wayland

    return wayland(wl_copy, wl_paste, environ=host.environ, advice=host.advice)


def _x11(host: Host) -> Clipboard | None:
    xclip = host.find("xclip")
    if xclip is None or not host.has("DISPLAY"):
        return None
    from services.clipboard.x11 import x11

    return x11(xclip, environ=host.environ, advice=host.advice)


def _copykitten(host: Host) -> Clipboard | None:
    # Elsewhere its text is not owned by a process, so that ending ours would not take it away.
    if sys.platform != "linux" or not host.has("DISPLAY"):
        return None
    from services.clipboard.copykitten import copykitten

    return copykitten(environ=host.environ, advice=f"{host.advice} {UNMARKED}")


def _macos(host: Host) -> Clipboard | None:
    osascript = host.find("osascript")
    if osascript is None:
        return None
    from services.clipboard.counted import Counted
    from services.clipboard.macos import MacOs

    return Counted(MacOs(osascript), environ=host.environ, advice=host.advice)


def _windows(host: Host) -> Clipboard | None:
    powershell = host.find("powershell.exe")
    if powershell is None:
        return None
    from services.clipboard.counted import Counted
    from services.clipboard.windows import Windows

    return Counted(Windows(powershell), environ=host.environ, advice=host.advice)


def _pyperclip(host: Host) -> Clipboard | None:
    windows = sys.platform in ("win32", "cygwin") or host.find("clip.exe") is not None
    if not windows and host.find("pbcopy") is None and not (host.has("DISPLAY") and host.find("xsel")):
        return None
    return _any_pyperclip(host, HISTORY_ADVICE if windows else MANAGER_ADVICE)


def _any_pyperclip(host: Host, advice: str = "") -> Clipboard:
    from services.clipboard.local import Local

    return Local(environ=host.environ, advice=f"{advice or host.advice} {UNMARKED}")


_MAKERS: dict[str, tuple[Maker, str]] = {
    "osc52": (_osc52, "a terminal"),
    "tmux": (_tmux, "tmux 3.2 or later, and a terminal inside tmux"),
    "screen": (_screen, "a terminal inside GNU screen"),
    "wayland": (_wayland, "WAYLAND_DISPLAY and wl-clipboard 2.2 or later"),
    "x11": (_x11, "DISPLAY and xclip"),
    "copykitten": (_copykitten, "Linux, DISPLAY, and oci-smtp[desktop]"),
    "macos": (_macos, "osascript"),
    "windows": (_windows, "powershell.exe"),
    "pyperclip": (_any_pyperclip, "pyperclip"),
}
SETTINGS = ("auto", *_MAKERS, "off")
