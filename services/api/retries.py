"""How long a request may take, and reads that are sent again where the trouble may pass, as OCI asks for."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from services.model.errors import BusyError, ConflictError, InterceptedError, OciSmtpError, UnreachableError

REQUEST_SECONDS = 30.0
"""One request in all, whatever its answer does: a person waits, and doesn't know whether a change happened."""

MOST_TRIES = 3
MOST_SECONDS = 20.0
"""All tries and pauses together: no pause is begun that would outlast it."""

LONGEST_PAUSE_SECONDS = 5.0
"""Where OCI does not say how long."""

PASSING_CONFLICTS = ("IncorrectState", "LockConflict")
"""As the SDK has it (oci/retry/retry_checkers.py)."""

_ONCE: ContextVar[bool] = ContextVar("sent once", default=False)

T = TypeVar("T")


@contextmanager
def sent_once() -> Iterator[None]:
    """Within it, this thread's reads are sent once: the caller has a patience of its own."""
    token = _ONCE.set(True)
    try:
        yield
    finally:
        _ONCE.reset(token)


def is_sent_once() -> bool:
    """Whether this thread is within `sent_once`."""
    return _ONCE.get()


def with_patience(ask: Callable[[], T], on_wait: Callable[[float], object]) -> T:
    """What `ask` finds, asked up to three times. `on_wait` is told the seconds where OCI asked for them.

    Raises:
        OciSmtpError: the last trouble, or the first that does not pass.
    """
    began = time.monotonic()
    for number in range(1, MOST_TRIES + 1):
        try:
            return ask()
        except OciSmtpError as error:
            asked_for = error.retry_after if isinstance(error, BusyError) else 0.0
            seconds = max(pause(number), asked_for)
            is_late = time.monotonic() - began + seconds > MOST_SECONDS
            if is_sent_once() or number == MOST_TRIES or is_late or not _passes(error):
                raise
        if asked_for:
            on_wait(seconds)
        time.sleep(seconds)  # between two tries, as OCI asks for with 429 and 503
    raise AssertionError("the last try returns or raises")


def pause(number: int) -> float:
    """Seconds before the try after that one: more each time, and not the same for all who were rejected at once."""
    return random.uniform(0.5, 1.0) * min(2.0**number, LONGEST_PAUSE_SECONDS)


def _passes(error: OciSmtpError) -> bool:
    if isinstance(error, ConflictError):
        return error.code in PASSING_CONFLICTS
    return isinstance(error, (BusyError, UnreachableError)) and not isinstance(error, InterceptedError)
