"""Lists that a run over many users needs for each, and reads once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from services.api.session import Session

T = TypeVar("T")
P = ParamSpec("P")

_lists: "WeakKeyDictionary[Session, dict[object, object]]" = WeakKeyDictionary()
_reading = threading.RLock()
"""Held while one is read, so that several threads don't read the same."""


@contextmanager
def remembering(session: Session) -> Iterator[None]:
    """Within it, and in all threads, what is `remembered` of a session is read once, unless it comes with an error."""
    _lists[session] = {}
    try:
        yield
    finally:
        _lists.pop(session, None)


def remembered(read: "Callable[Concatenate[Session, P], T]") -> "Callable[Concatenate[Session, P], T]":
    """A function that reads something of a session: once, where the session is remembered."""

    @wraps(read)
    def found(session: Session, /, *given: P.args, **more: P.kwargs) -> T:
        known = _lists.get(session)
        if known is None:
            return read(session, *given, **more)
        with _reading:
            key = (read, given, tuple(more.items()))
            if key in known:
                return known[key]  # type: ignore[return-value]  # it was put there under its own function
            new = read(session, *given, **more)
            if getattr(new, "error", None) is None:
                known[key] = new
            return new

    return found
