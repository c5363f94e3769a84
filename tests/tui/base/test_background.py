"""Slow work off the screen: which answers still count, and how long keys wait for them."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from services.model.errors import OciSmtpError
from tests.wait import wait_until
from tui.base.background import Background


class AskingScreen(Background, Screen[None]):
    """Writes down what it is told."""

    may_hold_password = True

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def failed(self, error: OciSmtpError) -> None:
        self.told.append(error.cause)


class Slow:
    """Work that ends when it is let go."""

    def __init__(self, answer: str = "", error: Exception | None = None) -> None:
        self.let_go = threading.Event()
        self.thread: threading.Thread | None = None
        self._answer = answer
        self._error = error

    def __call__(self) -> str:
        self.thread = threading.current_thread()
        self.let_go.wait(20)
        if self._error:
            raise self._error
        return self._answer

    def is_over(self) -> bool:
        """Whether it has ended, and its thread has sent what it had to send."""
        return self.thread is not None and not self.thread.is_alive()


@asynccontextmanager
async def asking() -> AsyncIterator[tuple[AskingScreen, Pilot[None]]]:
    screen = AskingScreen()
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(screen)
        yield screen, pilot


async def all_answers_in(screen: AskingScreen, pilot: Pilot[None]) -> None:
    """Ask something more: its answer comes after all that was sent before."""
    arrived: list[None] = []
    screen.ask("last of all", lambda: None, arrived.append, screen.failed)
    await wait_until(pilot, lambda: arrived)


@pytest.mark.parametrize("error", [None, OciSmtpError("refused"), ZeroDivisionError("a mistake")])
async def test_the_result_of_an_outdated_request_is_dropped(error: Exception | None) -> None:
    old, new = Slow("old", error), Slow("new")
    async with asking() as (screen, pilot):
        screen.ask("x", old, screen.told.append, screen.failed)
        screen.ask("x", new, screen.told.append, screen.failed, keys_wait=True)
        old.let_go.set()
        await wait_until(pilot, old.is_over)
        await all_answers_in(screen, pilot)
        assert screen.told == []
        assert screen.do_keys_wait, "they wait for the newest"
        new.let_go.set()
        await wait_until(pilot, lambda: screen.told)
        assert (screen.told, screen.do_keys_wait) == (["new"], False)


async def test_keys_do_not_wait_for_a_request_without_keys_wait() -> None:
    work = Slow("found")
    async with asking() as (screen, pilot):
        screen.ask("x", work, screen.told.append, screen.failed)
        screen.stream("y", lambda: iter([work()]), screen.told.append, lambda: None, screen.failed)
        assert not screen.do_keys_wait
        work.let_go.set()
        await wait_until(pilot, lambda: screen.told == ["found"] * 2)


async def test_an_outdated_result_that_arrives_last_is_dropped() -> None:
    old, new = Slow("old"), Slow("new")
    async with asking() as (screen, pilot):
        screen.ask("x", old, screen.told.append, screen.failed)
        screen.ask("x", new, screen.told.append, screen.failed)
        new.let_go.set()
        await wait_until(pilot, lambda: screen.told)
        old.let_go.set()
        await wait_until(pilot, old.is_over)
        await all_answers_in(screen, pilot)
        assert screen.told == ["new"]


async def test_requests_of_different_topics_do_not_outdate_each_other() -> None:
    async with asking() as (screen, pilot):
        screen.ask("x", lambda: "one", screen.told.append, screen.failed)
        screen.ask("y", lambda: "two", screen.told.append, screen.failed)
        await wait_until(pilot, lambda: sorted(screen.told) == ["one", "two"])


async def test_a_forgotten_request_is_not_reported_and_not_waited_for() -> None:
    work = Slow("late")
    async with asking() as (screen, pilot):
        screen.ask("x", work, screen.told.append, screen.failed, keys_wait=True)
        screen.forget("x")
        assert not screen.do_keys_wait
        work.let_go.set()
        await wait_until(pilot, work.is_over)
        await all_answers_in(screen, pilot)
        assert screen.told == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (None, ["one", "two", "done"]),
        (OciSmtpError("refused"), ["one", "refused"]),
        (ZeroDivisionError("why"), ["one", "Internal error"]),
    ],
)
async def test_keys_wait_for_the_end_of_a_stream_and_not_for_its_first_page(
    error: Exception | None, told: list[str]
) -> None:
    rest = Slow("two", error)

    def pages() -> Iterator[str]:
        yield "one"
        yield rest()

    async with asking() as (screen, pilot):
        screen.stream("x", pages, screen.told.append, lambda: screen.told.append("done"), screen.failed, keys_wait=True)
        await wait_until(pilot, lambda: screen.told == ["one"])
        await wait_until(pilot, lambda: rest.thread)
        assert screen.do_keys_wait
        rest.let_go.set()
        await wait_until(pilot, lambda: not screen.do_keys_wait)
        assert len(screen.told) == len(told)
        assert all(seen.startswith(wanted) for seen, wanted in zip(screen.told, told, strict=True)), screen.told


@pytest.mark.parametrize("how", ["forgotten", "its screen is gone"])
async def test_a_forgotten_stream_reads_no_further_page(how: str) -> None:
    rest = Slow("two")
    read: list[str] = []

    def pages() -> Iterator[str]:
        for at, page in enumerate(("one", "two", "three")):
            read.append(page if at != 1 else rest())
            yield read[-1]

    async with asking() as (screen, pilot):
        screen.stream("x", pages, screen.told.append, lambda: screen.told.append("done"), screen.failed)
        await wait_until(pilot, lambda: screen.told == ["one"])
        if how == "forgotten":
            screen.forget("x")
        else:
            await pilot.app.pop_screen()
        rest.let_go.set()
        await wait_until(pilot, rest.is_over)
        await pilot.pause()
        assert (read, screen.told) == (["one", "two"], ["one"])


async def test_a_closed_screen_gets_no_result() -> None:
    work = Slow("late")
    async with asking() as (screen, pilot):
        screen.ask("x", work, screen.told.append, screen.failed)
        await pilot.app.pop_screen()
        work.let_go.set()
        await wait_until(pilot, work.is_over)
        await pilot.pause()
        assert screen.told == []


async def test_an_internal_error_ends_the_app_when_no_password_can_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AskingScreen, "may_hold_password", False)
    work = Slow(error=ZeroDivisionError("a mistake"))
    work.let_go.set()
    told: list[str] = []

    async def make_it() -> None:
        async with asking() as (screen, pilot):
            screen.ask("x", work, told.append, lambda error: told.append(error.cause))
            await wait_until(pilot, lambda: pilot.app._exception)

    with pytest.raises(ZeroDivisionError, match="a mistake"):
        await make_it()
    assert told == []


async def test_a_flow_gets_the_results_of_its_requests() -> None:
    async with asking() as (screen, pilot):

        async def flow() -> None:
            screen.told.append(await screen.background("x", lambda: "one"))
            screen.told.append(await screen.background("x", lambda: "two"))

        screen.run_flow(flow())
        await wait_until(pilot, lambda: screen.told == ["one", "two"])


async def test_a_flow_gets_the_error_of_its_request() -> None:
    work = Slow(error=OciSmtpError("refused"))
    work.let_go.set()
    async with asking() as (screen, pilot):

        async def flow() -> None:
            with pytest.raises(OciSmtpError, match="refused"):
                await screen.background("x", work)
            screen.told.append("caught")

        screen.run_flow(flow())
        await wait_until(pilot, lambda: screen.told == ["caught"])


@pytest.mark.parametrize("how", ["asked again", "forgotten"])
async def test_a_flow_with_an_outdated_request_ends_and_keys_stop_waiting(how: str) -> None:
    old = Slow("old")
    ended: list[type[BaseException]] = []
    async with asking() as (screen, pilot):

        async def flow() -> None:
            try:
                screen.told.append(await screen.background("x", old, keys_wait=True))
            except BaseException as error:
                ended.append(type(error))
                raise

        screen.run_flow(flow())
        await wait_until(pilot, lambda: old.thread)
        assert screen.do_keys_wait
        if how == "forgotten":
            screen.forget("x")
        else:
            screen.ask("x", lambda: "new", screen.told.append, screen.failed)
        await wait_until(pilot, lambda: ended)
        assert ended == [asyncio.CancelledError]
        assert not screen.do_keys_wait
        old.let_go.set()
        await wait_until(pilot, old.is_over)
        await all_answers_in(screen, pilot)
        assert screen.told == ([] if how == "forgotten" else ["new"])


async def test_keys_wait_for_the_flow_that_replaces_an_outdated_flow() -> None:
    """The end of the old question must not let go the keys that were typed for the new one."""
    old, new = Slow("old"), Slow("new")
    async with asking() as (screen, pilot):

        async def flow(work: Slow) -> None:
            screen.told.append(await screen.background("x", work, keys_wait=True))

        screen.run_flow(flow(old))
        await wait_until(pilot, lambda: old.thread)
        screen.run_flow(flow(new))
        await wait_until(pilot, lambda: new.thread)
        old.let_go.set()
        await wait_until(pilot, old.is_over)
        await all_answers_in(screen, pilot)
        assert (screen.told, screen.do_keys_wait) == ([], True)
        new.let_go.set()
        await wait_until(pilot, lambda: not screen.do_keys_wait)
        assert screen.told == ["new"]


async def test_keys_wait_until_the_flow_has_taken_its_next_step() -> None:
    """The step may open the dialog that they are for: until then they belong to no screen."""
    waits: list[bool] = []
    async with asking() as (screen, pilot):

        async def flow() -> None:
            await screen.background("x", lambda: "found", keys_wait=True)
            waits.append(screen.do_keys_wait)

        screen.run_flow(flow())
        await wait_until(pilot, lambda: waits and not screen.do_keys_wait)
        assert waits == [True]


async def test_an_internal_error_in_a_flow_is_shown_when_a_password_may_be_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[OciSmtpError] = []
    monkeypatch.setattr(App, "show_error", lambda _, error: shown.append(error), raising=False)
    async with asking() as (screen, pilot):

        async def flow() -> None:
            raise ZeroDivisionError("why")

        screen.run_flow(flow())
        await wait_until(pilot, lambda: shown)
        assert shown[0].cause.startswith("Internal error")


async def test_an_internal_error_in_a_flow_ends_the_app_when_no_password_is_at_risk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(AskingScreen, "may_hold_password", False)

    async def flow() -> None:
        raise ZeroDivisionError("why")

    async def make_it() -> None:
        async with asking() as (screen, pilot):
            screen.run_flow(flow())
            await wait_until(pilot, lambda: pilot.app._exception)

    with pytest.raises(ZeroDivisionError, match="why"):
        await make_it()


async def test_an_internal_error_of_a_covered_screen_does_not_end_the_app() -> None:
    work = Slow(error=ZeroDivisionError("a mistake"))
    async with asking() as (screen, pilot):
        screen.ask("x", work, screen.told.append, screen.failed, keys_wait=True)
        await pilot.app.push_screen(Screen())
        work.let_go.set()
        await wait_until(pilot, lambda: screen.told)
        assert screen.told[0].startswith("Internal error")
        assert not screen.do_keys_wait


async def test_background_threads_are_daemon_threads() -> None:
    work = Slow("found")
    async with asking() as (screen, pilot):
        screen.ask("x", work, screen.told.append, screen.failed)
        await wait_until(pilot, lambda: work.thread)
        assert work.thread is not None
        assert work.thread.daemon
        work.let_go.set()
        await wait_until(pilot, lambda: screen.told)
