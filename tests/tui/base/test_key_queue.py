"""Keys typed ahead, apart from our app: whose work is waited for before the next key."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from tests.wait import wait_until
from tui.base.key_queue import KeyQueue


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


class Keyboard(KeyQueue):
    def on_mount(self) -> None:
        self.push_screen(Place())


async def test_a_key_waits_for_all_work_that_the_previous_key_started() -> None:
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


async def test_a_screen_takes_the_keyboard_when_it_has_focus_or_needs_none() -> None:
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
async def test_the_queue_does_not_wait_for_a_screen_that_a_key_just_opened(comes_up: bool) -> None:
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


class Writer(Widget, can_focus=True):
    """Writes down keys and pastes."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[str] = []

    def on_key(self, event: events.Key) -> None:
        self.got.append(event.key)

    def on_paste(self, event: events.Paste) -> None:
        self.got.append(f"paste {event.text}")


class Desk(Screen[None]):
    """A screen that says whether keys wait for an answer, and whether they are text."""

    BINDINGS = [("escape", "back", "Back"), ("x", "other", "Other")]
    do_keys_wait = False
    awaits_text = False

    def compose(self) -> ComposeResult:
        yield Writer()

    def action_back(self) -> None:
        """Leave."""
        self.query_one(Writer).got.append("left")

    def action_other(self) -> None:
        """Do something else."""


class Reception(KeyQueue):
    """Counts the keys that were handled; `F1` is its own, and `f10` quits from anywhere."""

    handled = 0

    def on_mount(self) -> None:
        self.push_screen(Desk())

    def is_quit_key(self, event: events.Key | events.Paste) -> bool:
        return isinstance(event, events.Key) and event.key == "f10"

    def takes_key(self, event: events.Key | events.Paste) -> bool:
        return isinstance(event, events.Key) and event.key == "f1"

    def key_handled(self) -> None:
        self.handled += 1


@asynccontextmanager
async def reception() -> AsyncIterator[tuple[Reception, Desk, Writer, Any]]:
    app = Reception()
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, Desk) and app.screen.focused)
        desk = app.screen
        assert isinstance(desk, Desk)
        yield app, desk, desk.query_one(Writer), pilot


def type_keys(app: Reception, *keys: str) -> None:
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_keys_and_pastes_come_in_the_order_they_were_typed() -> None:
    async with reception() as (app, _, writer, pilot):
        type_keys(app, "a")
        app.post_message(events.Paste("pasted"))
        type_keys(app, "b")
        await wait_until(pilot, lambda: len(writer.got) == 3)
        assert writer.got == ["a", "paste pasted", "b"]
        await wait_until(pilot, lambda: app.handled == 3)


async def test_a_line_feed_is_an_enter() -> None:
    async with reception() as (app, _, writer, pilot):
        type_keys(app, "ctrl+j", "ctrl+k")
        await wait_until(pilot, lambda: len(writer.got) == 2)
        assert writer.got == ["enter", "ctrl+k"]


async def test_a_key_that_the_app_handles_does_not_reach_the_screen() -> None:
    async with reception() as (app, _, writer, pilot):
        type_keys(app, "f1", "a")
        await wait_until(pilot, lambda: writer.got)
        assert writer.got == ["a"]
        await wait_until(pilot, lambda: app.handled == 2)


async def test_keys_typed_ahead_can_be_discarded() -> None:
    async with reception() as (app, desk, writer, pilot):
        desk.do_keys_wait = True
        type_keys(app, "a", "b")
        await wait_until(pilot, lambda: len(app._waiting) == 2)
        app.forget_typed()
        desk.do_keys_wait = False
        type_keys(app, "c")
        await wait_until(pilot, lambda: writer.got)
        assert writer.got == ["c"]


