"""Modules that run only when something is asked of them that can't be had for less."""

import sys
from collections.abc import Callable
from importlib.util import find_spec, module_from_spec
from types import ModuleType


def put_off(name: str, cheaply: Callable[[str], object]) -> ModuleType | None:
    """Import a module without running it; None where it is imported already, or is not there.

    What is asked of it is had `cheaply`, else the module runs after all, so that nothing is missing.

    Args:
        name: the module's whole name; the package that it is in is imported.
        cheaply: raises LookupError for what is to be had from the module alone.
    """
    spec = None if name in sys.modules else find_spec(name)
    if spec is None or spec.loader is None:
        return None
    module, loader = module_from_spec(spec), spec.loader

    def part(asked: str) -> object:
        if asked.startswith("__") and asked != "__version__":
            raise AttributeError(asked)
        try:
            return cheaply(asked)
        except LookupError:
            vars(module).pop("__getattr__", None)  # it may have one of its own
            loader.exec_module(module)
            return getattr(module, asked)

    module.__getattr__ = part  # type: ignore[method-assign]  # a module's own (PEP 562)
    sys.modules[name] = module
    package, _, last = name.rpartition(".")
    if package:
        setattr(sys.modules[package], last, module)
    return module
