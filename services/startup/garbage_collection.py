"""The garbage collector, which stops every thread while it looks at all there is."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """For what imports the SDK: a look through all of it takes 50 ms, and modules are never garbage.

    The collector does not run within it, and looks at nothing of it later where modules were imported.
    """
    was_enabled = gc.isenabled()
    before = len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > before:
            gc.freeze()
        if was_enabled:
            gc.enable()
