"""The order of a list, and its pages: `limit`, `page` and the `opc-next-page` header.

Source: docs.oracle.com, API/Concepts/usingapi.htm.

As recorded, IAM names a next page after every page that has rows, so its lists end with an empty page, and it says its
limit. Email Delivery names a next page only where there is one.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import invalid
from services.demo.wire import Json, answer

DEFAULT_LIMIT = 100
MEMBERSHIPS_LIMIT = 25
"""What IAM gives of memberships unless asked for another number, as recorded."""
MAX_LIMIT = 1000

T = TypeVar("T")


def sort_as_asked(call: Call, items: list[T], keys: Mapping[str, Callable[[T], Any]], unless_asked: str) -> None:
    """Sort as IAM and Email Delivery are asked to: by one of `keys`, by the query's `sortBy` and `sortOrder`.

    Unless the order is asked for, the newest come first where the list is sorted by time.

    Raises:
        RefusalError: it asks for an order that there is not.
    """
    by = call.chosen("sortBy", keys) or unless_asked
    order = call.chosen("sortOrder", ("ASC", "DESC")) or ("DESC" if by == "TIMECREATED" else "ASC")
    items.sort(key=keys[by], reverse=order == "DESC")


def limit_of(call: Call, usual: int = DEFAULT_LIMIT) -> int:
    """How many items the page may have.

    Raises:
        RefusalError: it is not a number from 1 to 1000.
    """
    text = call.query("limit")
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_LIMIT):
        raise invalid(f"The limit parameter must be between 1 and {MAX_LIMIT}")
    return int(text)


def position_of(call: Call) -> int:
    """The position in the whole list at which the page starts.

    Raises:
        RefusalError: the token is not one of ours.
    """
    token = call.query("page")
    if not token:
        return 0
    try:
        label, _, position = urlsafe_b64decode(token).decode().partition(":")
    except ValueError:
        label, position = "", ""
    if label != "after" or not position.isdigit():
        raise invalid("The page parameter is not valid")
    return int(position)


def page(
    call: Call, items: Iterator[tuple[int, T]], form: Callable[[T], Json], *, collection: bool = False
) -> Response:
    """The page that starts with the first of `items`, each with the position after it.

    A `collection` is an object with the rows in `items`, as the newer services answer; otherwise a plain array.
    """
    limit = limit_of(call)
    rows = list(islice(items, limit))
    more = next(items, None) is not None if len(rows) == limit else False
    headers = {"opc-next-page": _token(rows[-1][0])} if more else {}
    forms = [form(row) for _, row in rows]
    return answer({"items": forms} if collection else forms, headers=headers)


def iam_page(
    call: Call, items: Iterator[tuple[int, T]], form: Callable[[T], Json], usual_limit: int = DEFAULT_LIMIT
) -> Response:
    """The page that starts with the first of `items`, as IAM answers it: there is a next one unless this is empty."""
    limit = min(limit_of(call, usual_limit), call.world.settings.iam_page_size)
    rows = list(islice(items, limit))
    next_page = {"opc-next-page": _token(rows[-1][0])} if rows else {}
    return answer([form(row) for _, row in rows], headers={"opc-limit": str(limit), **next_page})


def iam_page_of_list(
    call: Call, items: Iterable[T], form: Callable[[T], Json], usual_limit: int = DEFAULT_LIMIT
) -> Response:
    """As `iam_page`, of a list short enough to walk through."""
    return iam_page(call, islice(enumerate(items, 1), position_of(call), None), form, usual_limit)


def page_of_list(call: Call, items: Iterable[T], form: Callable[[T], Json], *, collection: bool = False) -> Response:
    """The page, of a list short enough to walk through, that the request asks for."""
    return page(call, islice(enumerate(items, 1), position_of(call), None), form, collection=collection)


def _token(position: int) -> str:
    return urlsafe_b64encode(f"after:{position}".encode()).decode()
