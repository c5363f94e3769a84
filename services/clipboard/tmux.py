"""A tmux buffer of our own name, which tmux also passes on to the terminal."""

import re
import secrets
import threading
from collections.abc import Mapping

from services.clipboard import NOTHING_OF_OURS, Cleanup, Clipboard, Outcome, State
from services.clipboard.process import Result, run
from services.secret import Secret

FIRST_WITH_CLIPBOARD = (3, 2)
"""The first tmux whose `load-buffer` has `-w` (tmux's CHANGES)."""


class Tmux(Clipboard):
    """The server that `environ` leads to; `tmux` is the program's path."""

    name = "tmux buffer"

    def __init__(self, tmux: str, *, environ: Mapping[str, str], advice: str) -> None:
        self._tmux_path = tmux
        self._environ = environ
        self._advice = advice
        self._buffer = f"ocismtp-{secrets.token_hex(4)}"
        self._lock = threading.Lock()
        self._holds_ours = False
        self._can_refresh = False

    def copy(self, text: Secret) -> Outcome:
        """Load the buffer and read it back; what the terminal does with it, tmux does not know."""
        data = text.reveal().encode()
        with self._lock:
            self._can_refresh = False
            loaded = self._load(data)
            # A tmux that did not end in time may have taken it all the same.
            self._holds_ours = self._holds_ours or loaded.code in (0, None)
            if not loaded.ok:
                return Outcome(State.UNAVAILABLE, "Not copied: tmux did not take it.", "Try --clipboard osc52.")
            held = self._show()
        if held.code is None:
            return Outcome(State.SENT, f"Sent to tmux buffer {self._buffer}; it could not be read back.", self._advice)
        if held.output != data:
            return Outcome(State.UNAVAILABLE, "Not copied: tmux holds something else.", "Try --clipboard osc52.")
        message = f"In tmux buffer {self._buffer}, and tmux was asked to pass it to your terminal."
        return Outcome(State.COPIED, message, self._advice, "If paste is empty there, it does not allow it")

    def clear(self) -> Outcome:
        """Overwrite, so that the terminal's clipboard goes too, then delete the buffer. Others are not touched."""
        with self._lock:
            if not self._holds_ours:
                return NOTHING_OF_OURS
            overwritten = self._overwrite()
            if overwritten.code is None or self._show().code in (0, None):
                return Outcome(
                    State.UNAVAILABLE,
                    f"tmux did not delete its buffer {self._buffer}.",
                    f"Run: tmux delete-buffer -b {self._buffer}",
                )
            self._holds_ours = False
            self._can_refresh = overwritten.ok
        if not overwritten.ok:
            return Outcome(State.CLEAR_SENT, "tmux and its buffer are gone; your terminal could not be asked.")
        message = f"Deleted tmux buffer {self._buffer} and asked your terminal to clear its clipboard."
        return Outcome(State.CLEAR_SENT, message, self._advice)

    def refresh(self) -> None:
        """Ask the terminal for the last clear once more."""
        with self._lock:
            if self._can_refresh:
                self._overwrite()

    def cleanup(self) -> Cleanup:
        """The same as `clear`, in one command."""
        load = [self._tmux_path, "load-buffer", "-w", "-b", self._buffer, "-"]
        return Cleanup(self._buffer, command=(*load, ";", "delete-buffer", "-b", self._buffer), stdin=" ")

    def _overwrite(self) -> Result:
        # A space, for tmux ignores an empty buffer.
        loaded = self._load(b" ")
        if loaded.ok:
            self._tmux("delete-buffer", "-b", self._buffer)
        return loaded

    def _load(self, data: bytes) -> Result:
        return self._tmux("load-buffer", "-w", "-b", self._buffer, "-", stdin=data)

    def _show(self) -> Result:
        return self._tmux("show-buffer", "-b", self._buffer)

    def _tmux(self, *arguments: str, stdin: bytes = b"") -> Result:
        return run([self._tmux_path, *arguments], environ=self._environ, stdin=stdin)


def can_pass_on(tmux: str, environ: Mapping[str, str]) -> bool:
    """Whether that tmux is new enough for us."""
    said = run([tmux, "-V"], environ=environ)
    version = re.match(rb"tmux (?:next-)?(\d+)\.(\d+)", said.output)
    if version is None:  # `tmux master`, `tmux openbsd-7.6`: built from recent sources
        return said.ok
    return (int(version[1]), int(version[2])) >= FIRST_WITH_CLIPBOARD


def is_over_ssh(tmux: str, environ: Mapping[str, str]) -> bool:
    """Whether the person attached to this session over SSH, wherever it was started."""
    said = run([tmux, "show-environment", "SSH_CONNECTION"], environ=environ)
    return said.ok and said.output.startswith(b"SSH_CONNECTION=")
