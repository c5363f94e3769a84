"""Ending a command in good order when a signal ends it, and saying what might have happened by then."""

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType

from services.model.errors import ExitCode, OciSmtpError
from tui.cli.notes import complain
from widgets.plain import visible

NAMES = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGXCPU", "SIGPWR")
"""The signals that end a program and can be heeded, but for those of its own mistakes (signal(7))."""


AT_ONCE_SECONDS = 1.0
"""Signals within so many seconds are one wish to end, as a shell sends two when its terminal closes. A later one counts
again: the first may have struck where its exception was swallowed."""


class EndedBySignal(SystemExit):
    """A signal came that ends programs. What is open is still closed; the exit code is 128 and the signal's number."""


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Turn signals that end us into an exception, so that what is open is closed.

    It can strike inside code that was not written for it, such as `threading.Condition`, which then raises an error of
    its own in its place. What ended the program is still the signal. One that is ignored, as under nohup, stays so.
    """
    came: list[int] = []
    raised_at = -AT_ONCE_SECONDS

    def leave(number: int, _: FrameType | None) -> None:
        nonlocal raised_at
        came.append(number)
        now = monotonic()
        if now - raised_at < AT_ONCE_SECONDS:
            return  # the first one is ending the program: this one would take its exit code, wherever it strikes
        raised_at = now
        raise EndedBySignal(128 + number)

    before = {number: signal.signal(number, leave) for number in _heeded()}
    try:
        yield
    except OciSmtpError:
        raise
    except Exception as error:
        if came:
            raise EndedBySignal(128 + came[0]) from error
        raise
    finally:
        # Once one came we end: the next one must take neither what is still to be said nor the exit code.
        _heed_again(dict.fromkeys(before, signal.SIG_IGN) if came else before)


@contextmanager
def telling_what_may_be(tell: Callable[[], str], *, errors_too: bool = False) -> Iterator[None]:
    """Whatever ends it inside: say what `tell` knows, and leave with exit code 5.

    Where `tell` knows of nothing, it ends as it would have. An error of ours speaks for itself; with `errors_too` only
    where it is that the outcome is unknown.
    """
    try:
        with ending_in_order():
            yield
    except BaseException as error:
        before = _ignore_signals()  # what ends us came already; an impatient person must not keep this from being said
        is_ours = isinstance(error, OciSmtpError)
        told = "" if is_ours and not (errors_too and _is_settled(error)) else tell()
        if not told:
            _heed_again(before)
            raise
        if isinstance(error, OciSmtpError):
            complain(error)
        elif isinstance(error, Exception):
            sys.excepthook(type(error), error, error.__traceback__)
        _say(told)
        # They stay ignored: a second one, such as a shell's own when its terminal closes, would take the exit code.
        raise SystemExit(int(ExitCode.UNKNOWN)) from None


def _is_settled(error: BaseException) -> bool:
    """Whether an error says of itself that the outcome is known."""
    return isinstance(error, OciSmtpError) and error.exit_code is not ExitCode.UNKNOWN


def _say(told: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone; the exit code still tells
        print(f"oci-smtp: {visible(told)}", file=sys.stderr, flush=True)


def _ignore_signals() -> "dict[int, signal._HANDLER]":
    """How each was heeded before."""
    return {number: signal.signal(number, signal.SIG_IGN) for number in _heeded()}


def _heed_again(before: "dict[int, signal._HANDLER]") -> None:
    for number, handler in before.items():
        signal.signal(number, handler)


def _heeded() -> list[int]:
    """The signals that would end us now; what is not Python's to give back is left alone."""
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    return [number for number in numbers if signal.getsignal(number) not in (signal.SIG_IGN, None)]
