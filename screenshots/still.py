"""A demo tenancy that stands still, so that the pictures change only when the app does."""

import os
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timezone, tzinfo
from tempfile import TemporaryDirectory
from unittest.mock import patch

from services.delivery import Availability
from services.demo.tenancy import Tenancy

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=timezone.utc)
SEED = 2026
HOME = "/home/anna"
"""Nothing is there: only messages name it."""

CLOCKS = (
    "tui.format.ages",
    "tui.screens.users",
    "services.audit.findings",
    "services.credentials.generation",
    "services.credentials.journal",
    "services.credentials.recovery",
    "services.credentials.rotator",
)
"""Modules that ask for the date, and show it."""

HAND_OVER_BY = (
    "services.delivery.keyring.KeyringChannel.available",
    "tui.dialogs.channels.gpg_availability",
    "tui.dialogs.channels.print_availability",
)
"""What looks for programs of the machine: in the pictures it has them all."""


class StillClock(datetime):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain datetime is enough here
        """Always the same moment."""
        return NOW.astimezone(tz)


@contextmanager
def still_demo() -> Iterator[None]:
    """While this holds, `--demo` gives the same users, ages and SMTP user names every time, and writes no file.

    What the machine has, whose it is, and what its environment asks for does not count.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        places = {f"XDG_{kind}_HOME": folder for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OCI_", "TEXTUAL"))}
        stack.enter_context(patch.dict(os.environ, {**kept, **places, "HOME": HOME}, clear=True))
        for module in CLOCKS:
            stack.enter_context(patch(f"{module}.datetime", StillClock))
        stack.enter_context(patch("tui.base.timed_copy.monotonic", lambda: 0.0))
        for programs in HAND_OVER_BY:
            stack.enter_context(patch(programs, lambda *_: Availability(True, "")))
        stack.enter_context(patch("services.demo.tenancy.Tenancy", _still_tenancy))
        stack.enter_context(patch("secrets.choice", random.Random(SEED).choice))
        yield


def _still_tenancy() -> Tenancy:
    tenancy = Tenancy(now=lambda: NOW)
    tenancy.settings.clock_tolerance = None  # requests are signed with the real date
    return tenancy
