"""Which programs a process was started by: it tells how the person got here, whatever the environment says."""

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from services.system.process import run

_SERVERS = """
    sshd sshd-session sshd-auth dropbear mosh-server etserver etterminal tailscaled teleport
    in.telnetd telnetd in.rlogind ttyd gotty shellinaboxd ssm-session-wor
"""
REMOTE = frozenset(_SERVERS.split())
"""Programs that let people in from another computer, as the kernel calls them: 15 characters at most."""

MOSH = "mosh-server"
MULTIPLEXERS = {"tmux: server": "tmux", "tmux": "tmux", "screen": "screen", "SCREEN": "screen"}
OTHER_USERS = frozenset(("sudo", "su", "doas", "runuser", "pkexec", "machinectl"))
"""Programs after which the environment may say nothing of what was before."""

MOST = 64
"""Generations that are looked at: a chain that is longer goes round in a circle, for numbers are given out again."""


class Process(NamedTuple):
    """A process that runs."""

    pid: int
    parent: int
    name: str
    terminal: str
    """The device of its controlling terminal; empty for none."""


def lineage(pid: int) -> list[Process]:
    """The process, the one that started it, and so on, as far as it can be seen."""
    table: Mapping[int, Process] | None = None if sys.platform == "linux" else _listed()
    found: list[Process] = []
    while pid > 0 and len(found) < MOST:
        process = table.get(pid) if table is not None else _of_proc(pid)
        if process is None:
            break
        found.append(process)
        pid = process.parent
    return found


def processes() -> Iterator[Process]:
    """All that can be seen."""
    if sys.platform != "linux":
        yield from _listed().values()
        return
    for folder in Path("/proc").glob("[0-9]*"):
        if process := _of_proc(int(folder.name)):
            yield process


def is_remote(line: Iterable[Process]) -> bool | None:
    """Whether a lineage comes from another computer; None where its beginning cannot be seen."""
    last = None
    for last in line:
        if last.name in REMOTE:
            return True
    return False if last is not None and last.parent in (0, 1) else None


def environ_of(pid: int) -> dict[str, str]:
    """The environment that a process was started with; empty where we can't read it."""
    with contextlib.suppress(OSError):
        told = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="surrogateescape")
        return dict(pair.split("=", 1) for pair in told.split("\0") if "=" in pair)
    return {}


def _of_proc(pid: int) -> Process | None:
    """From /proc/PID/stat, which every user can read (proc(5))."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    name, _, rest = told.partition("(")[2].rpartition(")")
    fields = rest.split()
    return Process(pid, int(fields[1]), name, _device(int(fields[4])))


def _device(number: int) -> str:
    """The path of a terminal by its number, as the kernel packs it (proc(5), tty_nr)."""
    major, minor = number >> 8 & 0xFFF, number & 0xFF | number >> 12 & 0xFFF00
    if 136 <= major <= 143:
        return f"/dev/pts/{(major - 136) * 256 + minor}"
    return f"/dev/tty{minor}" if major == 4 and minor < 64 else ""


def _listed() -> dict[int, Process]:
    """From `ps`, where there is no /proc."""
    said = run(["ps", "-axo", "pid=,ppid=,tty=,comm="], environ=os.environ).output.decode(errors="replace")
    found = {}
    for fields in (line.split(None, 3) for line in said.splitlines()):
        if len(fields) == 4:
            pid, parent, terminal, name = fields
            device = f"/dev/{terminal}" if terminal.startswith(("tty", "pts")) else ""
            found[int(pid)] = Process(int(pid), int(parent), Path(name).name, device)
    return found
