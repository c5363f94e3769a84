"""Keys typed ahead, each handled before the next is looked at.

Textual sends every key to whatever has the focus at once, while bindings take their way up through the widgets and a
new focus comes later still. Over a slow line keys come in bunches: `/anna` would filter for nothing, and press `n`.
"""

from collections import deque
from time import monotonic
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message

PATIENCE_SECONDS = 0.5
"""Longest wait for a key to be handled, or for a new screen to take the keyboard."""

ROUNDS = 3
"""How often that way is gone: a field tells its owner of enter, and this one the screen, each behind the key itself."""


class KeyHandled(Message, bubble=True):
    """Follows a key on its way up; when it comes to the app for the last time, the key has been handled."""

    def __init__(self, target: DOMNode, screen: DOMNode, round_: int = 1) -> None:
        super().__init__()
        self.target = target
        """What the key was sent to."""
        self.screen = screen
        """The screen that it was typed on."""
        self.round = round_


class KeysInOrder(App[Any]):
    """Mixin for an app: a key waits until the one before it is handled."""

    _typed_ahead: deque[events.Key]
    _key_sent_at = 0.0
    """When the key that is under way was sent, by the monotonic clock; 0 while none is."""

    async def on_event(self, event: events.Event) -> None:
        """Keep a key back while another is under way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._is_key_under_way:
            self._waiting.append(_as_meant(event))
        else:
            await self._send_key(_as_meant(event))

    @property
    def _waiting(self) -> deque[events.Key]:
        waiting: deque[events.Key] = self.__dict__.setdefault("_typed_ahead", deque())
        return waiting

    @property
    def _is_key_under_way(self) -> bool:
        return monotonic() - self._key_sent_at < PATIENCE_SECONDS

    async def _send_key(self, event: events.Key) -> None:
        self._key_sent_at = monotonic()
        screen = self.screen
        target = self.focused or screen
        await super().on_event(event)
        if not target.post_message(KeyHandled(target, screen)):
            self._key_sent_at = 0.0
        self.set_timer(PATIENCE_SECONDS, self._send_next)

    def on_key_handled(self, event: KeyHandled) -> None:
        """The key is handled; a change of focus that it asked for is in the queue before this call."""
        if not self._goes_again(event):
            self.call_later(self._after_focus)

    def _goes_again(self, event: KeyHandled) -> bool:
        """Whether it goes once more: for a key that waits, and not under a new screen, which would be drawn twice."""
        round_ = event.round + 1
        if round_ > ROUNDS or not self._waiting or self.screen_stack[-1:] != [event.screen]:
            return False
        return event.target.post_message(KeyHandled(event.target, event.screen, round_))

    async def _after_focus(self) -> None:
        if not self.screen_stack:  # the app is ending
            return
        if self._is_key_under_way and not self._takes_keys:
            self.screen.call_after_refresh(self.call_later, self._after_focus)
        else:
            self._key_sent_at = 0.0
            await self._send_next()

    @property
    def _takes_keys(self) -> bool:
        """Whether the present screen is there, and has the focus that it will begin with."""
        screen = self.screen
        return screen.is_mounted and (screen.focused is not None or not screen.focus_chain or screen.AUTO_FOCUS == "")

    async def _send_next(self) -> None:
        if self._waiting and not self._is_key_under_way and self.screen_stack:
            await self._send_key(self._waiting.popleft())


def _as_meant(event: events.Key) -> events.Key:
    """Enter, which the terminal makes a line feed of while nobody has told it yet that keys are read one by one."""
    return events.Key("enter", "\r") if event.key == "ctrl+j" else event
