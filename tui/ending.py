"""Ending a command in good order when somebody else ends it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from services.errors import OciSmtpError


class EndedBySignal(SystemExit):
    """SIGTERM or SIGHUP came. What is open is still closed; the exit code is 128 and the signal's number."""


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into an exception, so that what is open is closed.

    It can strike inside code that was not written for it, such as `threading.Condition`, which then raises an error of
    its own in its place. What ended the program is still the signal.
    """
    came: list[int] = []

    def leave(number: int, _: FrameType | None) -> None:
        came.append(number)
        raise EndedBySignal(128 + number)

    numbers = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    except OciSmtpError:
        raise
    except Exception as error:
        if came:
            raise EndedBySignal(128 + came[0]) from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
