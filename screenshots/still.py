"""A demo tenancy that stands still, so that the pictures change only when the app does."""

import os
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timezone, tzinfo
from tempfile import TemporaryDirectory
from unittest.mock import patch

from services.demo.tenancy import Tenancy

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=timezone.utc)
SEED = 2026


class StillClock(datetime):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain datetime is enough here
        """Always the same moment."""
        return NOW.astimezone(tz)


@contextmanager
def still_demo() -> Iterator[None]:
    """While this holds, `--demo` gives the same users, ages and SMTP user names every time, and writes no file."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        kinds = ("CONFIG", "DATA", "STATE", "CACHE")
        stack.enter_context(patch.dict(os.environ, {f"XDG_{kind}_HOME": folder for kind in kinds}))
        stack.enter_context(patch("tui.ages.datetime", StillClock))
        stack.enter_context(patch("services.demo.tenancy.Tenancy", _still_tenancy))
        stack.enter_context(patch("secrets.choice", random.Random(SEED).choice))
        yield


def _still_tenancy() -> Tenancy:
    tenancy = Tenancy(now=lambda: NOW)
    tenancy.settings.clock_tolerance = None  # requests are signed with the real date
    return tenancy
