"""A clipboard reached by a script, on a system that counts every change: so that a later copy by others is noticed."""

import threading
from collections.abc import Mapping
from typing import Protocol

from services.clipboard import NOTHING_OF_OURS, Cleanup, Clipboard, CopyOutcome, CopyState
from services.model.secret import Secret
from services.system.process import run


class Scripts(Protocol):
    """The commands of one system. What they print is described here; the secret is theirs on stdin only."""

    @property
    def name(self) -> str:
        """`macOS clipboard`."""

    @property
    def marked(self) -> str:
        """How what is copied is marked: `marked as concealed`."""

    @property
    def timeout(self) -> float:
        """Seconds that a script may take."""

    def copy(self) -> list[str]:
        """Puts stdin there, reads it back, and prints `equal` or `other`, a space, and the count of changes."""

    def clear(self, count: str) -> list[str]:
        """Empties it and prints `cleared` if the count is still that one; else prints `other`."""


class Counted(Clipboard):
    """A clipboard with a count of its changes."""

    def __init__(self, scripts: Scripts, *, environ: Mapping[str, str], advice: str) -> None:
        self.name = scripts.name
        self._scripts = scripts
        self._environ = environ
        self._advice = advice
        self._lock = threading.Lock()
        self._count = ""
        self._may_hold_ours = False
        """After a copy of which the script told nothing that we understand: it might have been killed too late."""

    def copy(self, text: Secret) -> CopyOutcome:
        """Put the text there and read it back."""
        scripts = self._scripts
        with self._lock:
            done = run(scripts.copy(), environ=self._environ, stdin=text.reveal().encode(), timeout=scripts.timeout)
            verdict, _, count = done.output.decode(errors="replace").strip().partition(" ")
            if not done.ok or verdict != "equal" or not count.isdigit():
                has_failed = (done.code or 0) > 0 and not done.output
                self._may_hold_ours = self._may_hold_ours or not (has_failed or verdict == "other")
                why = f"Couldn't copy to the {self.name}."
                return CopyOutcome(CopyState.UNAVAILABLE, why, "Try --clipboard osc52.")
            self._count, self._may_hold_ours = count, False
        return CopyOutcome(CopyState.COPIED, f"Copied to the {self.name}, {scripts.marked}.", self._advice)

    def clear(self) -> CopyOutcome:
        """Empty it if nothing was copied since."""
        with self._lock:
            if not self._count:
                return self._unknown() if self._may_hold_ours else NOTHING_OF_OURS
            command = self._scripts.clear(self._count)
            done = run(command, environ=self._environ, timeout=self._scripts.timeout)
            if not done.ok:
                why = f"Couldn't clear the {self.name}."
                return CopyOutcome(CopyState.UNAVAILABLE, why, "Copy something else over it.")
            self._count = ""
            if done.output.strip() != b"other":
                self._may_hold_ours = False
            elif self._may_hold_ours:
                return self._unknown()
        if done.output.strip() == b"other":
            return CopyOutcome(CopyState.CLEARED, f"The {self.name} now holds something else, so it wasn't cleared.")
        return CopyOutcome(CopyState.CLEARED, f"Cleared the {self.name}.")

    def _unknown(self) -> CopyOutcome:
        why = f"The {self.name} might hold a copy from oci-smtp."
        return CopyOutcome(CopyState.UNAVAILABLE, why, "Copy something else over it.")

    def cleanup(self) -> Cleanup | None:
        """Empty it if nothing was copied since; known after the first copy."""
        if not self._count:
            return None
        return Cleanup("pasteboard", command=tuple(self._scripts.clear(self._count)))
