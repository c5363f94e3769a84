"""Lists that OCI gives page by page."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from services.wire import Wire

PAGE_SIZE = 1000
"""Most that IAM and Email Delivery give at once (`limit` of their specifications)."""

T = TypeVar("T")


def pages(wire: Callable[[], Wire], kind: type[T], path: str, doing: str, query: dict[str, str]) -> Iterator[list[T]]:
    """Each page of a list, until the last.

    `wire` gives the wire of the thread that asks for the next page.

    Raises:
        OciSmtpError: any of ours.
    """
    page = ""
    while True:
        paging = {"limit": PAGE_SIZE} | ({"page": page} if page else {})
        found, page = wire().read(list[kind], path, doing, {**query, **paging})  # type: ignore[valid-type]  # a type made at run time
        yield found
        if not page:
            return
