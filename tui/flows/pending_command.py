"""Commands about a user's credentials that come before the credentials are read."""

from collections.abc import Callable
from typing import NamedTuple

from tui.base.place import Place

GENERATE = "user.generate"
LATER = "Opens when the credentials have loaded."


class PendingArgument(NamedTuple):
    """A command that came too early."""

    command: str
    credential: str = ""
    """The OCID of the one under the cursor, where it is about one."""


class PendingCommand:
    """Puts commands off until the session is open, too: what was read ahead of it can only be looked at."""

    def __init__(self, place: Place, has_failed: Callable[[], bool], command: str = "") -> None:
        """`has_failed` says whether reading failed; `command` is to be run as soon as it can be."""
        self._place = place
        self._has_failed = has_failed
        self._is_over = False
        self._meant = PendingArgument(command) if command else None

    @property
    def awaits_text(self) -> bool:
        """Whether what is typed now is the description in the dialog that is still to open."""
        return self._meant is not None and self._meant.command == GENERATE and not self._has_failed()

    def failed(self) -> None:
        """It could not be read: what was typed for the dialog must not be taken for commands now."""
        if self.awaits_text:
            self._place.app.forget_typed()

    def put_off(self, command: str, credential: str = "") -> bool:
        """Whether it is too early for a command; if so, it is run when it no longer is."""
        if self._is_over:
            return False
        if self._has_failed():
            self._meant = None
            self._place.toast(f"Loading failed. Press {self._place.app.key('refresh')} to retry.", "warning")
        else:
            self._meant = PendingArgument(command, credential)
            self._place.toast(LATER, "warning")
        return True

    def begin(self, command: str = "") -> None:
        """From now on it is too early again, and this command comes next."""
        self._is_over = False
        self._meant = PendingArgument(command) if command else None

    def end(self, highlighted: str | None) -> None:
        """Everything is read: run what was put off, unless the cursor is on another credential by now."""
        self._is_over = True
        self._place.app.unsay(LATER)
        meant, self._meant = self._meant, None
        if meant is None or self._place.app.screen is not self._place:
            return  # it would reach the user, or the dialog, that is over this
        if meant.credential and meant.credential != highlighted:
            self._place.toast("The selection changed. Press the key again.", "warning")
        else:
            self._place.app.run_command(meant.command)  # not the action itself: read-only mode rejects it there
