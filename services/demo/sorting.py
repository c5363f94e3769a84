"""The order that a list of IAM, or of Email Delivery, is asked for."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from services.demo.call import Call

T = TypeVar("T")


def sort_as_asked(call: Call, items: list[T], keys: Mapping[str, Callable[[T], Any]], unless_asked: str) -> None:
    """Sort by one of `keys`, by the query's `sortBy` and `sortOrder`; unless it says, by time the newest come first.

    Raises:
        RefusalError: it asks for an order that there is not.
    """
    by = call.chosen("sortBy", keys) or unless_asked
    order = call.chosen("sortOrder", ("ASC", "DESC")) or ("DESC" if by == "TIMECREATED" else "ASC")
    items.sort(key=keys[by], reverse=order == "DESC")