@pytest.mark.parametrize(("most", "kept"), [(3, ["a", "b", "c"]), (4, ["a", "b", "c", "d"]), (9, list("abcde"))])
async def test_keys_typed_ahead_beyond_the_limit_are_dropped(
    most: int, kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.base.key_queue.MOST_AHEAD", most)
    async with reception() as (app, desk, writer, pilot):
        desk.do_keys_wait = True
        type_keys(app, *"abcde")
        await wait_until(pilot, lambda: len(app._waiting) == len(kept))
        await turns()
        desk.do_keys_wait = False
        await wait_until(pilot, lambda: len(writer.got) == len(kept))
        await turns()
        assert writer.got == kept


@pytest.mark.parametrize(("most", "got"), [(2, ["f10"]), (3, ["a", "b", "c", "f10"])])
async def test_the_quit_key_drops_earlier_keys_only_beyond_the_limit(
    most: int, got: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.base.key_queue.MOST_BEFORE_QUITTING", most)
    async with reception() as (app, desk, writer, pilot):
        desk.do_keys_wait = True
        type_keys(app, *"abc")
        await wait_until(pilot, lambda: len(app._waiting) == 3)
        type_keys(app, "f10")
        await wait_until(pilot, lambda: [*app._waiting] and getattr(app._waiting[-1], "key", "") == "f10")
        desk.do_keys_wait = False
        await wait_until(pilot, lambda: writer.got[-1:] == ["f10"])
        assert writer.got == got


async def test_no_key_is_dropped_beyond_the_quit_limit_without_the_quit_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.base.key_queue.MOST_BEFORE_QUITTING", 1)
    async with reception() as (app, desk, writer, pilot):
        desk.do_keys_wait = True
        type_keys(app, *"abcd")
        await wait_until(pilot, lambda: len(app._waiting) == 4)
        desk.do_keys_wait = False
        await wait_until(pilot, lambda: writer.got == [*"abcd"])


async def test_escape_does_not_wait_for_a_pending_request_and_other_keys_do() -> None:
    async with reception() as (app, desk, writer, pilot):
        desk.do_keys_wait = True
        type_keys(app, "escape")
        await wait_until(pilot, lambda: "left" in writer.got)
        type_keys(app, "x")
        await turns()
        assert "x" not in writer.got
        desk.do_keys_wait = False
        await wait_until(pilot, lambda: "x" in writer.got)


async def test_escape_overtakes_and_drops_text_for_a_pending_dialog() -> None:
    async with reception() as (app, desk, writer, pilot):
        desk.do_keys_wait = desk.awaits_text = True
        type_keys(app, "a", "b", "escape", "c")
        await wait_until(pilot, lambda: "left" in writer.got)
        assert writer.got[:2] == ["escape", "left"], "the text before it was for what does not come"
        desk.do_keys_wait = False
        await wait_until(pilot, lambda: "c" in writer.got)
        assert not {"a", "b"} & {*writer.got}


async def test_escape_does_not_overtake_commands() -> None:
    async with reception() as (app, desk, writer, pilot):
        desk.do_keys_wait = True
        type_keys(app, "a", "escape")
        await wait_until(pilot, lambda: len(app._waiting) == 2)
        await turns()
        assert writer.got == []
        desk.do_keys_wait = False
        await wait_until(pilot, lambda: "left" in writer.got)
        assert writer.got == ["a", "escape", "left"]


@pytest.mark.parametrize("is_text", [False, True])
async def test_a_missing_result_blocks_text_but_not_commands(is_text: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text is never given to a screen that takes it for commands, however late its dialog is."""
    monkeypatch.setattr("tui.base.key_queue.MOST_TURNS", 3)
    async with reception() as (app, desk, writer, pilot):
        desk.do_keys_wait, desk.awaits_text = True, is_text
        type_keys(app, "a")
        if is_text:
            rounds: list[None] = []
            monkeypatch.setattr(app, "key_handled", lambda: rounds.append(None))
            await wait_until(pilot, lambda: len(rounds) > 2)
            assert writer.got == []
            desk.do_keys_wait = False
        await wait_until(pilot, lambda: writer.got == ["a"])


async def test_keys_wait_again_for_a_screen_that_responds_after_a_timeout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.base.key_queue.MOST_TURNS", 3)
    async with reception() as (app, desk, writer, pilot):
        desk.do_keys_wait = True
        type_keys(app, "a")
        await wait_until(pilot, lambda: writer.got == ["a"])
        assert app._given_up is desk
        desk.do_keys_wait = False
        type_keys(app, "b")
        await wait_until(pilot, lambda: writer.got == ["a", "b"])
        assert app._given_up is None


async def test_the_queue_waits_for_the_screen_below_a_dialog_that_closed() -> None:
    async with reception() as (app, desk, writer, pilot):
        await app.push_screen(Desk())
        await wait_until(pilot, lambda: app.screen.focused)
        target, there = app.screen.focused, [*app.screen_stack]
        assert target is not None
        await app.pop_screen()
        assert app._above(target, there) == [*writer.ancestors_with_self[:-1], app]
        desk.set_focus(None)
        assert app._above(target, there) == [desk, app]
        assert app._above(None, there) == [desk, app]


async def test_a_key_waits_for_the_screen_to_take_the_keyboard() -> None:
    async with reception() as (app, desk, writer, pilot):
        desk.set_focus(None)
        type_keys(app, "x", "escape")
        await turns()
        assert (writer.got, len(app._waiting)) == ([], 2)
        writer.focus()
        await wait_until(pilot, lambda: writer.got[-1:] == ["left"])
        assert writer.got == ["x", "escape", "left"]


async def test_a_screen_that_never_takes_the_keyboard_gets_the_keys_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.base.key_queue.MOST_TURNS", 3)
    async with reception() as (app, desk, writer, pilot):
        desk.set_focus(None)
        type_keys(app, "escape")
        await wait_until(pilot, lambda: writer.got)
        assert writer.got == ["left"]


async def test_typed_keys_are_text_when_the_top_screen_awaits_text() -> None:
    async with reception() as (app, _, _, _):
        over = Desk()
        over.awaits_text = True
        await app.push_screen(over)
        assert app._awaits_text
        await app.pop_screen()
        assert not app._awaits_text
