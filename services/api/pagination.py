"""Lists that OCI gives page by page.

IAM names a next page after every page that has rows, even after a short one, so each of its lists ends with an empty
page (recorded from 2018 on). That takes one request more, and nothing else shows that a list is whole: OCI may give
fewer rows than it was asked for (docs.oracle.com, API/Concepts/usingapi.htm).
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, Generic, TypeVar

import msgspec

from services.api.client import Wire
from services.api.list_ends import ListEnd

PAGE_SIZE = 1000
"""Most that IAM and Email Delivery give at once (`limit` of their specifications)."""

T = TypeVar("T")

Enough = Callable[[list[T]], bool]
"""Says of a page whether, with those before it, it has all that is searched for."""


def pages(
    wire: Callable[[], Wire],
    kind: type[T],
    path: str,
    doing: str,
    query: dict[str, str],
    is_enough: Enough[T] | None = None,
) -> Iterator[list[T]]:
    """Each page of a list, until the last. An error does not end it: asked again, it asks for the same page.

    `wire` gives the wire of the thread that asks for the next page. After a page that `is_enough`, no other is
    requested.

    Raises:
        DamagedError: after the last page, if some of the list can't be read.
        OciSmtpError: the request failed.
    """
    return _Pages(wire, kind, path, doing, query, is_enough=is_enough)


def all_of(wanted: Iterable[Hashable], name: Callable[[T], Hashable]) -> Enough[T]:
    """Whether each one that is `wanted` has come, by what `name` gives for a row."""
    missing = set(wanted)

    def is_enough(page: list[T]) -> bool:
        missing.difference_update(map(name, page))
        return not missing

    return is_enough


def pages_of_collection(
    wire: Callable[[], Wire], kind: type[T], path: str, doing: str, query: dict[str, str]
) -> Iterator[list[T]]:
    """As `pages`, for a list that comes as an object with the rows in `items`, as those of the newer services do.

    Raises:
        DamagedError: after the last page, if some of the list can't be read.
        OciSmtpError: the request failed.
    """
    return _Pages(wire, kind, path, doing, query, in_items=True)


def pages_of_unpaged(wire: Callable[[], Wire], kind: type[T], path: str, doing: str) -> Iterator[list[T]]:
    """As `pages`, for a list of which OCI documents no pages: half of it must not pass for the whole.

    Raises:
        DamagedError: after the last page, if some of the list can't be read.
        OciSmtpError: the request failed.
    """
    return _Pages(wire, kind, path, doing, {}, size=None)


class _Pages(Iterator[list[T]], Generic[T]):
    """Not a generator: that would be over after its first error."""

    def __init__(
        self,
        wire: Callable[[], Wire],
        kind: type[T],
        path: str,
        doing: str,
        query: dict[str, str],
        size: int | None = PAGE_SIZE,
        *,
        in_items: bool = False,
        is_enough: Enough[T] | None = None,
    ) -> None:
        self._wire, self._kind, self._path, self._doing, self._query = wire, kind, path, doing, query
        self._size = size
        self._in_items = in_items
        self._is_enough = is_enough
        self._next = ""
        self._is_over = False
        self._end = ListEnd(doing)

    def __next__(self) -> list[T]:
        if self._is_over:
            self._end.check_whole()
            raise StopIteration
        paging = ({"limit": self._size} if self._size else {}) | ({"page": self._next} if self._next else {})
        kind: Any = list[self._kind]  # type: ignore[name-defined]  # a type made at run time
        if self._in_items:
            kind = msgspec.defstruct("Collection", [("items", kind)])
        answer, token = self._wire().read_list(kind, self._path, self._doing, {**self._query, **paging})
        found: list[T] = answer.value.items if self._in_items else answer.value
        self._end.took(found, token)
        self._end.lacks(answer.damages)
        self._next = token
        self._is_over = not token or (self._is_enough is not None and self._is_enough(found))
        return found
