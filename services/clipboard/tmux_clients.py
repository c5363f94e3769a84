"""The terminals that are attached to a tmux session, and what tmux passes on to each."""

import os
import re
from collections.abc import Mapping
from typing import NamedTuple

from services.clipboard.ancestry import MOSH, is_remote, lineage
from services.system.process import ProcessResult, run

_FORMAT = "#{client_activity}\t#{client_name}\t#{client_tty}\t#{client_pid}\t#{client_termname}\t#{session_id}"
_TERMINAL = re.compile(rb"Terminal \d+: (?:.*?) for (.*?), flags=")
_MS = re.compile(rb" *\d+: Ms: (.*)")


class Client(NamedTuple):
    """A terminal with a session in it."""

    name: str
    terminal: str
    """The path of its device."""
    kind: str
    """Its TERM."""
    pid: int
    request: str
    """How tmux asks it to set its clipboard (terminfo's Ms); empty where tmux never does."""

    @property
    def is_remote(self) -> bool:
        """Whether it was opened from another computer."""
        return bool(is_remote(lineage(self.pid)))

    @property
    def is_over_mosh(self) -> bool:
        """Whether mosh is between it and the person."""
        return any(each.name == MOSH for each in lineage(self.pid))

    @property
    def is_heard(self) -> bool:
        """Whether what tmux asks gets to the terminal: mosh drops a request that names no `c` (its OSC_dispatch)."""
        return bool(self.request) and (not self.is_over_mosh or "52;c;" in self.request)

    @property
    def may_keep_it(self) -> bool:
        """Whether the terminal is a multiplexer itself, with buffers of its own."""
        return self.kind.startswith(("tmux", "screen"))


class Server:
    """The tmux server that an environment leads to, seen from our pane; `tmux` is the program's path."""

    def __init__(self, tmux: str, environ: Mapping[str, str]) -> None:
        self.path = tmux
        self._environ = environ

    def ask(self, *arguments: str, stdin: bytes = b"") -> ProcessResult:
        """Run a command of tmux."""
        return run([self.path, *arguments], environ=self._environ, stdin=stdin)

    @property
    def is_there(self) -> bool:
        """Whether it answers, and has our pane."""
        return self._tell("#{pane_id}").ok

    @property
    def has_our_terminal(self) -> bool:
        """Whether our pane's terminal is the one that we run on: else `TMUX` is left over from elsewhere."""
        told = self._tell("#{pane_tty}").output.decode(errors="replace").strip()
        try:
            return told in {os.ttyname(number) for number in range(3) if os.isatty(number)}
        except OSError:
            return False

    def clients(self) -> list[Client]:
        """Those that are attached to our session, the one that was used last first."""
        rows = self._rows()
        requests = self._requests() if rows else {}
        return [Client(row[1], row[2], row[4], int(row[3]), requests.get(row[1], "")) for row in rows]

    def names(self) -> frozenset[str]:
        """Their names, and what tells each from an earlier one of that name."""
        return frozenset(f"{row[1]} {row[3]}" for row in self._rows())

    def _rows(self) -> list[list[str]]:
        session = self._tell("#{session_id}").output.decode(errors="replace").strip()
        listed = self.ask("list-clients", "-F", _FORMAT).output.decode(errors="replace").splitlines()
        rows = sorted((line.split("\t") for line in listed if line.count("\t") == 5), key=lambda row: row[0])
        return [row for row in reversed(rows) if row[5] == session or not session]

    def _requests(self) -> dict[str, str]:
        """What tmux knows as Ms, by the name of the client."""
        found, name = {}, ""
        for line in self.ask("show-messages", "-T").output.splitlines():
            if terminal := _TERMINAL.match(line):
                name = terminal[1].decode(errors="replace")
            elif (ms := _MS.match(line)) and ms[1].startswith(b"(string)"):
                found[name] = ms[1].removeprefix(b"(string) ").decode(errors="replace")
        return found

    def _tell(self, what: str) -> ProcessResult:
        pane = self._environ.get("TMUX_PANE", "")
        return self.ask("display-message", "-p", *(["-t", pane] if pane else []), what)
