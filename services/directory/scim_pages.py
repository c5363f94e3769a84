"""Lists that an identity domain gives page by page, by index (RFC 7644, section 3.4.2.4)."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from services.api.client import Wire
from services.api.list_ends import ListEnd
from services.directory.scim import ScimList

PAGE_SIZE = 1000
"""Most that a domain gives at once (docs.oracle.com, Identity/api-getstarted/Paginate.htm)."""

T = TypeVar("T")


class ScimPages(Iterator[list[T]], Generic[T]):
    """Each page of a list. An error does not end it: asked again, it asks for the same page.

    `wire` gives the wire of the thread that asks for the next page.
    """

    def __init__(self, wire: Callable[[], Wire], kind: type[T], path: str, doing: str, query: dict[str, str]) -> None:
        self._wire, self._kind, self._path, self._doing, self._query = wire, kind, path, doing, query
        self._start = 1
        self._is_over = False
        self._end = ListEnd(doing)

    def __next__(self) -> list[T]:
        """The next page.

        Raises:
            OciSmtpError: the request failed.
        """
        if self._is_over:
            raise StopIteration
        place = {"startIndex": self._start, "count": PAGE_SIZE}
        kind = ScimList[self._kind]  # type: ignore[name-defined]  # a type made at run time
        found, _ = self._wire().read(kind, self._path, self._doing, {**self._query, **place})
        page: list[T] = found.resources
        self._is_over = self._start + len(page) > found.total_results
        if not page and not self._is_over:
            raise self._end.incomplete(f"OCI reported {found.total_results}")
        self._end.took(list(page), "" if self._is_over else f"{self._start + len(page)}")
        self._start += len(page)
        return page
