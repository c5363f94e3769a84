"""Keys typed ahead, apart from our app: whose work is waited for before the next key."""

import asyncio
from typing import Any

import pytest
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from tests.wait import wait_until
from tui.base.key_queue import KeysInOrder


class Key(Widget, can_focus=True):
    """Writes down the keys it gets; the first one takes as long as it is let."""

    class Pressed(Message):
        """What it tells those above."""

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self.got: list[str] = []
        self.may_go_on = asyncio.Event()

    async def on_key(self, event: events.Key) -> None:
        self.got.append(event.key)
        if self.id == "slow":
            await self.may_go_on.wait()
            self.post_message(self.Pressed())


class Slow(Vertical):
    """One that those above hear of in their turn, and only then do something."""

    class Heard(Message):
        """What it tells those above."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = asyncio.Event()

    def compose(self) -> ComposeResult:
        yield Key("slow")

    async def on_key_pressed(self) -> None:
        await self.may_go_on.wait()
        self.post_message(self.Heard())


class Place(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Slow()
        yield Key("next")

    def on_slow_heard(self) -> None:
        self.query_one("#next").focus()


class Keyboard(KeysInOrder):
    def on_mount(self) -> None:
        self.push_screen(Place())


async def test_a_key_waits_for_all_that_the_one_before_sets_off() -> None:
    app = Keyboard()
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, Place) and app.screen.focused)
        first, slow, second = (app.screen.query_one(each) for each in ("#slow", Slow, "#next"))
        assert isinstance(first, Key)
        assert isinstance(second, Key)
        assert isinstance(slow, Slow)
        app.post_message(events.Key("a", "a"))
        app.post_message(events.Key("b", "b"))
        await wait_until(pilot, lambda: first.got)
        await turns()
        assert (first.got, second.got) == (["a"], [])
        first.may_go_on.set()
        await turns()
        assert (first.got, second.got) == (["a"], [])
        slow.may_go_on.set()
        await wait_until(pilot, lambda: second.got)
        assert (first.got, second.got) == (["a"], ["b"])


async def test_a_screen_takes_the_keyboard_once_it_has_its_focus() -> None:
    app = Keyboard()
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, Place) and app.screen.focused)
        assert app._takes_the_keyboard(app.screen)
        app.screen.set_focus(None)
        assert not app._takes_the_keyboard(app.screen), "there is something to give it to"
        app.app_focus = False
        assert app._takes_the_keyboard(app.screen), "it gets no focus while the terminal has none"
        app.app_focus = True
        await app.push_screen(Screen())
        assert app._takes_the_keyboard(app.screen), "there is nothing to give it to"


async def turns() -> None:
    """Let the app run as often as it takes to send a key that nothing keeps back."""
    for _ in range(100):
        await asyncio.sleep(0)


@pytest.mark.parametrize("comes_up", [True, False])
async def test_of_a_screen_that_a_key_has_brought_nothing_is_asked(comes_up: bool) -> None:
    """It has enough to do with coming up; what is asked of it then makes it draw once more."""
    app = Keyboard()
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, Place) and app.screen.focused)
        target: Any = app.screen.focused
        there = [*app.screen_stack]
        if comes_up:
            await app.push_screen(Place())
            assert app._above(target, there) == [app]
        else:
            assert app._above(target, there) == [*target.ancestors_with_self[:-1], app]
