"""The clipboard of the person's terminal, from inside GNU screen."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from services.clipboard import Cleanup, CopyOutcome, CopyState
from services.clipboard.ancestry import Process, is_remote, lineage, processes
from services.clipboard.device import write_to
from services.clipboard.osc52 import BLANK, Osc52, sequence
from services.system.process import run

_ATTACHED = re.compile(r"\((?P<state>[^()]*)\)\s*$")

_WRITE = 'for terminal; do printf %s "$0" >"$terminal"; done'


class ScreenSession:
    """The session that `environ` is in; `screen` is the program's path, where it is known."""

    def __init__(self, environ: Mapping[str, str], screen: str | None) -> None:
        self._environ = environ
        self._screen = screen

    @property
    def is_attached(self) -> bool | None:
        """Whether a terminal is attached; None where screen does not say."""
        name = self._environ.get("STY", "")
        if not self._screen or not name:
            return None
        said = run([self._screen, "-ls", name], environ=self._environ).output.decode(errors="replace")
        for line in said.splitlines():
            if line.split()[:1] == [name] and (found := _ATTACHED.search(line)):
                return "ttached" in found["state"] and "Detached" not in found["state"]
        return None

    @property
    def is_remote(self) -> bool | None:
        """Whether the person is attached from another computer; None where that cannot be seen."""
        found = {is_remote(lineage(each.pid)) for each in self._attached()}
        if True in found:
            return True
        return None if None in found or not found else False

    def terminals(self) -> list[str]:
        """The devices of the terminals that are attached; empty where that cannot be seen."""
        pid = self._environ.get("STY", "").partition(".")[0]
        if not pid.isdigit() or not any(each.name.lower() == "screen" for each in lineage(int(pid))[:1]):
            return []
        try:
            opened = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}
        except OSError:  # screen belongs to a group of its own, or there is no /proc
            return []
        return sorted(path for path in opened if re.fullmatch(r"/dev/(pts/|tty)\d+", path))

    def _attached(self) -> Iterator[Process]:
        """The programs that show a session on a terminal: those of ours, or all where that cannot be seen."""
        terminals = self.terminals()
        for each in processes():
            if each.name == "screen" and each.terminal and (not terminals or each.terminal in terminals):
                yield each


class Screen(Osc52):
    """OSC 52 in a device control string, which screen passes to its terminal unread - while it shows our window."""

    name = "your terminal (through GNU screen)"
    limit = 560
    """Bytes of text: screen drops a string of more than 768 characters (MAXSTR in its sources) without a word."""

    def __init__(
        self, write_terminal: Callable[[str], None], *, advice: str = "", session: ScreenSession | None = None
    ) -> None:
        super().__init__(write_terminal, advice=advice)
        self._session = session

    def wrap(self, request: str) -> str:
        """The request as a device control string."""
        return f"\x1bP{request}\x1b\\"

    def attached(self) -> frozenset[str] | None:
        """The terminals that show the session."""
        is_attached = self._session.is_attached if self._session else None
        if self._session is None or is_attached is None:
            return None
        return frozenset(self._session.terminals() or ["one"]) if is_attached else frozenset()

    def cleanup(self) -> Cleanup:
        """The clear, also for the terminals that are attached now: another window may be shown by then."""
        terminals = self._session.terminals() if self._session else []
        mine = super().cleanup()
        if not terminals:
            return mine
        return mine._replace(command=("/bin/sh", "-c", _WRITE, sequence(BLANK), *terminals))

    def _cleared(self) -> CopyOutcome:
        if self.attached() == frozenset():
            told = "No terminal is attached to screen. Your clipboard is cleared when one attaches."
            return CopyOutcome(CopyState.CLEAR_SENT, told, self._advice, is_owed=True)
        return super()._cleared()

    def _send_clear(self, text: str = BLANK) -> bool:
        """Past screen, which drops it where it shows another window."""
        terminals = self._session.terminals() if self._session else []
        return bool(write_to(terminals, sequence(text))) or super()._send_clear(text)
