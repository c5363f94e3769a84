"""The clipboard of a desktop, owned by a child of ours: it is empty again as soon as the child ends."""

import threading
import time
from collections.abc import Mapping, Sequence

from services.clipboard import NOTHING_OF_OURS, Clipboard, CopyOutcome, CopyState
from services.clipboard.fingerprint import Fingerprint
from services.clipboard.holder import Holder
from services.model.secret import Secret
from services.system.process import ProcessResult, run

CONFIRM_SECONDS = 3.0
READ_SECONDS = 1.0
POLL_SECONDS = 0.02


class OwnedSelection(Clipboard):
    """A selection of X11 or Wayland.

    `hold` is the command that takes the selection for its stdin and stays, `read` the one that prints the selection.
    When the person copies something else, the holder has no part in it any more, whether it ends by itself or not: to
    end it can't delete what isn't ours. Reading may take `read_seconds`.
    """

    def __init__(
        self,
        name: str,
        *,
        hold: Sequence[str],
        read: Sequence[str],
        environ: Mapping[str, str],
        advice: str,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self.name = name
        self._hold = hold
        self._read_command = read
        self._environ = environ
        self._advice = advice
        self._read_seconds = read_seconds
        self._lock = threading.Lock()
        self._holder: Holder | None = None
        self._ours: Fingerprint | None = None

    def copy(self, text: Secret) -> CopyOutcome:
        """Start a holder and wait until the text can be read back."""
        data = text.reveal().encode()
        with self._lock:
            # The old one first: the same text twice must not be confirmed by the holder that goes.
            self._let_go()
            self._ours = Fingerprint(data)
            if self._take(data):
                return CopyOutcome(CopyState.COPIED, f"Copied to the {self.name}.", self._advice)
            self._let_go()
            return CopyOutcome(
                CopyState.UNAVAILABLE,
                f"Couldn't copy to the {self.name}.",
                "If the desktop session has ended, try --clipboard osc52.",
            )

    def clear(self) -> CopyOutcome:
        """End the holder, then look whether a clipboard manager has taken the text over."""
        with self._lock:
            if self._ours is None:
                return NOTHING_OF_OURS
            self._let_go()
            left = self._read()
            if self._ours.matches(left.output):
                return self._wrest(self._ours)
            self._ours = None
            if left.code is None:
                return CopyOutcome(
                    CopyState.CLEAR_SENT, f"Another program now owns the {self.name}, and it can't be read."
                )
            if left.output:
                return CopyOutcome(
                    CopyState.CLEARED, f"The {self.name} now holds something else, so it wasn't cleared."
                )
            return CopyOutcome(CopyState.CLEARED, f"Cleared the {self.name}.")

    def _wrest(self, ours: Fingerprint) -> CopyOutcome:
        """Take the selection back from a clipboard manager and drop it."""
        if self._take(b" "):
            self._let_go()
        left = self._read()
        if left.code is None or ours.matches(left.output):
            return CopyOutcome(
                CopyState.UNAVAILABLE,
                f"Couldn't clear the {self.name}.",
                "A clipboard manager kept a copy. Delete it there.",
            )
        self._ours = None
        return CopyOutcome(
            CopyState.CLEARED, f"Cleared the {self.name}.", "A clipboard manager kept a copy. Check its history."
        )

    def _take(self, data: bytes) -> bool:
        """Whether a new holder offers `data` now."""
        self._holder = Holder.start(self._hold, data, self._environ)
        if self._holder is None:
            return False
        deadline = time.monotonic() + CONFIRM_SECONDS
        while time.monotonic() < deadline:
            ended = self._holder.ends_within(POLL_SECONDS)
            read = self._read()
            if read.ok and read.output == data:
                return True
            if ended:
                return False
        return False

    def _let_go(self) -> None:
        if self._holder is not None:
            self._holder.stop()
            self._holder = None

    def _read(self) -> ProcessResult:
        return run(self._read_command, environ=self._environ, timeout=self._read_seconds)
