"""Lists that OCI gives page by page."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from services.api.client import Wire
from services.api.list_ends import ListEnd

PAGE_SIZE = 1000
"""Most that IAM and Email Delivery give at once (`limit` of their specifications)."""

T = TypeVar("T")


def pages(wire: Callable[[], Wire], kind: type[T], path: str, doing: str, query: dict[str, str]) -> Iterator[list[T]]:
    """Each page of a list, until the last. An error does not end it: asked again, it asks for the same page.

    `wire` gives the wire of the thread that asks for the next page.

    Raises:
        OciSmtpError: the request failed.
    """
    return _Pages(wire, kind, path, doing, query)


class _Pages(Iterator[list[T]], Generic[T]):
    """Not a generator: that would be over after its first error."""

    def __init__(self, wire: Callable[[], Wire], kind: type[T], path: str, doing: str, query: dict[str, str]) -> None:
        self._wire, self._kind, self._path, self._doing, self._query = wire, kind, path, doing, query
        self._next = ""
        self._is_over = False
        self._end = ListEnd(doing)

    def __next__(self) -> list[T]:
        if self._is_over:
            raise StopIteration
        paging = {"limit": PAGE_SIZE} | ({"page": self._next} if self._next else {})
        kind = list[self._kind]  # type: ignore[name-defined]  # a type made at run time
        found, token = self._wire().read(kind, self._path, self._doing, {**self._query, **paging})
        self._end.took(found, token)
        self._next = token
        self._is_over = not token
        return found
