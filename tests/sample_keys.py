"""Keys of sample accounts: thousands of tests take turns with a few, for each takes 12 ms of processor time to make."""

from itertools import cycle

import pytest

from services.demo import account

KEYS = 128
"""More than a test, or the tests of a file, have accounts."""


def take_turns(patches: pytest.MonkeyPatch) -> None:
    """Let an account have the key of the one that was made so many accounts ago."""
    make = account.new_key
    turns = cycle(make() for _ in range(KEYS))  # made as they are needed at first
    patches.setattr(account, "new_key", lambda: next(turns))
