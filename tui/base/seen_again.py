"""Clears that a terminal might have missed, requested again when the person is seen there."""

from typing import TYPE_CHECKING

from textual import events
from textual.timer import Timer

from tui.base.background import Background
from tui.base.notifications import Notifications

if TYPE_CHECKING:
    from services.clipboard import CopyOutcome
    from tui.base.clipboards import ClipboardEntry, Clipboards

SIGNS = (events.Key, events.Paste, events.MouseDown, events.AppFocus, events.Resize)
"""What reaches us only from a window that is shown, or as it is shown again."""

LOOK_EVERY_SECONDS = 2.0
"""How often tmux and screen are asked, while a clear is owed, whether a terminal was attached."""

MAY_STAY = "Your clipboard might still hold the password. Copy something else over it."
"""What is said at an end for which the person might have been away: the terminal might have missed the last clear."""

PAID = "An earlier run might have left a password on your clipboard. Asked the terminal to clear it."


class FocusReturn(Background, Notifications):
    """Mixin for the app."""

    clipboards: "Clipboards"
    _looking: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        """Take note of signs of the person."""
        if isinstance(event, SIGNS) and not event.is_forwarded and self.is_running:
            self._repeat()
        await super().on_event(event)

    def watch_owed(self) -> None:
        """A clear might have been missed: look for a terminal to be attached, where that can be seen."""
        if self._looking is None and any(entry.may_be_attached for entry in self.clipboards.owed):
            self._looking = self.set_interval(LOOK_EVERY_SECONDS, self._look)

    def pay_owed(self) -> None:
        """Clear what an earlier run may have left."""
        self.ask("pay", self.clipboards.pay, lambda is_paid: self.say(PAID) if is_paid else None, self.remember)

    def _repeat(self) -> None:
        if owed := self.clipboards.owed:
            self.ask("repeat", lambda: [(each, each.refresh()) for each in owed], self._repeated, self.remember)

    def _look(self) -> None:
        if owed := self.clipboards.owed:
            self.ask("repeat", lambda: [(each, each.look()) for each in owed], self._repeated, self.remember)
        elif self._looking:
            self._looking.stop()
            self._looking = None

    def _repeated(self, repeated: "list[tuple[ClipboardEntry, CopyOutcome | None]]") -> None:
        self.clipboards.settled()
        for entry, outcome in repeated:
            if outcome:
                entry.heard(outcome)
