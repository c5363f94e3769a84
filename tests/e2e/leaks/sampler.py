"""What everybody on the machine could read of our processes while they ran."""

import os
import threading
from collections.abc import Iterable

from tests.e2e.leaks.forms import forms, is_in

INTERVAL_S = 0.01

Process = tuple[int, str]
"""Its number, and when it was started."""


class Sampler:
    """Reads, again and again, arguments and environment of our own children, theirs, and so on; of no one else."""

    def __init__(self) -> None:
        self._known: set[Process] = set()
        self._strangers: set[int] = set()
        """Who descends from someone else, and so will never be ours: looked at once, for they are many."""
        self._told: dict[bytes, str] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def watch(self, pid: int) -> None:
        """Watch that process as well, which is no child of ours: a tmux server."""
        self._known |= {(pid, status[1]) for status in [_status(pid)] if status}
        self._strangers = set()  # its children were taken for strangers until now

    def stop(self) -> None:
        """End it."""
        self._over.set()
        self._thread.join()

    def programs(self) -> str:
        """All command lines that were seen, for a look whether it looked at all."""
        return "\n".join(data.replace(b"\0", b" ").decode() for data, what in self._told.items() if what == "cmdline")

    def found(self, secrets: Iterable[str]) -> list[str]:
        """What of it has one of the secrets, in any form."""
        wanted = frozenset[bytes]().union(*map(forms, secrets))
        return [f"{what}: {data!r}" for data, what in self._told.items() if is_in(data, wanted)]

    def _sample(self) -> None:
        while not self._over.wait(INTERVAL_S):
            self._sweep()

    def _sweep(self) -> None:
        strangers = self._strangers
        pids = set(map(int, filter(str.isdigit, os.listdir("/proc"))))
        strangers &= pids  # the number of one that has ended may be given again
        there = {pid: status for pid in pids - strangers if (status := _status(pid))}
        ours = {pid: self._is_ours(pid, there, strangers) for pid in there}
        strangers |= {pid for pid, is_ours in ours.items() if is_ours is False}
        for pid in (pid for pid, is_ours in ours.items() if is_ours):
            self._known.add((pid, there[pid][1]))
            for what in ("cmdline", "environ"):
                self._told.setdefault(_read(f"/proc/{pid}/{what}"), what)

    def _is_ours(self, pid: int, there: dict[int, tuple[int, str]], strangers: set[int]) -> bool | None:
        """Whether it descends from us; one that has lost its parents since still counts.

        None where that is not known yet: one between came, or went, while the list was read.
        """
        while pid in there:
            parent, started = there[pid]
            if parent == os.getpid() or (pid, started) in self._known:
                return True
            pid = parent
        return False if pid == 0 or pid in strangers else None


def _status(pid: int) -> tuple[int, str] | None:
    """Parent, and start; proc(5)."""
    after_name = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    return (int(after_name[1]), after_name[19].decode()) if after_name else None


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:  # it has ended, or shows nothing to others
        return b""
