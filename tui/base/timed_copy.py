"""A secret on the clipboard: copied aside, counted down, and cleared."""

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

from textual.timer import Timer

from services.clipboard import NOTHING_OF_OURS, CopyOutcome, CopyState
from services.model.errors import OciSmtpError
from tui.base.clipboards import ClipboardEntry
from tui.base.dialog import Dialog
from widgets.notice import Kind, Notice

CLEAR_AFTER_SECONDS = 30
"""How long a copied secret stays on the clipboard, unless set, extended or closed before."""

OWED = "If this window was hidden, the clear might have been lost. Press any key to clear it again."


class TimedCopy:
    """What a dialog has on the clipboard. Made in the app's thread, and left with `leave` when the dialog goes."""

    def __init__(
        self,
        dialog: Dialog[Any],
        notice: Callable[[], Notice],
        trouble: Callable[[OciSmtpError], object],
        afterwards: str,
        extend_key: str,
    ) -> None:
        """`afterwards` says how to copy it again, once it was cleared; `extend_key` is the key for `extend`."""
        self._dialog = dialog
        self._notice = notice
        self._trouble = trouble
        self._afterwards = afterwards
        self._extend_key = extend_key
        self._clipboard = dialog.app.clipboards.new_secret()
        self._clipboard.heard = self._repeated
        self._what = ""
        self._said: dict[str, str] = {}
        """What is known of each thing that was copied, or could not be; the last one counts down."""
        self._otherwise = ""
        self._outcome = NOTHING_OF_OURS
        self._clear_at = 0.0
        self._ticking: Timer | None = None
        self._is_cleared = False

    def copy(
        self,
        what: str,
        put: Callable[[ClipboardEntry], CopyOutcome],
        reached: Callable[[], object] = lambda: None,
        otherwise: str = "",
    ) -> None:
        """Have `put` copy it, in a worker, and call `reached` here where it reached a clipboard.

        `otherwise` is how to have it without a clipboard.
        """
        copied = partial(self._copied, what, reached, otherwise)
        self._dialog.ask("copy", lambda: put(self._clipboard), copied, self._trouble, keys_wait=True)

    def extend(self) -> None:
        """Clear the copy later, by as many seconds as it had at first."""
        if self._ticking:
            self._clear_at += self._clear_after
            self._tick()

    def leave(self) -> None:
        """Clear it, or ask for that again, without waiting, and copy nothing more."""
        self._clipboard.leave()
        self._dialog.app.clear_later(self._clipboard)

    @property
    def _clear_after(self) -> int:
        return min(120, max(10, self._dialog.app.options.clear_after or CLEAR_AFTER_SECONDS))

    def _copied(self, what: str, reached: Callable[[], object], otherwise: str, outcome: CopyOutcome) -> None:
        if outcome.state is CopyState.UNAVAILABLE:
            hint = f"{outcome.advice} {otherwise}".strip()
            self._say(what, f"Couldn't copy the {what.lower()}. {outcome.message} {hint}".rstrip(), "warning")
            return
        reached()
        if self.is_on_clipboard and self._what != what:
            self._said[self._what] = f"{self._what}: replaced on the clipboard by the {what.lower()}."
        self._is_cleared = False
        self._what = what
        self._otherwise = otherwise
        self._outcome = outcome
        self._clear_at = monotonic() + self._clear_after
        if self._ticking is None:
            self._ticking = self._dialog.set_interval(1, self._tick)
        self._tick()

    def _tick(self) -> None:
        left = round(self._clear_at - monotonic())
        if left > 0:
            is_known = self._outcome.state is CopyState.COPIED and not self._outcome.doubt
            condition = "" if is_known else " if allowed"
            said = self._outcome.says(self._otherwise)
            told = (
                f"{self._what}: {said} Cleared in {left} s or when you close{',' if condition else ''}{condition} "
                f"(press {self._extend_key} for more time)."
            )
            self._say(self._what, told, hint=self._outcome.advice)
            self._dialog.count_down(f"Cleared in {left} s{condition} ({self._extend_key} for more)")
            return
        self._dialog.count_down("")
        if self._ticking:
            self._ticking.stop()
        self._ticking = None
        self._dialog.ask("copy", self._clipboard.clear, self._cleared, self._dialog.app.remember)

    @property
    def is_on_clipboard(self) -> bool:
        """Whether the time of a copy has not run out yet."""
        return self._ticking is not None

    def _say(self, what: str, told: str, kind: Kind = "info", hint: str = "") -> None:
        """Say it of that thing, below what was said of the others."""
        self._said.pop(what, None)
        self._said[what] = told
        self._notice().show(kind, "\n".join(self._said.values()), hint=hint)

    def _cleared(self, outcome: CopyOutcome) -> None:
        self._is_cleared = True
        self._said = {}
        self._dialog.app.watch_owed()
        owed = f" {OWED}" if outcome.is_owed else ""
        self._notice().show("info", f"{outcome.message}{owed} {self._afterwards}", hint=outcome.advice)

    def _repeated(self, outcome: CopyOutcome) -> None:
        """The person came back after a clear that might have been missed."""
        if self._is_cleared and self._dialog.is_mounted and not outcome.is_owed:
            self._notice().show("info", f"{outcome.message} {self._afterwards}", hint=outcome.advice)
