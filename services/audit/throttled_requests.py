"""Many requests, from several threads, at one pace."""

import threading
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from services.api.retries import sent_once
from services.audit.rate_limiter import RateLimiter
from services.model.errors import BusyError, OciSmtpError, RateLimitedError, UnreachableError

TRIES = 3
"""For an answer that did not come, or that was trouble of OCI's own."""

TROUBLE_WAIT_SECONDS = 1.0

PATIENCE_SECONDS = 900.0
"""How long OCI may reject everything as too much before the audit ends."""

T = TypeVar("T")


class CancelledError(Exception):
    """The person wants no more requests."""


class ThrottledRequests:
    """Sends requests at a pace, and again what OCI rejected as too much. Safe for threads."""

    def __init__(self, most: int) -> None:
        self._pace = RateLimiter(most)
        self._changed = threading.Condition()
        self._under_way = 0
        self._turns: deque[object] = deque()
        """Of those who wait to send: else threads that never rest would leave none to the list of users."""
        self._answered_at = monotonic()
        self._is_cancelled = False

    def cancel(self) -> None:
        """Start no more requests: a thread that waits to send one gets `CancelledError`."""
        with self._changed:
            self._is_cancelled = True
            self._changed.notify_all()

    def resume(self) -> None:
        """Take requests again, after `cancel`."""
        with self._changed:
            self._is_cancelled = False
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
                with sent_once():
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
        turn = object()
        with self._changed:
            self._turns.append(turn)
            try:
                while True:
                    if self._is_cancelled:
                        raise CancelledError
                    now = monotonic()
                    if now < self._pace.resumes_at:
                        self._changed.wait(self._pace.resumes_at - now)
                    elif self._under_way >= self._pace.allowed or self._turns[0] is not turn:
                        self._changed.wait()
                    else:
                        self._under_way += 1
                        return now
            finally:
                self._turns.remove(turn)
                self._changed.notify_all()

    def _ended(self, was_answered: bool = False) -> None:
        with self._changed:
            self._under_way -= 1
            if was_answered:
                self._pace.answered()
                self._answered_at = monotonic()
            self._changed.notify_all()

    def _refused(self, sent_at: float, retry_after: float) -> bool:
        """Slow down; whether to continue."""
        with self._changed:
            self._under_way -= 1
            now = monotonic()
            self._pace.refused(now, sent_at, retry_after)
            self._changed.notify_all()
            return now - self._answered_at < PATIENCE_SECONDS

    def _wait_out_trouble(self, tries: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_cancelled, TROUBLE_WAIT_SECONDS * tries)
