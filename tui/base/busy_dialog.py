"""A dialog that changes something while it is open, and stays until it knows what came of that."""

from collections.abc import Callable
from typing import TypeVar

from tui.base.dialog import Dialog
from widgets.notice import Notice

Result = TypeVar("Result")
T = TypeVar("T")

WAITS = "The dialog closes when this is done."


class BusyDialog(Dialog[Result]):
    """One change at a time. Leaving waits for it; the key that quits from anywhere still does, the second time."""

    notice: Notice
    _change: str = ""
    """What is being done, while it is."""

    @property
    def is_outcome_open(self) -> bool:  # type: ignore[override]  # it changes
        """Whether a change is in progress."""
        return bool(self._change)

    @property
    def quitting_means(self) -> str:  # type: ignore[override]
        """What becomes of it."""
        return "You won't see the outcome of the change in progress." if self._change else ""

    async def changing(self, doing: str, work: Callable[[], T]) -> T:
        """What `work` came to, which is told as `doing` while it runs; for flows of this dialog.

        Raises:
            OciSmtpError: why it failed.
        """
        self._change = doing
        self.notice.show("info", doing)
        try:
            return await self.background("change", work)
        finally:
            self._change = ""

    def says_busy(self) -> bool:
        """Whether a change is in progress; if so, say that it is waited for."""
        if self._change:
            self._say_wait()
        return bool(self._change)

    def dismiss_unless_busy(self) -> None:
        """Leave without an answer, unless a change is in progress."""
        if self._change:
            self._say_wait()
        else:
            self.dismiss(None)

    def action_back(self) -> None:
        """Escape leaves, unless a change is in progress."""
        self.dismiss_unless_busy()

    def action_quit_now(self) -> None:
        """As leaving, while a change is in progress."""
        if self._change:
            self._say_wait()
        else:
            super().action_quit_now()

    def _say_wait(self) -> None:
        self.notice.show("info", f"{self._change} {WAITS}")
