"""The garbage collector, which stops every thread while it looks at all there is."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """What is made within it, such as modules, stays for good: the collector neither runs meanwhile nor looks later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
