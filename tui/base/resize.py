"""A window of another size: what stands on it in the end is of that size, however fast a person drags it."""

import shutil
from typing import Any

from textual import events
from textual.app import App
from textual.geometry import Size
from textual.timer import Timer

SETTLED_SECONDS = 0.3
"""After the last change of size, as a person drags a window."""


class ResizeWatch(App[Any]):
    """Mixin for an app: everything is laid out and drawn once more when the size no longer changes.

    What was written for another size might be on the screen, and the last of several sizes might be missed.
    """

    _settling: Timer | None = None
    is_painted = False
    """Whether the first frame is out; nothing was written before that."""

    def on_resize(self) -> None:
        """Wait until the size no longer changes."""
        if not self.is_painted:
            return
        if self._settling:
            self._settling.stop()
        self._settling = self.set_timer(SETTLED_SECONDS, self._settled)

    def _settled(self) -> None:
        now = self.size if self.is_headless else Size(*shutil.get_terminal_size(self.size))
        if now != self.size:
            self.post_message(events.Resize(now, now))
        elif self.screen_stack:  # none is left while the app ends
            self.screen.post_message(events.Resize(now, now))
            self.screen.refresh()
