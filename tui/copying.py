"""The clipboard as the app uses it: chosen when first needed, because looking for one runs other programs."""

import os
import sys
import threading
from collections.abc import Callable

from services.clipboard import NOTHING_OF_OURS, Clipboard, Outcome, State
from services.clipboard.watchdog import Watchdog
from services.secret import Secret

LEFT = Outcome(State.UNAVAILABLE, "It was closed before it could be copied.")


class Copying:
    """One entry on the clipboard. Its methods block for a moment: call them in threads."""

    def __init__(self, make: Callable[[], Clipboard]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._one_by_one = threading.Lock()
        self._clipboard: Clipboard | None = None
        self._is_left = False
        self.holds = False
        """Whether something of ours may be there."""

    def copy(self, text: Secret) -> Outcome:
        """Put the text there, in place of what was there of ours."""
        held, self.holds = self.holds, True  # from now on, so that whoever leaves meanwhile asks for a clear
        with self._one_by_one:
            outcome = LEFT if self._is_left else self._chosen().copy(text)
            self.holds = held or outcome.state is not State.UNAVAILABLE
            return outcome

    def leave(self) -> None:
        """Copy nothing more: nobody would see it any more, or clear it."""
        self._is_left = True

    def clear(self) -> Outcome:
        """Take it away again, once a copy that is under way has ended."""
        with self._one_by_one:
            outcome = self._clipboard.clear() if self._clipboard else NOTHING_OF_OURS
            self.holds = False  # not before: whoever ends the app meanwhile must not think that it is done
            return outcome

    def refresh(self) -> None:
        """Repeat a clear that an unfocused terminal may have ignored."""
        if self._clipboard:
            self._clipboard.refresh()

    def _chosen(self) -> Clipboard:
        with self._lock:
            if self._clipboard is None:
                self._clipboard = self._make()
            return self._clipboard


def choose(write_terminal: Callable[[str], None], setting: str) -> Clipboard:
    """The one of the person's own desk; all that there are is not imported before one is needed."""
    from services.clipboard import choose as every

    return every.choose(write_terminal, environ=os.environ, setting=setting)


class Clipboards:
    """Makes clipboard entries, and clears the secret ones when the app ends - or dies, through a watchdog."""

    def __init__(self, write_terminal: Callable[[str], None], setting: str) -> None:
        self._write_terminal = write_terminal
        self._setting = setting or "auto"
        self._watchdog = Watchdog(sys.__stderr__.fileno()) if sys.__stderr__ and sys.__stderr__.isatty() else None
        self._secret: list[Copying] = []

    def new(self) -> Copying:
        """An entry for something that is no secret, and stays."""
        return Copying(self._choose)

    def new_secret(self) -> Copying:
        """An entry that is cleared when the app ends, whatever ends it."""
        entry = Copying(self._choose_watched)
        self._secret.append(entry)
        return entry

    def watch(self) -> None:
        """The terminal is ours: from now on a sudden end restores it."""
        if self._watchdog:
            self._watchdog.start()

    def watch_no_terminal(self) -> None:
        """The terminal is lent, or given back: a sudden end only clears what is on a clipboard."""
        if self._watchdog:
            self._watchdog.lend()

    def clear_all(self) -> None:
        """Clear every secret that is still on a clipboard; for the end of the app."""
        for entry in self._secret:
            if entry.holds:
                entry.clear()
        if self._watchdog:
            self._watchdog.goodbye()

    def _choose(self) -> Clipboard:
        return choose(self._write_terminal, self._setting)

    def _choose_watched(self) -> Clipboard:
        from services.clipboard.watched import Watched

        return Watched(self._choose(), self._watchdog) if self._watchdog else self._choose()
