"""What the person's terminal is reached through at this moment."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.clipboard.ancestry import MOSH, MULTIPLEXERS, OTHER_USERS, Process, environ_of, is_remote, lineage

CARRIED = ("TMUX", "TMUX_PANE", "STY", "WINDOW", "SSH_CONNECTION", "SSH_TTY")
"""What tells how one got here, and is lost where sudo or su begin another user's environment."""


class Surroundings(NamedTuple):
    """What is around us."""

    environ: Mapping[str, str]
    """The environment, with what another user's lacks, where that may be read."""
    innermost: str
    """The multiplexer whose window this is, where that can be seen: `tmux`, `screen`, or nothing."""
    is_remote: bool
    """Whether the person came from another computer, as far as environment and processes tell; a multiplexer knows
    more."""


def look_around(environ: Mapping[str, str]) -> Surroundings:
    """Look who started us, and what they knew."""
    line = lineage(os.getpid())
    has_changed_user = any(each.name in OTHER_USERS for each in _up_to_multiplexer(line))
    if has_changed_user and not any(environ.get(name) for name in CARRIED):
        environ = {**environ, **_carried(line)}
    innermost = next((MULTIPLEXERS[each.name] for each in line if each.name in MULTIPLEXERS), "")
    says_so = bool(environ.get("SSH_TTY") or environ.get("SSH_CONNECTION"))
    came_so = any(each.name == MOSH for each in line) or (has_changed_user and bool(is_remote(line)))
    is_known = has_changed_user or bool(environ.get("TMUX") and environ.get("STY"))
    return Surroundings(environ, innermost if is_known else "", says_so or came_so)


def _up_to_multiplexer(line: Sequence[Process]) -> Sequence[Process]:
    """Those that run in our window."""
    at = next((at for at, each in enumerate(line) if each.name in MULTIPLEXERS), len(line))
    return line[:at]


def _carried(line: Sequence[Process]) -> dict[str, str]:
    """What the nearest of those that started us still knew."""
    for each in line[1:]:
        found = environ_of(each.pid)
        if carried := {name: found[name] for name in CARRIED if found.get(name)}:
            return carried
    return {}
