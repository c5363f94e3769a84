"""Waiting for something to become true, instead of for time to pass."""

import time
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

_DEADLINE_S = 10.0


async def wait_until(pilot: Pilot[Any], predicate: Callable[[], object], deadline_s: float = _DEADLINE_S) -> None:
    """Let the app run until the predicate holds.

    `pilot.pause()` waits for messages that are already posted; this waits as well for what a thread, a timer or a
    process has yet to bring.

    Raises:
        AssertionError: it did not hold within `deadline_s` seconds.
    """
    end = time.monotonic() + deadline_s
    while not predicate():
        assert time.monotonic() < end, f"did not become true in {deadline_s} s: {predicate}"
        await pilot.pause(0.01)
