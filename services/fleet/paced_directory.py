"""A directory whose requests keep the pace of all others, and slow down where OCI says that it is too much."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, cast

from services.audit.throttled_requests import CancelledError, ThrottledRequests
from services.credentials.generation import GivenUpError
from services.directory import Directory

BEGIN = ("user", "find", "credentials", "create_credential")
"""What a row begins with: a run that is canceled sends none of these."""

END = ("describe_credential", "delete_credential")
"""What ends a row, also after the run was canceled."""

T = TypeVar("T")


def paced(directory: Directory, calls: ThrottledRequests) -> Directory:
    """The same directory, at a pace. What rows need is paced; everything else is as it is.

    A rejection because of too many requests (429) did nothing, so that a create can be sent again with its retry token.
    What is canceled before it was sent raises GivenUpError.
    """
    return cast(Directory, _Paced(directory, calls))


class _Paced:
    """Passes on what it is asked: the methods of a directory, whatever they take."""

    def __init__(self, directory: Directory, calls: ThrottledRequests) -> None:
        self._directory = directory
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._directory, name)
        if name in BEGIN:
            return partial(self._begun, found)
        return partial(self._ended, found) if name in END else found

    def _begun(self, ask: Callable[..., T], *given: object, **more: object) -> T:
        try:
            return self._calls.make(lambda: ask(*given, **more))
        except CancelledError:
            raise GivenUpError("Canceled before anything was sent.") from None

    def _ended(self, ask: Callable[..., T], *given: object, **more: object) -> T:
        try:
            return self._calls.make(lambda: ask(*given, **more))
        except CancelledError:
            return ask(*given, **more)
