"""How a library for clipboards is run in a process of its own, which can be killed and is mute."""

import sys
from importlib.util import find_spec
from pathlib import Path


def child_script(name: str, request: str) -> list[str] | None:
    """The command that has the script `NAME_child.py` do the request, or None where that library is not installed."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return None
    script = str(Path(__file__).with_name(f"{name}_child.py"))
    return [sys.executable, "-I", script, str(Path(spec.origin).parents[1]), request]
