"""Ending a command in good order when somebody else ends it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class EndedBySignal(SystemExit):
    """SIGTERM or SIGHUP came. What is open is still closed; the exit code is 128 and the signal's number."""


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into an exception, so that what is open is closed."""

    def leave(number: int, _: FrameType | None) -> None:
        raise EndedBySignal(128 + number)

    numbers = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
