"""The clipboard of the person's terminal, asked by an escape sequence. It never answers."""

import secrets
import threading
import time
from base64 import b64encode
from collections.abc import Callable

from services.clipboard import NOTHING_OF_OURS, Cleanup, Clipboard, CopyOutcome, CopyState
from services.clipboard.fingerprint import Fingerprint
from services.model.secret import Secret

BLANK = " "
"""What takes the place of our text. Every known terminal obeys it, while an empty text is ignored by some (tmux,
Alacritty on Windows) and has a clipboard manager bring back what it had before (Klipper)."""

OUTER_ADVICE = (
    "If you use tmux locally, it might keep a copy. Run tmux list-buffers, and then tmux delete-buffer -b NAME."
)

FRAME_SECONDS = 0.3
"""Longer than mosh waits before it sends what has changed (SEND_INTERVAL_MAX in its transportsender.h). No answer tells
when it has sent something: it answers every question itself, at once."""


def sequence(text: str) -> str:
    """The request to put `text` on the clipboard (xterm's ctlseqs, Operating System Commands, 52)."""
    return f"\x1b]52;c;{b64encode(text.encode()).decode()}\a"


class Osc52(Clipboard):
    """OSC 52 through `write_terminal`, which must reach the terminal itself and in one piece.

    Mosh passes only the newest request, and none that is like the last one. So a clear is one request, and what is
    asked again is set apart from what it is like by another request and a pause; the last one is always the one that
    every terminal obeys.
    """

    name = "your terminal (OSC 52)"
    is_far = True
    limit = 74_994
    """Bytes of text that terminals take at the least (hterm's limit of 100,000 characters, encoded)."""

    def __init__(self, write_terminal: Callable[[str], None], *, advice: str = "") -> None:
        self._write_terminal = write_terminal
        self._advice = advice
        self._owner = f"osc52-{secrets.token_hex(4)}"
        self._lock = threading.Lock()
        self._holds_ours = False
        self._can_refresh = False
        self._last: Fingerprint | None = None

    def copy(self, text: Secret) -> CopyOutcome:
        """Send the text to the terminal, if it is not longer than terminals take."""
        plain = text.reveal()
        if len(plain.encode()) > self.limit:
            return CopyOutcome(
                CopyState.UNAVAILABLE, f"Couldn't copy: {self.name} accepts at most {self.limit:,} bytes."
            )
        with self._lock:
            is_sent = self._set_apart(plain) and self._send(plain)
            if not is_sent:
                return CopyOutcome(CopyState.UNAVAILABLE, "Couldn't copy: can't write to the terminal.")
            self._holds_ours = True
            self._can_refresh = False
        doubt = "If nothing is pasted, your terminal blocks clipboard access"
        return CopyOutcome(CopyState.SENT, "Sent to your terminal.", self._advice, doubt)

    def clear(self) -> CopyOutcome:
        """Ask for a space in its place."""
        with self._lock:
            if not self._holds_ours:
                return NOTHING_OF_OURS
            if not self._send_clear():
                return CopyOutcome(
                    CopyState.UNAVAILABLE, "Couldn't clear the clipboard: can't write to the terminal.", self._advice
                )
            self._holds_ours = False
            self._can_refresh = True
            self._last = None
        return self._cleared()

    def refresh(self) -> CopyOutcome | None:
        """Ask for the last clear once more."""
        with self._lock:
            if not self._can_refresh or not self._send_clear(""):
                return None
            time.sleep(FRAME_SECONDS)  # mosh sends one state a frame
            self._send_clear()
        return self._cleared()

    def blank(self) -> CopyOutcome | None:
        """Clear whatever is there."""
        with self._lock:
            return self._cleared() if self._send_clear() else None

    def cleanup(self) -> Cleanup:
        """The clear, for any process that can write to the terminal."""
        return Cleanup(self._owner, sequence=self.wrap(sequence(BLANK)))

    def wrap(self, request: str) -> str:
        """The request as it must be written to get to the terminal."""
        return request

    def _cleared(self) -> CopyOutcome:
        return CopyOutcome(
            CopyState.CLEAR_SENT, "Asked the terminal to clear its clipboard.", self._advice, is_owed=True
        )

    def _set_apart(self, plain: str) -> bool:
        """The person may have copied something else since the same text went out."""
        is_like_last = self._last is not None and self._last.matches(plain.encode())
        self._last = Fingerprint(plain.encode())
        if not is_like_last:
            return True
        is_sent = self._send(BLANK)
        time.sleep(FRAME_SECONDS)  # mosh sends one state a frame
        return is_sent

    def _send_clear(self, text: str = BLANK) -> bool:
        return self._send(text)

    def _send(self, text: str) -> bool:
        try:
            self._write_terminal(self.wrap(sequence(text)))
        except (OSError, ValueError):  # ValueError: the stream is closed
            return False
        return True
