"""A secret on the clipboard: copied aside, counted down, and cleared."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from textual.timer import Timer

from services.clipboard import NOTHING_OF_OURS, Outcome, State
from services.secret import Secret
from tui.dialogs.dialog import Dialog
from tui.dialogs.password import CLEAR_AFTER_SECONDS
from widgets.notice import Notice


class SecretCopy:
    """What a dialog has on the clipboard. Made in the app's thread, and left with `leave` when the dialog goes."""

    def __init__(self, dialog: Dialog[Any], notice: Callable[[], Notice]) -> None:
        self._dialog = dialog
        self._notice = notice
        self._clipboard = dialog.app.clipboards.new_secret()
        self._outcome = NOTHING_OF_OURS
        self._clear_at = 0.0
        self._ticking: Timer | None = None
        self.was_copied = False
        """Whether it reached a clipboard."""

    def copy(self, make: Callable[[], str]) -> None:
        """Copy what `make` gives; it is called in a worker."""
        self._dialog.ask("copy", lambda: self._copy(make), self._copied, self._dialog.app.show_error)

    def extend(self) -> None:
        """As long again."""
        if self._ticking:
            self._clear_at += self._clear_after
            self._tick()

    def refresh(self) -> None:
        """Repeat a clear that a terminal without the focus may not have taken."""
        self._dialog.ask("refresh", self._clipboard.refresh, lambda _: None, self._dialog.app.remember)

    def leave(self) -> None:
        """Clear it, without waiting."""
        self._dialog.app.clear_later(self._clipboard)

    def _copy(self, make: Callable[[], str]) -> Outcome:
        secret = Secret(make())
        try:
            return self._clipboard.copy(secret)
        finally:
            secret.wipe()

    @property
    def _clear_after(self) -> int:
        return min(120, max(10, self._dialog.app.options.clear_after or CLEAR_AFTER_SECONDS))

    def _copied(self, outcome: Outcome) -> None:
        if outcome.state is State.UNAVAILABLE:
            self._notice().show("warning", f"Not copied. {outcome.message}", hint=outcome.advice)
            return
        self.was_copied = True
        self._outcome = outcome
        self._clear_at = monotonic() + self._clear_after
        if self._ticking is None:
            self._ticking = self._dialog.set_interval(1, self._tick)
        self._tick()

    def _tick(self) -> None:
        left = round(self._clear_at - monotonic())
        if left > 0:
            told = f"{self._outcome.message} Cleared in {left} s (+ for longer)."
            self._notice().show("info", told, hint=self._outcome.advice)
            return
        if self._ticking:
            self._ticking.stop()
        self._ticking = None
        self._dialog.ask("copy", self._clipboard.clear, self._cleared, self._dialog.app.remember)

    def _cleared(self, outcome: Outcome) -> None:
        self._notice().show("info", f"{outcome.message} y copies it again.")
