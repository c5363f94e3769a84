"""Clears clipboards and restores the terminal when we are ended in a way that leaves us no time to do it (SIGKILL)."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.clipboard import Cleanup
from services.system.process import kill

BYE_SECONDS = 1.0
LOCK_SECONDS = 0.5

NEEDED = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TERM", "TMUX", "TMUX_TMPDIR", "TMPDIR")
"""The environment that Python and tmux need; the rest of ours stays here."""


class Watchdog:
    """A child process that waits for our end. It knows how to clear what we copied, and not what that is.

    Make it before the terminal is switched to raw mode, for it restores what it found then; start it as soon as the
    terminal is taken over, and again after it was lent. It cannot help where the connection to the terminal went with
    us: a clipboard on the other side of a dead SSH link keeps what it has.

    Methods may be called from any thread and raise nothing.
    """

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._before = _attributes(terminal)
        self._ours = self._before
        self._armed: dict[str, Cleanup] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._is_over = False
        self._has_terminal = True
        self._lock = threading.Lock()

    @property
    def is_watching(self) -> bool:
        """Whether there is a child that would act."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """The terminal is ours: from now on a sudden end restores it."""
        self._terminal_changes(hands_it_to_us=True)

    def lend(self) -> None:
        """The terminal is another program's, such as the shell's while we are stopped: a sudden end leaves it alone."""
        self._terminal_changes(hands_it_to_us=False)

    def _terminal_changes(self, hands_it_to_us: bool) -> None:
        """Called by handlers of signals as well, which may have struck while the lock is held below them."""
        if not self._lock.acquire(timeout=LOCK_SECONDS):
            return
        try:
            self._has_terminal = hands_it_to_us
            found = _attributes(self._terminal)
            if hands_it_to_us and found != self._before:  # else it is about to be set again as it was
                self._ours = found
            if hands_it_to_us or self.is_watching:
                self._tell_all()
        finally:
            self._lock.release()

    def arm(self, cleanup: Cleanup) -> None:
        """Have a sudden end clear that, too; call it before the copy. It starts watching."""
        with self._lock:
            self._armed[cleanup.owner] = cleanup
            self._tell_all()

    def disarm(self, cleanup: Cleanup) -> None:
        """It was cleared; a sudden end must not clear what others put there since."""
        with self._lock:
            if self._armed.pop(cleanup.owner, None):
                self._tell_all()

    def goodbye(self) -> None:
        """Everything is in order: it ends without doing anything. Nothing can be started again."""
        with self._lock:
            self._is_over = True
            process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        _send(process, {"bye": True})
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(BYE_SECONDS)
        except subprocess.TimeoutExpired:
            kill(process)

    def _tell_all(self) -> None:
        """Tell the child everything again: the last message is the one that counts."""
        if self._is_over:
            return
        if not self.is_watching:
            self._ours = _attributes(self._terminal)
            self._process = _spawn(self._terminal, os.environ)
        if self._process is not None:
            _send(self._process, self._message())

    def _message(self) -> dict[str, Any]:
        armed = self._armed.values()
        known = self._has_terminal and self._ours is not None and self._before is not None
        return {
            "sequence": "".join(cleanup.sequence for cleanup in armed),
            "commands": [{"argv": cleanup.command, "stdin": cleanup.stdin} for cleanup in armed if cleanup.command],
            "restores": self._has_terminal,
            "attributes": {"ours": self._ours, "before": self._before} if known else None,
        }


def _spawn(terminal: int, environ: Mapping[str, str]) -> "subprocess.Popen[bytes] | None":
    """The child, in a session of its own, so that what ends ours does not end it; None where there can be none."""
    if os.name != "posix" or not sys.executable:
        return None
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("watchdog_child.py"))],
            stdin=subprocess.PIPE,
            stdout=terminal,
            stderr=subprocess.DEVNULL,
            env={name: environ[name] for name in NEEDED if name in environ},
            cwd="/",
            start_new_session=True,
        )
    except (OSError, ValueError):
        return None
    if process.stdin is not None:
        os.set_blocking(process.stdin.fileno(), False)
    return process


def _send(process: "subprocess.Popen[bytes]", message: Mapping[str, Any]) -> None:
    """One line, without waiting for a child that does not read."""
    import json

    if process.stdin is not None:
        with contextlib.suppress(OSError, ValueError):  # ValueError: closed
            os.write(process.stdin.fileno(), json.dumps(message).encode() + b"\n")


def _attributes(terminal: int) -> list[Any] | None:
    """How the terminal line is set, fit for JSON; None where it is no terminal."""
    if os.name != "posix":
        return None
    import termios

    try:
        found = termios.tcgetattr(terminal)
    except termios.error:
        return None
    characters = [item.decode("latin-1") if isinstance(item, bytes) else item for item in found[6]]
    return [*found[:6], characters]
