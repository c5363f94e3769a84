"""The same in a real tmux pane: the emulator shows what a tmux of our own draws, and keys go through it."""

import os
import secrets
import signal
import subprocess
from collections.abc import Mapping, Sequence

from tests.e2e.terminal import SIZES, Terminal
from tests.e2e.tty_line import Size
from tests.needs import needs

_SETTINGS = (
    ("-s", "escape-time", "10"),
    ("-g", "status", "off"),
    ("-g", "remain-on-exit", "on"),  # so that buffers and exit code can be looked at after the end
)
_ENDING = "#{pane_dead},#{pane_dead_status},#{pane_dead_signal}"


class TmuxPane(Terminal):
    """A private tmux server with no configuration file; the command is in its only pane.

    The server's socket is in `TMPDIR` of `environ`, which must be short: a socket's path has 107 bytes at most.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], size: Size = SIZES[0]) -> None:
        needs("tmux")
        self._environ = {**environ, "TMUX_TMPDIR": environ["TMPDIR"]}
        self._tmux = ["tmux", "-L", f"e2e-{secrets.token_hex(4)}", "-f", os.devnull]
        settings = [word for setting in _SETTINGS for word in ("set-option", *setting, ";")]
        super().__init__([*self._tmux, "start-server", ";", *settings, "new-session", *command], self._environ, size)
        self.pane_pid = 0
        self._await(self._has_pane, 10)

    def buffers(self) -> dict[str, bytes]:
        """All paste buffers, by name."""
        names = self._ask("list-buffers", "-F", "#{buffer_name}").decode().split()
        return {name: self._ask("show-buffer", "-b", name) for name in names}

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the command in the pane."""
        os.kill(self.pane_pid, number)

    @property
    def is_running(self) -> bool:
        """Whether the command in the pane is still there."""
        dead, status, number = self._pane(_ENDING).split(",")
        if dead == "1" and not status and not number:
            self._ask("run-shell", "true")  # a tmux that missed the signal of one child's end looks at the next one's
        return not (status or number)

    @property
    def _ending(self) -> int:
        _, status, number = self._pane(_ENDING).split(",")
        return int(status) if status else -int(number)

    def end(self) -> None:
        """Take the server down, and all in it."""
        self._ask("kill-server")
        super().end()

    def _has_pane(self) -> bool:
        self.pane_pid = int(self._pane("#{pane_pid}") or 0)
        return self.pane_pid > 0

    def _pane(self, what: str) -> str:
        return self._ask("display-message", "-p", what).decode().strip()

    def _ask(self, *arguments: str) -> bytes:
        return subprocess.run(
            [*self._tmux, *arguments], env=self._environ, capture_output=True, timeout=20, check=False
        ).stdout
