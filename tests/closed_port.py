"""A port where no one answers, and no one can begin to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def closed_port() -> Iterator[int]:
    """A port of 127.0.0.1 that refuses connections. It is held: one that was only free may soon be anybody's."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # without listening
        yield held.getsockname()[1]
