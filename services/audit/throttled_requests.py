"""Many requests, from several threads, at one pace."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

from services.api.request_slots import sent_in
from services.api.retries import sent_once
from services.audit.rate_limiter import RateLimiter
from services.model.errors import BusyError, OciSmtpError, RateLimitedError, UnreachableError

TRIES = 3
"""For an answer that did not come, or that was trouble of OCI's own."""

TROUBLE_WAIT_SECONDS = 1.0

BEGUN_FOR_EACH = 2
"""Requests that may be begun for each one on the network: the others are being signed, or their answers read."""

PATIENCE_SECONDS = 900.0
"""How long OCI may reject everything as too much before the audit ends."""

T = TypeVar("T")


class CancelledError(Exception):
    """The person wants no more requests."""


class ThrottledRequests:
    """Sends requests at a pace, and again what OCI rejected as too much. Safe for threads.

    At most `most` requests are on the network at once.
    """

    def __init__(self, most: int) -> None:
        self._pace = RateLimiter(most)
        self._lock = threading.Lock()
        self._begun = 0
        self._turns: deque[threading.Condition] = deque()
        """Of those who wait to begin: otherwise threads that never rest would leave none to the list of users. Only the
        first is woken: it costs more to wake 16 threads for each request than to sign it."""
        self._slot_is_free = threading.Condition()
        self._sent = 0
        """Requests on the network."""
        self._answered_at = monotonic()
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Start no more requests: a thread that waits to send one gets `CancelledError`."""
        self._cancelled.set()
        with self._lock:
            for turn in self._turns:
                turn.notify()
        with self._slot_is_free:
            self._slot_is_free.notify_all()

    def resume(self) -> None:
        """Take requests again, after `cancel`."""
        self._cancelled.clear()
        with self._lock:
            self._answered_at = monotonic()

    @property
    def waits_seconds(self) -> float:
        """How much longer OCI asked us to wait; 0 while it does not."""
        return max(0.0, self._pace.resumes_at - monotonic())

    def make(self, work: Callable[[], T]) -> T:
        """What `work` finds, which sends one request.

        Raises:
            CancelledError: before it was sent.
            OciSmtpError: OCI rejected for good, or was in trouble three times in a row.
        """
        tries = 0
        while True:
            sent_at = self._start()
            try:
                with sent_once(), sent_in(self._slot):
                    found = work()
            except RateLimitedError as error:
                if not self._refused(sent_at, error.retry_after):
                    raise
            except (BusyError, UnreachableError):
                self._ended()
                tries += 1
                if tries == TRIES:
                    raise
                self._wait_out_trouble(tries)
            except OciSmtpError:
                self._ended(was_answered=True)
                raise
            except BaseException:
                self._ended()
                raise
            else:
                self._ended(was_answered=True)
                return found

    def _start(self) -> float:
        """Wait until a request may be sent; when that was."""
        turn = threading.Condition(self._lock)
        with self._lock:
            self._turns.append(turn)
            try:
                while True:
                    if self._cancelled.is_set():
                        raise CancelledError
                    now = monotonic()
                    if self._turns[0] is not turn or self._begun >= BEGUN_FOR_EACH * self._pace.allowed:
                        turn.wait()
                    elif now < self._pace.resumes_at:
                        turn.wait(self._pace.resumes_at - now)
                    else:
                        self._begun += 1
                        return now
            finally:
                self._turns.remove(turn)
                self._wake_first()

    def _wake_first(self) -> None:
        if self._turns:
            self._turns[0].notify()

    @contextmanager
    def _slot(self) -> Iterator[None]:
        with self._slot_is_free:
            self._slot_is_free.wait_for(lambda: self._cancelled.is_set() or self._sent < self._pace.allowed)
            if self._cancelled.is_set():
                raise CancelledError
            self._sent += 1
            if self._sent < self._pace.allowed:  # the pace may be higher than when the last slot became free
                self._slot_is_free.notify()
        try:
            yield
        finally:
            with self._slot_is_free:
                self._sent -= 1
                self._slot_is_free.notify()

    def _ended(self, was_answered: bool = False) -> None:
        with self._lock:
            self._begun -= 1
            if was_answered:
                self._pace.answered()
                self._answered_at = monotonic()
            self._wake_first()

    def _refused(self, sent_at: float, retry_after: float) -> bool:
        """Slow down; whether to continue."""
        with self._lock:
            self._begun -= 1
            now = monotonic()
            self._pace.refused(now, sent_at, retry_after)
            self._wake_first()
            return now - self._answered_at < PATIENCE_SECONDS

    def _wait_out_trouble(self, tries: int) -> None:
        self._cancelled.wait(TROUBLE_WAIT_SECONDS * tries)
