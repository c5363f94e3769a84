"""The clipboard as the app uses it: chosen at each copy, because the person might have attached from elsewhere."""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from services.clipboard import NOTHING_OF_OURS, Clipboard, CopyOutcome, CopyState
from services.clipboard.owed import Owed
from services.clipboard.watchdog import Watchdog
from services.config.paths import owed_folder
from services.model.secret import Secret

LEFT = CopyOutcome(CopyState.UNAVAILABLE, "The dialog closed before the copy finished.")


class ClipboardEntry:
    """One entry on the clipboard. Its methods block for a moment: call them in threads."""

    def __init__(self, make: Callable[[], Clipboard], note: Callable[[], object] = lambda: None) -> None:
        """`note` is called before something goes to a terminal."""
        self._make = make
        self._note = note
        self._one_by_one = threading.Lock()
        self._clipboard: Clipboard | None = None
        self._is_left = False
        self._terminals: frozenset[str] | None = None
        self.heard: Callable[[CopyOutcome], object] = lambda _: None
        """Told of every clear that was repeated, in the app's thread."""
        self.holds = False
        """Whether something of ours may be there."""
        self.is_owed = False
        """Whether a clear is requested again as soon as the person is seen."""

    def copy(self, text: Secret) -> CopyOutcome:
        """Put the text there, in place of what was there of ours."""
        held, self.holds = self.holds, True  # from now on, so that leaving in between requests a clear
        with self._one_by_one:
            if self._is_left:
                self.holds = held
                return LEFT
            clipboard = self._chosen()
            if _is_far(clipboard):
                self._note()
            outcome = clipboard.copy(text)
            self.holds = held or outcome.state is not CopyState.UNAVAILABLE
            self.is_owed = self.is_owed and outcome.state is CopyState.UNAVAILABLE
            return outcome

    def leave(self) -> None:
        """Copy nothing more: no person would see it, and nothing would clear it."""
        self._is_left = True

    def clear(self) -> CopyOutcome:
        """Take it away again, once a copy that is in progress has ended."""
        with self._one_by_one:
            outcome = self._clipboard.clear() if self._clipboard else NOTHING_OF_OURS
            if outcome is not NOTHING_OF_OURS:  # else it was cleared already, and may be owed from then
                self.is_owed = outcome.is_owed
                self._terminals = _attached(self._clipboard) if outcome.is_owed else None
            self.holds = False  # not before: a person who ends the app before must not think that it is done
            return outcome

    def refresh(self) -> CopyOutcome | None:
        """Repeat a clear, now that the person is seen; None where none was requested."""
        with self._one_by_one:
            if self._clipboard is None:
                return None
            outcome = self._clipboard.refresh()
            self._terminals = _attached(self._clipboard)
            self.is_owed = self.is_owed and self._terminals == frozenset()
            return outcome._replace(is_owed=self.is_owed) if outcome else None

    def wait(self) -> None:
        """Let what is in progress in another thread end: a clear is repeated in two steps."""
        with self._one_by_one:
            pass

    def look(self) -> CopyOutcome | None:
        """Repeat a clear that is owed where another terminal has been attached since; None where none has."""
        before, now = self._terminals, _attached(self._clipboard)
        if not self.is_owed or before is None or now is None:
            return None
        self._terminals = now
        return self.refresh() if now - before else None

    @property
    def may_be_attached(self) -> bool:
        """Whether it can be seen that a terminal is attached, so that it is worth looking."""
        return self.is_owed and self._terminals is not None

    def forget(self) -> None:
        """Take away what is kept of something that is no secret."""
        with self._one_by_one:
            if self._clipboard and _is_far(self._clipboard):
                self._clipboard.forget()

    def _chosen(self) -> Clipboard:
        """The one for now; what another one has of ours is taken away."""
        found, before = self._make(), self._clipboard
        if before and before.name == found.name:
            return before
        if before:
            before.clear()
        self._clipboard = found
        return found


def choose(write_terminal: Callable[[str], None], setting: str) -> Clipboard:
    """The one of the person's own desk; all that there are is not imported before one is needed."""
    from services.clipboard import choose as every

    return every.choose(write_terminal, environ=os.environ, setting=setting)


class Clipboards:
    """Makes clipboard entries, and clears the secret ones when the app ends - or dies, through a watchdog."""

    def __init__(self, write_terminal: Callable[[str], None], setting: str, *, remembers: bool = True) -> None:
        """With `remembers`, the next start clears what could not be cleared at the end of this one."""
        self._write_terminal = write_terminal
        self._setting = setting or "auto"
        self._watchdog = Watchdog(sys.__stderr__.fileno()) if sys.__stderr__ and sys.__stderr__.isatty() else None
        self._owed = Owed(Path(owed_folder(os.environ))) if remembers else None
        self._secret: list[ClipboardEntry] = []
        self._other = ClipboardEntry(self._choose)

    def new(self) -> ClipboardEntry:
        """The entry for things that are no secret, and stay; each takes the place of the one before."""
        return self._other

    def new_secret(self) -> ClipboardEntry:
        """An entry that is cleared when the app ends, whatever ends it."""
        entry = ClipboardEntry(self._choose_watched, self._owed.note if self._owed else lambda: None)
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

    @property
    def owed(self) -> list[ClipboardEntry]:
        """The entries whose clear is requested again as soon as the person is seen."""
        return [entry for entry in self._secret if entry.is_owed]

    def settled(self) -> None:
        """The person was there when the last clear was requested; call it when no clear is owed."""
        if self._owed and not any(entry.holds or entry.is_owed for entry in self._secret):
            self._owed.settle()

    def pay(self) -> bool:
        """Clear what an earlier program of ours might have left on the terminal; whether a clear was requested."""
        return self._owed is not None and self._owed.pay(lambda: bool(self._choose().blank()))

    def clear_all(self, *, is_seen: bool = True) -> bool:
        """Clear every secret that is still on a clipboard; for the end of the app.

        `is_seen` says whether the person is there, as after a key. Whether one may still be there is the answer.
        """
        for entry in self._secret:
            entry.wait()
        may_stay = [_may_stay(entry) for entry in self._secret if entry.holds or entry.is_owed]
        self._other.forget()
        if self._watchdog:
            self._watchdog.goodbye()
        if is_seen and self._owed:
            self._owed.settle()
        return any(may_stay) and not is_seen

    def _choose(self) -> Clipboard:
        return choose(self._write_terminal, self._setting)

    def _choose_watched(self) -> Clipboard:
        from services.clipboard.watched import Watched

        return Watched(self._choose(), self._watchdog) if self._watchdog else self._choose()


def _may_stay(entry: ClipboardEntry) -> bool:
    """Clear it for the last time; whether it can't be known that it is gone."""
    outcome = entry.clear() if entry.holds else entry.refresh()
    return entry.is_owed or (outcome is not None and outcome.state in (CopyState.CLEAR_SENT, CopyState.UNAVAILABLE))


def _is_far(clipboard: Clipboard) -> bool:
    """One that says nothing of it is near, and has no terminals."""
    return bool(getattr(clipboard, "is_far", False))


def _attached(clipboard: Clipboard | None) -> frozenset[str] | None:
    return clipboard.attached() if clipboard and _is_far(clipboard) else None
