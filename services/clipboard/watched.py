"""A clipboard whose text a watchdog takes away when we are ended suddenly."""

import threading

from services.clipboard import Cleanup, Clipboard, CopyOutcome, CopyState
from services.clipboard.watchdog import Watchdog
from services.model.secret import Secret


class Watched(Clipboard):
    """Another clipboard, with the watchdog told of each copy before it is made."""

    def __init__(self, clipboard: Clipboard, watchdog: Watchdog) -> None:
        self.name = clipboard.name
        self.is_far = clipboard.is_far
        self._clipboard = clipboard
        self._watchdog = watchdog
        self._lock = threading.Lock()
        self._armed: Cleanup | None = None

    def copy(self, text: Secret) -> CopyOutcome:
        """Arm the watchdog, then copy. It stays armed where the copy failed: a part may have got there."""
        with self._lock:
            self._arm()
            outcome = self._clipboard.copy(text)
            self._arm()  # some can be cleared only by what becomes known with the copy
            return outcome

    def clear(self) -> CopyOutcome:
        """Clear, and disarm the watchdog where that was possible."""
        with self._lock:
            outcome = self._clipboard.clear()
            if outcome.state is not CopyState.UNAVAILABLE and self._armed is not None:
                self._watchdog.disarm(self._armed)
                self._armed = None
            return outcome

    def refresh(self) -> CopyOutcome | None:
        """Ask for the last clear once more."""
        return self._clipboard.refresh()

    def blank(self) -> CopyOutcome | None:
        """Clear what an earlier program left."""
        return self._clipboard.blank()

    def attached(self) -> frozenset[str] | None:
        """The terminals that are there to be asked."""
        return self._clipboard.attached()

    def forget(self) -> None:
        """Take away what is kept of no secret."""
        self._clipboard.forget()

    def cleanup(self) -> Cleanup | None:
        """That of the clipboard itself."""
        return self._clipboard.cleanup()

    def _arm(self) -> None:
        cleanup = self._clipboard.cleanup()
        if cleanup is not None:
            self._armed = cleanup
            self._watchdog.arm(cleanup)
