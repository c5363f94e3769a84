"""What the person's terminal is reached through at this moment, which may not be what it was at the start."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from services.clipboard.ancestry import MOSH, MULTIPLEXERS, OTHER_USERS, Process, environ_of, is_remote, lineage
from services.clipboard.screen import ScreenSession
from services.clipboard.tmux import is_over_ssh
from services.clipboard.tmux_clients import Server

CARRIED = ("TMUX", "TMUX_PANE", "STY", "WINDOW", "SSH_CONNECTION", "SSH_TTY")
"""What tells how one got here, and is lost where sudo or su begin another user's environment."""

Find = Callable[[str], str | None]
"""The path of a program by its name."""


class ClipboardEnvironment(NamedTuple):
    """What is around us."""

    environ: Mapping[str, str]
    """The environment, with what another user's lacks, where that may be read."""
    window: str
    """The multiplexer whose window this is, and that can be talked to: `tmux`, `screen`, or nothing."""
    innermost: str
    """The same where it is seen from the processes alone, and `tmux` also where another user's cannot be talked to."""
    is_remote: bool
    """Whether the person is here from another computer, or may be: screen does not always let that be seen."""


def look_around(environ: Mapping[str, str], find: Find) -> ClipboardEnvironment:
    """Look who started us, what they knew, and who is attached."""
    line = lineage(os.getpid())
    has_changed_user = any(each.name in OTHER_USERS for each in _of_our_window(line))
    if has_changed_user and not any(environ.get(name) for name in CARRIED):
        environ = {**environ, **_carried(line)}
    innermost = ""
    if has_changed_user or (environ.get("TMUX") and environ.get("STY")):
        innermost = next((MULTIPLEXERS[each.name] for each in line if each.name in MULTIPLEXERS), "")
    says_so = bool(environ.get("SSH_TTY") or environ.get("SSH_CONNECTION"))
    came_so = any(each.name == MOSH for each in line) or (has_changed_user and bool(is_remote(line)))
    window = _window(environ, innermost, find)
    return ClipboardEnvironment(
        environ, window, innermost, says_so or came_so or _is_attached_from_afar(environ, window, find)
    )


def _window(environ: Mapping[str, str], innermost: str, find: Find) -> str:
    """Where the environment names both, one was started inside the other, or is left over from where that was."""
    tmux = find("tmux")
    server = Server(tmux, environ) if tmux and environ.get("TMUX") and innermost != "screen" else None
    has_tmux = server is not None and server.is_there
    has_screen = innermost == "screen" or (bool(environ.get("STY")) and innermost != "tmux")
    if server and has_tmux and has_screen and not server.has_our_terminal:
        has_tmux = False
    return "tmux" if has_tmux else "screen" if has_screen else ""


def _is_attached_from_afar(environ: Mapping[str, str], window: str, find: Find) -> bool:
    if window == "tmux":
        return is_over_ssh(find("tmux") or "", environ)
    return window == "screen" and ScreenSession(environ, find("screen")).is_remote is not False


def _of_our_window(line: Sequence[Process]) -> Sequence[Process]:
    """Those of a lineage that run in our window."""
    at = next((at for at, each in enumerate(line) if each.name in MULTIPLEXERS), len(line))
    return line[:at]


def _carried(line: Sequence[Process]) -> dict[str, str]:
    """What the nearest of those that started us still knew."""
    for each in line[1:]:
        found = environ_of(each.pid)
        if carried := {name: found[name] for name in CARRIED if found.get(name)}:
            return carried
    return {}
