"""A field that says what it does not take."""

from collections import Counter
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from widgets.pasted import Accepted, in_one_line, told

TELL_SECONDS = 0.3
"""After the last of it: a terminal that does not mark pastes types them letter by letter."""


class TextInput(Input):
    """An `Input` that takes what it can of a text, and says what it drops."""

    @dataclass
    class Dropped(Message):
        """Something typed or pasted was not taken, or not as it was; `text` says what."""

        text: str

    _dropped: Counter[str] | None = None
    _is_joined = False
    _telling: Timer | None = None

    def accept(self, text: str, room: int | None) -> Accepted:
        """What of a text it takes, in that many characters."""
        return in_one_line(text, room)

    def replace(self, text: str, start: int, end: int) -> None:
        """Insert what fits in place of that part, and tell what does not."""
        first, last = sorted((max(0, start), min(len(self.value), end)))
        room = max(0, self.max_length - len(self.value) + last - first) if self.max_length else None
        found = self.accept(text, room)
        if found.text or not text:
            super().replace(found.text, start, end)
        if found.is_joined or any(found.dropped.values()):
            self._dropped = (self._dropped or Counter()) + Counter(found.dropped)
            self._is_joined |= found.is_joined
            if self._telling:
                self._telling.stop()
            self._telling = self.set_timer(TELL_SECONDS, self._tell)

    def on_unmount(self) -> None:
        """Say what is still to be said."""
        self._tell()

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()  # `Input` takes the first line, all of it or nothing
        selection = self.selection
        self.replace(event.text, *((self.cursor_position,) * 2 if selection.is_empty else selection))

    def _tell(self) -> None:
        if self._telling:
            self._telling.stop()
            self._telling = None
            said = told(self._dropped or {}, self.max_length or 0, is_joined=self._is_joined)
            self._dropped, self._is_joined = None, False
            self.app.post_message(self.Dropped(said))
