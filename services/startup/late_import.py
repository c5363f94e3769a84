"""Modules that are imported when one of their functions is called, however early they are asked for it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


@contextmanager
def imported_late(name: str, *functions: str) -> Iterator[None]:
    """Within it, `import` of that module gives a stand-in for it, in each thread.

    The stand-in has those functions, each of which imports the module when it is called. Whatever else is asked of it
    imports the module at once, so that nothing is missing.
    """
    if name in sys.modules:
        yield
        return
    stand_in = ModuleType(name)

    def real() -> ModuleType:
        if sys.modules.get(name) is stand_in:
            sys.modules.pop(name, None)
        return import_module(name)

    def later(function: str) -> Callable[..., Any]:
        return lambda *arguments, **named: getattr(real(), function)(*arguments, **named)

    def part(asked: str) -> object:
        if asked.startswith("__"):
            raise AttributeError(asked)
        return getattr(real(), asked)

    vars(stand_in).update({function: later(function) for function in functions}, __getattr__=part)
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        if sys.modules.get(name) is stand_in:
            sys.modules.pop(name, None)
