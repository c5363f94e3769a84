"""However many threads ask, OCI sees a few requests at once, in order, and none after a cancel."""

import threading
from collections.abc import Callable
from time import monotonic

import pytest

from services.api.request_slots import request_slot
from services.audit.throttled_requests import BEGUN_FOR_EACH, CancelledError, ThrottledRequests
from services.model.errors import NotFoundError, RateLimitedError

AT_ONCE = 3


def rejection(seconds: float) -> RateLimitedError:
    """What OCI says to one request too many, with the seconds to wait."""
    error = RateLimitedError("Too many requests.")
    error.retry_after = seconds
    return error


class Network:
    """Where requests wait for an answer until they get one."""

    def __init__(self) -> None:
        self.calls = ThrottledRequests(AT_ONCE)
        self.begun = 0
        self.waiting = 0
        self.most_waiting = 0
        self.errors: list[BaseException] = []
        self.threads: list[threading.Thread] = []
        self._changed = threading.Condition()
        self._answers = threading.Semaphore(0)

    def ask(self) -> None:
        """Send one request, as a service's client does: begun, then sent in a slot."""
        with self._changed:
            self.begun += 1
            self._changed.notify_all()
        with request_slot():
            with self._changed:
                self.waiting += 1
                self.most_waiting = max(self.most_waiting, self.waiting)
                self._changed.notify_all()
            self._answers.acquire()
            with self._changed:
                self.waiting -= 1

    def answer(self, count: int) -> None:
        """Answer so many requests, now or as they come."""
        self._answers.release(count)

    def start(self, count: int, work: Callable[[], object] | None = None) -> None:
        """Let so many threads make a request each."""
        for _ in range(count):
            self.threads.append(threading.Thread(target=self._made, args=[work or self.ask], daemon=True))
            self.threads[-1].start()

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until that is so."""
        ends_at = monotonic() + 30
        with self._changed:
            while not is_so():
                assert monotonic() < ends_at
                self._changed.wait(0.01)

    def end(self) -> None:
        """Wait for all threads."""
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive()

    def _made(self, work: Callable[[], object]) -> None:
        try:
            self.calls.make(work)
        except BaseException as error:
            self.errors.append(error)


@pytest.fixture
def network() -> Network:
    """One on which three requests can be at once."""
    return Network()


def test_requests_are_prepared_while_others_wait_for_responses(network: Network) -> None:
    network.start(5 * AT_ONCE)
    network.until(lambda: network.begun == BEGUN_FOR_EACH * AT_ONCE and network.waiting == AT_ONCE)
    network.answer(1)
    network.until(lambda: network.begun == BEGUN_FOR_EACH * AT_ONCE + 1 and network.waiting == AT_ONCE)
    network.answer(5 * AT_ONCE)
    network.end()
    assert network.errors == []
    assert network.most_waiting == AT_ONCE


def test_a_rejected_request_is_retried_with_fewer_concurrent_requests(network: Network) -> None:
    rejections = iter([rejection(0.01)])

    def rejected_once() -> None:
        for error in rejections:
            raise error
        network.ask()

    network.start(1, rejected_once)
    network.until(lambda: network.waiting == 1)
    network.start(5)
    network.answer(6)
    network.end()
    assert network.errors == []
    assert network.most_waiting < AT_ONCE


def test_after_a_cancel_nothing_more_is_sent(network: Network) -> None:
    network.start(4 * AT_ONCE)
    network.until(lambda: network.begun == BEGUN_FOR_EACH * AT_ONCE and network.waiting == AT_ONCE)
    network.calls.cancel()
    network.answer(4 * AT_ONCE)
    network.end()
    assert [type(error) for error in network.errors] == [CancelledError] * 3 * AT_ONCE
    assert network.begun == BEGUN_FOR_EACH * AT_ONCE
    network.calls.resume()
    network.start(1)
    network.end()
    assert len(network.errors) == 3 * AT_ONCE


def test_a_cancel_ends_the_wait_that_oci_asked_for(network: Network) -> None:
    def rejected() -> None:
        raise rejection(600)

    network.start(1, rejected)
    network.until(lambda: network.calls.waits_seconds > 0)
    network.start(3)
    network.calls.cancel()
    network.end()
    assert [type(error) for error in network.errors] == [CancelledError] * 4
    assert network.begun == 0


@pytest.mark.parametrize("error", [NotFoundError("It doesn't exist."), KeyError("a mistake of ours")])
def test_a_failed_request_frees_its_slot(network: Network, error: Exception) -> None:
    def failing() -> None:
        with request_slot():
            raise error

    network.start(4 * AT_ONCE, failing)
    network.end()
    assert network.errors == [error] * 4 * AT_ONCE
    network.start(2 * AT_ONCE)
    network.until(lambda: network.waiting == AT_ONCE)
    network.answer(2 * AT_ONCE)
    network.end()
    assert len(network.errors) == 4 * AT_ONCE
