"""Waiting for something to become true, instead of for time to pass."""

import time
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

_DEADLINE_S = 10.0

_WORK_S = 2.0
"""Processor time that the app gets within the deadline, however many others share the machine."""

_MOST_S = 90.0
"""When to give up though it didn't get that."""

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.01, 0.1
"""Between looks, longer each time: a look goes through all widgets and draws the screen, which delays the app."""


async def wait_until(pilot: Pilot[Any], predicate: Callable[[], object], deadline_s: float = _DEADLINE_S) -> None:
    """Let the app run until the predicate holds.

    `pilot.pause()` waits for messages that are already posted; this waits as well for what a thread, a timer or a
    process has yet to bring.

    Raises:
        AssertionError: it did not hold within `deadline_s` seconds, in which the app could work for `_WORK_S`.
    """
    pause_s = _FIRST_PAUSE_S
    start, worked = time.monotonic(), time.process_time()
    while not predicate():
        passed = time.monotonic() - start
        could_work = time.process_time() - worked >= _WORK_S
        assert passed < deadline_s or not (could_work or passed > _MOST_S), (
            f"did not become true in {passed:.0f} s: {predicate}"
        )
        await pilot.pause(pause_s)
        pause_s = min(_LONGEST_PAUSE_S, 1.5 * pause_s)
