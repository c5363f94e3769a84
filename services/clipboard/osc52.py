"""The clipboard of the person's terminal, asked by an escape sequence. It never answers."""

import secrets
import threading
from base64 import b64encode
from collections.abc import Callable

from services.clipboard import NOTHING_OF_OURS, Cleanup, Clipboard, Outcome, State
from services.secret import Secret

CLEARING = (" ", "")
"""Texts that clear a terminal's clipboard, one after the other: each is the only one that some terminal honours."""


def sequence(text: str) -> str:
    """The request to put `text` on the clipboard (xterm's ctlseqs, Operating System Commands, 52)."""
    return f"\x1b]52;c;{b64encode(text.encode()).decode()}\a"


class Osc52(Clipboard):
    """OSC 52 through `write_terminal`, which must reach the terminal itself and in one piece."""

    name = "your terminal (OSC 52)"
    limit = 74_994
    """Bytes of text that terminals take at the least (hterm's limit of 100,000 characters, encoded)."""

    def __init__(self, write_terminal: Callable[[str], None], *, advice: str = "") -> None:
        self._write_terminal = write_terminal
        self._advice = advice
        self._owner = f"osc52-{secrets.token_hex(4)}"
        self._lock = threading.Lock()
        self._holds_ours = False
        self._can_refresh = False

    def copy(self, text: Secret) -> Outcome:
        """Send the text."""
        plain = text.reveal()
        if len(plain.encode()) > self.limit:
            return Outcome(State.UNAVAILABLE, f"Not sent: {self.name} takes at most {self.limit} bytes.")
        with self._lock:
            if not self._send(plain):
                return Outcome(State.UNAVAILABLE, "Not sent: the terminal could not be written to.")
            self._holds_ours = True
            self._can_refresh = False
        doubt = "If paste is empty, your terminal does not allow it"
        return Outcome(State.SENT, "Sent to your terminal.", self._advice, doubt)

    def clear(self) -> Outcome:
        """Ask for a space and then for nothing."""
        with self._lock:
            if not self._holds_ours:
                return NOTHING_OF_OURS
            if not self._send(*CLEARING):
                return Outcome(State.UNAVAILABLE, "Not cleared: the terminal could not be written to.", self._advice)
            self._holds_ours = False
            self._can_refresh = True
        return Outcome(State.CLEAR_SENT, "Asked the terminal to clear its clipboard.", self._advice)

    def refresh(self) -> None:
        """Ask for the last clear once more."""
        with self._lock:
            if self._can_refresh:
                self._send(*CLEARING)

    def cleanup(self) -> Cleanup:
        """The clear, for anybody who can write to the terminal."""
        return Cleanup(self._owner, sequence=self._requests(*CLEARING))

    def wrap(self, request: str) -> str:
        """The request as it must be written to get to the terminal."""
        return request

    def _send(self, *texts: str) -> bool:
        try:
            self._write_terminal(self._requests(*texts))
        except (OSError, ValueError):  # ValueError: the stream is closed
            return False
        return True

    def _requests(self, *texts: str) -> str:
        return "".join(self.wrap(sequence(text)) for text in texts)
