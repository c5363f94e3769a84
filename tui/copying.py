"""The clipboard as the app uses it: chosen when first needed, because looking for one runs other programs."""

import os
import threading
from collections.abc import Callable

from services.clipboard import NOTHING_OF_OURS, Clipboard, Outcome, State
from services.clipboard.choose import choose
from services.secret import Secret


class Copying:
    """One entry on the clipboard. Its methods block for a moment: call them in threads."""

    def __init__(self, write_terminal: Callable[[str], None], setting: str) -> None:
        self._write_terminal = write_terminal
        self._setting = setting
        self._lock = threading.Lock()
        self._clipboard: Clipboard | None = None
        self.holds = False
        """Whether something of ours may be there."""

    def copy(self, text: Secret) -> Outcome:
        """Put the text there, in place of what was there of ours."""
        outcome = self._chosen().copy(text)
        self.holds = self.holds or outcome.state is not State.UNAVAILABLE
        return outcome

    def clear(self) -> Outcome:
        """Take it away again."""
        self.holds = False
        return self._clipboard.clear() if self._clipboard else NOTHING_OF_OURS

    def refresh(self) -> None:
        """Repeat a clear that an unfocused terminal may have ignored."""
        if self._clipboard:
            self._clipboard.refresh()

    def _chosen(self) -> Clipboard:
        with self._lock:
            if self._clipboard is None:
                self._clipboard = choose(self._write_terminal, environ=os.environ, setting=self._setting)
            return self._clipboard
