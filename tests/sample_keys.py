"""Keys of sample accounts: thousands of tests take turns with a few, for each takes 12 ms of processor time to make."""

import threading
from functools import cache
from itertools import count

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from services.demo import account

KEYS = 128
"""More than a test, or the tests of a file, have accounts."""


def take_turns(patches: pytest.MonkeyPatch) -> None:
    """Let an account have the key of the one that was made so many accounts ago."""
    make = account.new_key
    turns = count()
    made = cache(lambda place: make())
    one_at_a_time = threading.Lock()

    def next_key() -> RSAPrivateKey:
        with one_at_a_time:
            return made(next(turns) % KEYS)

    patches.setattr(account, "new_key", next_key)
