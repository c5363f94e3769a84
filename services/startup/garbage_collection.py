"""When garbage is collected: not during a start, whose imports make a hundred thousand objects that all stay.

The collector stops every thread while it looks at every object.
"""

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


def put_off_collecting() -> None:
    """Collect nothing until `begin_collecting`."""
    gc.disable()


def begin_collecting() -> None:
    """Collect from now on, without the objects that exist; does nothing where collecting wasn't put off."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def collect_no_more() -> None:
    """Leave all that is there to the end of the process, in which Python would look at it several times."""
    gc.freeze()
