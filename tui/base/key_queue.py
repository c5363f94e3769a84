"""Keys typed ahead: each is handled, with all that follows from it, before the next is looked at.

Textual sends every key to whatever has the focus at once. Bindings take their way up through the widgets, what they do
is told in further messages, and a new screen with its focus comes later still. Over a slow line keys come in bunches:
`/anna` would filter for nothing, and press `n`.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from tui.terminal.alt_keys import BACK, FORWARD, apart

ROUNDS = 4
"""How often everything from a key's receiver up to the app is waited for.

Each round takes in what was posted in the one before. A command of the palette has most of them: the key, what was
typed, what was chosen, the command.
"""

TURN_SECONDS = 0.01
MOST_TURNS = 200
"""Longest wait for whatever has a key to handle, for a screen to take the keyboard, or for an answer to open one.

Turns and not seconds: what keeps us from having one, such as an import from a slow disk, uses up none.
"""

MOST_AHEAD = 4000
"""Keys that wait; more at once is a program's output and no person's typing. A long public key is within it, which a
terminal that does not mark what is pasted types letter by letter."""

MOST_BEFORE_QUITTING = 200
"""Keys that are not worth waiting for where the next one is to quit."""

LEAVING = ("back", "quit_now")

Typed = events.Key | events.Paste


class KeyQueue(App[Any]):
    """Mixin for an app: a key, or a paste, waits until the one before is handled and the screen takes the keyboard."""

    _typed_ahead: deque[Typed]
    _under_way: "asyncio.Task[None] | None" = None
    """Ends when the next key may be sent."""
    _given_up: Screen[Any] | None = None
    """The screen that did not take the keyboard in time."""

    async def on_event(self, event: events.Event) -> None:
        """Keep a key back while another is in progress."""
        if not isinstance(event, Typed) or event.is_forwarded:
            await super().on_event(event)
            return
        if len(self._waiting) > MOST_BEFORE_QUITTING and self.is_quit_key(event):
            self._waiting.clear()
        if len(self._waiting) < MOST_AHEAD:
            self._waiting.append(_as_meant(event))
        if self._under_way is None:
            await self._send_next()

    def forget_typed(self) -> None:
        """Drop what was typed for something that does not come."""
        self._waiting.clear()

    def is_quit_key(self, event: Typed) -> bool:
        """Whether it is a key that quits from anywhere."""
        return False

    def takes_key(self, event: Typed) -> bool:
        """Whether the app has done what is to be done for a key, which no screen then sees."""
        return False

    @property
    def is_between_questions(self) -> bool:
        """Whether a flow has an answer, and may ask the next question: until then no screen is what keys are for."""
        return False

    def key_dropped(self, event: Typed) -> None:
        """A key was pressed, and nothing came of it."""

    def key_handled(self) -> None:
        """A key was handled, with all that follows from it."""

    @property
    def _awaits_text(self) -> bool:
        """Whether what is typed is the text of a dialog to come, however late, and no command of the screen."""
        return bool(getattr(self.screen_stack[-1], "awaits_text", False)) if self.screen_stack else False

    def _awaits(self, event: Typed) -> bool:
        """Whether a key is for the dialog to come, however late, that the screen makes way for."""
        awaits_key = getattr(self.screen, "awaits_key", None)
        return isinstance(event, events.Key) and awaits_key is not None and bool(awaits_key(event.key))

    @property
    def _waiting(self) -> deque[Typed]:
        waiting: deque[Typed] = self.__dict__.setdefault("_typed_ahead", deque())
        return waiting

    async def _send_next(self) -> None:
        """Send the next key, unless the screen is not there for it yet; what comes after it waits."""
        if self._under_way:
            self._under_way.result()  # an error there is the app's
            self._under_way = None
            self.key_handled()
        if not self._waiting:
            return
        target = (self.focused or self.screen) if self._is_for(self._waiting[0]) else None
        there = [*self.screen_stack]
        if target:
            event, *rest = self._parted(self._waiting.popleft())
            self._waiting.extendleft(reversed(rest))
            if not self.takes_key(event):
                await super().on_event(event)
        self._under_way = asyncio.create_task(self._follow(target, there))
        self._under_way.add_done_callback(lambda _: self.call_later(self._send_next))

    def _parted(self, event: Typed) -> Sequence[Typed]:
        if not isinstance(event, events.Key):
            return [event]
        return apart(event, self.screen.active_bindings, self._moves_by_word)

    @property
    def _moves_by_word(self) -> Sequence[str]:
        """None where more was typed: text that is pasted without marks may have an escape in it."""
        field = self.focused
        if self._waiting or not isinstance(field, Input):
            return ()
        is_inside = (field.cursor_position > 0, field.cursor_position < len(field.value))
        return [move for move, can_move in zip((BACK, FORWARD), is_inside, strict=True) if can_move]

    async def _follow(self, target: Widget | None, there: list[Screen[Any]]) -> None:
        """Wait until the key that was sent there is handled, if one was, and the next can be taken."""
        for _ in range(ROUNDS if target else 0):
            for pump in self._above(target, there):
                await _caught_up(pump)
        await self._screen_there()

    def _above(self, target: Widget | None, there: list[Screen[Any]]) -> list[MessagePump]:
        """All that may have something to do for a key that was sent there, the lowest first and the app last.

        Where a screen has come up since, that is the app alone: with something else to do, the new screen and those
        beneath would be drawn once more, each time 10 KB over the line.
        """
        top = self.screen_stack[-1] if self.screen_stack else None
        if top is None or top not in there:
            return [self]
        above = target.ancestors_with_self if target else []
        if top not in above:  # the target went with its dialog
            above = top.focused.ancestors_with_self if top.focused else [top]
        return [*(node for node in above if node is not self), self]

    async def _screen_there(self) -> None:
        for _ in range(MOST_TURNS):
            if self._awaits_text:
                self._overtake()
            if not self._waiting or self._is_for(self._waiting[0]):
                return
            await asyncio.sleep(TURN_SECONDS)
        if not self.screen_stack or not self._waiting:
            return
        if self._awaits(self._waiting[0]):
            self._overtake()
        elif not self._awaits_text:
            self._given_up = self.screen_stack[-1]

    def _overtake(self) -> None:
        """Do not let a key that leaves wait behind text for a dialog that then does not come."""
        typed = [*self._waiting]
        at = next((at for at, event in enumerate(typed) if _leaves(self.screen, event)), 0)
        for _ in range(at):
            self.key_dropped(self._waiting.popleft())

    def _is_for(self, event: Typed) -> bool:
        """Whether the present screen is what a key is for, or was waited for in vain."""
        if not self.screen_stack or self.is_between_questions:
            return False
        screen = self.screen
        if not self._takes_the_keyboard(screen):
            return screen is self._given_up
        if not getattr(screen, "do_keys_wait", False) and not self._awaits(event):
            self._given_up = None
            return True
        return screen is self._given_up or _leaves(screen, event)

    def _takes_the_keyboard(self, screen: Screen[Any]) -> bool:
        """Whether it is there, and has the focus that it will begin with."""
        has_focus = screen.focused is not None or not screen.focus_chain or screen.AUTO_FOCUS == ""
        return screen.is_mounted and (has_focus or not self.app_focus)


def _leaves(screen: Screen[Any], event: Typed) -> bool:
    """Whether it is a key that leaves the screen, which must not wait."""
    if not isinstance(event, events.Key):
        return False
    bound = screen.active_bindings
    first = bound.get(apart(event, bound)[0].key)
    return first is not None and first.binding.action in LEAVING


async def _caught_up(pump: MessagePump) -> None:
    """Wait until it has handled what is in its queue, and what that asked it to do next."""
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def tell() -> None:
        if not future.done():
            future.set_result(None)

    if pump.call_later(pump.call_next, tell):
        for _ in range(MOST_TURNS):
            if future.done() or not pump.is_attached:
                return
            await asyncio.wait([future], timeout=TURN_SECONDS)


def _as_meant(event: Typed) -> Typed:
    """Enter, which the terminal makes a line feed of until it is told that keys are read one by one."""
    is_line_feed = isinstance(event, events.Key) and event.key == "ctrl+j"
    return events.Key("enter", "\r") if is_line_feed else event
