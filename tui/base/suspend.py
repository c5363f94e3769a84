"""The terminal lent to another program, which has ctrl+c to itself until it ends."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from tui.base.app import AppBase


@contextmanager
def terminal_lent(app: AppBase) -> Iterator[None]:
    """Leave screen and keyboard to what is run inside.

    Raises:
        SuspendNotSupported: this terminal cannot be lent.
    """
    with _ctrl_c_is_for_others(app), app.suspend():
        yield


@contextmanager
def _ctrl_c_is_for_others(app: AppBase) -> Iterator[None]:
    """Ctrl+c reaches every program in the terminal; here it is meant for the other one.

    A handler that does nothing, instead of none: it is not inherited, so that the other program has its own.
    """
    loop = asyncio.get_running_loop()
    if os.name == "posix":
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        # A timer runs after what the loop has yet to read, in which there may be a ctrl+c of that time.
        loop.call_later(0, app.heed_signals)
