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

    `wire` gives the wire of the thread that asks for the next page, and `where` ends the errors about the list. A row
    that comes with two pages, because the list changed between them, is in the first one only.
    """

    def __init__(
        self, wire: Callable[[], Wire], kind: type[T], path: str, doing: str, query: dict[str, str], where: str = ""
    ) -> None:
        self._wire, self._kind, self._path, self._doing, self._query = wire, kind, path, doing, query
        self._start = 1
        self._is_over = False
        self._end = ListEnd(f"{doing}{where}")
        self._ids: set[str] = set()
        """Of the page before."""

    def __next__(self) -> list[T]:
        """The next page.

        Raises:
            DamagedError: after the last page, if some of the list can't be read.
            OciSmtpError: the request failed.
        """
        if self._is_over:
            self._end.check_whole()
            raise StopIteration
        place = {"startIndex": self._start, "count": PAGE_SIZE}
        kind = ScimList[self._kind]  # type: ignore[name-defined]  # a type made at run time
        answer, _ = self._wire().read_list(kind, self._path, self._doing, {**self._query, **place})
        found: ScimList[T] = answer.value
        page = found.resources
        count = len(page) + sum(not damage.fields for damage in answer.damages)
        self._check_place(found, count)
        self._end.took(list(page), f"{self._start + count}")
        self._end.lacks(answer.damages)
        self._start += count
        # A total that was too small proves nothing: the list ends where nothing more comes.
        self._is_over = self._start - 1 == found.total_results or not count
        return self._without_known(page)

    def _check_place(self, found: ScimList[T], count: int) -> None:
        """Check that the page is the one that was requested.

        Raises:
            IncompleteError: it isn't, or nothing came though there is more.
        """
        if count and found.start_index not in (None, self._start):
            raise self._end.incomplete(f"row {self._start} was requested, and row {found.start_index} came")
        if not count and self._start <= found.total_results:
            raise self._end.incomplete(f"OCI reported {found.total_results}")

    def _without_known(self, page: list[T]) -> list[T]:
        """The rows that the page before didn't have.

        Raises:
            IncompleteError: it had all of them, so that the domain gives the same page again and again.
        """
        ids = {str(getattr(row, "id", "")) for row in page}
        before, self._ids = self._ids, ids
        if ids and ids <= before:
            raise self._end.incomplete("the same page came twice")
        return [row for row in page if getattr(row, "id", "") not in before] if before & ids else page
