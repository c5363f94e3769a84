"""Pages of a list: `limit`, `page` and the `opc-next-page` header (docs.oracle.com, API/Concepts/usingapi.htm)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import invalid
from services.demo.wire import Json, answer

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000

T = TypeVar("T")


def limit_of(call: Call) -> int:
    """How many items the page may have.

    Raises:
        RefusalError: it is not a number from 1 to 1000.
    """
    text = call.query("limit")
    if text is None:
        return DEFAULT_LIMIT
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


def page_of_list(call: Call, items: Iterable[T], form: Callable[[T], Json], *, collection: bool = False) -> Response:
    """The page, of a list short enough to walk through, that the request asks for."""
    return page(call, islice(enumerate(items, 1), position_of(call), None), form, collection=collection)


def _token(position: int) -> str:
    return urlsafe_b64encode(f"after:{position}".encode()).decode()
