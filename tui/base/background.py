"""Slow work off the screen: it runs in a thread, and what it finds comes back as a message.

The threads are daemons, unlike Textual's own thread workers, so that quitting never waits for a slow network.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar, cast

from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump

from services.model.errors import OciSmtpError
from services.model.internal_error import mistake

T = TypeVar("T")


class Answered(Message):
    """Slow work found something. An answer to an older question of the same topic is dropped."""

    bubble = False

    def __init__(self, topic: str, number: int, deliver: Callable[[], object], *, is_last: bool = True) -> None:
        super().__init__()
        self.topic = topic
        self.number = number
        self.deliver = deliver
        self.is_last = is_last


class WorkCrashed(Message):
    """Slow work met an unforeseen error; raised again where the app can end in good order."""

    bubble = False

    def __init__(self, topic: str, number: int, failed: Callable[[OciSmtpError], object], error: Exception) -> None:
        super().__init__()
        self.topic = topic
        self.number = number
        self.failed = failed
        self.error = error


class Background(MessagePump):
    """Mixin for a screen that asks slow questions, one at a time for each topic."""

    _numbers: dict[str, int]
    _topics_keys_wait_for: set[str]

    def ask(
        self,
        topic: str,
        work: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[OciSmtpError], object],
        *,
        keys_wait: bool = False,
    ) -> None:
        """Run `work` in a thread, then call `then` or `failed` here, unless the topic was asked again.

        With `keys_wait`, what is typed from now on is for what the answer brings: see `KeyQueue`.
        """
        number = self._next_number(topic)
        if keys_wait:
            self._awaited.add(topic)

        def run() -> None:
            try:
                found = work()
            except OciSmtpError as error:
                self._report(topic, number, failed, error)
            else:
                self._report(topic, number, then, found)

        self._run_aside(topic, number, failed, run)

    def stream(
        self,
        topic: str,
        pages: Callable[[], Iterable[T]],
        each: Callable[[T], object],
        done: Callable[[], object],
        failed: Callable[[OciSmtpError], object],
        *,
        keys_wait: bool = False,
    ) -> None:
        """Run `pages` in a thread and call `each` here for every page as it comes, then `done` or `failed`.

        With `keys_wait`, as for `ask`: until either of the two.
        """
        number = self._next_number(topic)
        if keys_wait:
            self._awaited.add(topic)

        def run() -> None:
            try:
                for page in pages():
                    if not self._is_current(topic, number):
                        return
                    self._report(topic, number, each, page, is_last=False)
            except OciSmtpError as error:
                self._report(topic, number, failed, error)
            else:
                self.post_message(Answered(topic, number, done))

        self._run_aside(topic, number, failed, run)

    async def background(self, topic: str, work: Callable[[], T], *, keys_wait: bool = False) -> T:
        """What `work` finds, in a thread; for flows.

        Raises:
            OciSmtpError: why `work` found nothing.
            CancelledError: the topic was asked about again, or forgotten. The flow ends with that.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def found(value: T) -> None:
            if not answer.done():
                answer.set_result(value)

        def failed(error: OciSmtpError) -> None:
            if not answer.done():
                answer.set_exception(error)

        self.ask(topic, work, found, failed, keys_wait=keys_wait)
        self._waiting_flows[topic] = answer
        try:
            return await answer
        finally:
            # After the flow's next step, which may open the dialog that the keys are for.
            asyncio.get_running_loop().call_soon(self._release_keys, topic, answer)

    def is_awaited_by_flow(self, topic: str) -> bool:
        """Whether a flow waits for that answer: who asks again ends the flow, and the person sees nothing of it."""
        return topic in self._waiting_flows

    def run_flow(self, flow: Coroutine[Any, Any, None]) -> None:
        """Run a flow until it ends, or until this screen is closed. It may ask with `await app.question(dialog)`.

        One that changes something is run by the app, which outlasts every screen.

        An unforeseen error doesn't end the app while a password may be on the screen.
        """

        async def guarded() -> None:
            try:
                await flow
            except Exception as error:
                number = self._next_number("flow")
                self.post_message(WorkCrashed("flow", number, self._flow_crashed, error))

        cast(DOMNode, self).run_worker(guarded())

    def _flow_crashed(self, error: OciSmtpError) -> None:
        cast(Any, self.app).show_error(error)

    def forget(self, *topics: str) -> None:
        """Drop whatever is still to come for these topics."""
        for topic in topics:
            self._next_number(topic)

    def on_answered(self, event: Answered) -> None:
        """Hand an answer to the one who asked, if it is the newest."""
        event.stop()
        if self._is_current(event.topic, event.number):
            if event.is_last and event.topic not in self._waiting_flows:
                self._awaited.discard(event.topic)
            event.deliver()

    def on_work_crashed(self, event: WorkCrashed) -> None:
        """Let the app end as it does for any error of its own, but not with the only copy of a password."""
        if not any(getattr(screen, "may_hold_password", False) for screen in self.app.screen_stack):
            raise event.error
        if self._is_current(event.topic, event.number):
            self._awaited.discard(event.topic)
            event.failed(mistake(event.error))

    @property
    def do_keys_wait(self) -> bool:
        """Whether an answer is awaited that what is typed now is for."""
        return bool(self._awaited)

    @property
    def _awaited(self) -> set[str]:
        awaited: set[str] = self.__dict__.setdefault("_topics_keys_wait_for", set())
        return awaited

    @property
    def _waiting_flows(self) -> "dict[str, asyncio.Future[Any]]":
        """The answer that a flow waits for, by topic."""
        waiting: dict[str, asyncio.Future[Any]] = self.__dict__.setdefault("_answers_of_flows", {})
        return waiting

    def _release_keys(self, topic: str, answer: "asyncio.Future[Any]") -> None:
        if self._waiting_flows.get(topic) is answer:
            del self._waiting_flows[topic]
            self._awaited.discard(topic)

    def _next_number(self, topic: str) -> int:
        self._awaited.discard(topic)
        outdated = self._waiting_flows.pop(topic, None)
        if outdated:
            outdated.cancel()
        numbers: dict[str, int] = self.__dict__.setdefault("_numbers", {})
        numbers[topic] = numbers.get(topic, 0) + 1
        return numbers[topic]

    def _is_current(self, topic: str, number: int) -> bool:
        return self._numbers.get(topic) == number and self.is_running

    def _report(
        self, topic: str, number: int, receiver: Callable[[Any], object], value: object, *, is_last: bool = True
    ) -> None:
        self.post_message(Answered(topic, number, lambda: receiver(value), is_last=is_last))

    def _run_aside(
        self, topic: str, number: int, failed: Callable[[OciSmtpError], object], run: Callable[[], None]
    ) -> None:
        def guarded() -> None:
            try:
                run()
            except Exception as error:
                self.post_message(WorkCrashed(topic, number, failed, error))

        threading.Thread(target=guarded, daemon=True).start()
