"""Conditions on the time of a request, which is UTC (Identity/policies/scoping-policy-by-time.htm)."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone

from services.policy.statement import Comparison, Value

VARIABLE = "request.utc-timestamp"

_LEEWAY = range(-5, 6)
"""Minutes by which Oracle's clock may differ from the time of the request."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_TIMESTAMP = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d?:\d\d(?::\d\d)?))?Z?", re.IGNORECASE)
_TIME = re.compile(r"(\d\d?:\d\d(?::\d\d)?)Z?", re.IGNORECASE)

_NUMBERS: dict[str, tuple[Callable[[datetime], str], frozenset[str]]] = {
    f"{VARIABLE}.month-of-year": (lambda now: str(now.month), frozenset(map(str, range(1, 13)))),
    f"{VARIABLE}.day-of-month": (lambda now: str(now.day), frozenset(map(str, range(1, 32)))),
    f"{VARIABLE}.day-of-week": (lambda now: _DAYS[now.weekday()], frozenset(_DAYS)),
}
"""The variables with a few values: what they are at a time, and all that they may be."""


def holds_at(comparison: Comparison, now: datetime) -> bool | None:
    """Whether a comparison of a clock variable holds.

    None where it isn't written as documented, and close to the moment when that changes.
    """
    utc = now.astimezone(timezone.utc)
    try:
        found = {_holds(comparison, utc + timedelta(minutes=minutes)) for minutes in _LEEWAY}
    except (ValueError, OverflowError):
        return None
    return found.pop() if len(found) == 1 else None


def _holds(comparison: Comparison, now: datetime) -> bool:
    """As above, without leeway.

    Raises:
        ValueError: it isn't written as documented.
    """
    variable, operator, values = comparison.variable, comparison.operator, comparison.values
    if variable in _NUMBERS and operator in ("eq", "neq", "in", "not_in"):
        read, possible = _NUMBERS[variable]
        named = {_text(value).lower() for value in values}
        if not named <= possible:
            raise ValueError
        return (read(now) in named) is (operator in ("eq", "in"))
    if variable == VARIABLE and operator in ("before", "after"):
        named_time = _timestamp(_text(values[0]))
        return now < named_time if operator == "before" else now > named_time
    if variable == f"{VARIABLE}.time-of-day" and operator == "between":
        start, end = (_time(_text(value)) for value in values)
        if start < end:
            return start <= now.time() <= end
        if start > end:
            return now.time() >= start or now.time() <= end
    raise ValueError


def _text(value: Value) -> str:
    if value.kind != "text":
        raise ValueError
    return value.text


def _timestamp(text: str) -> datetime:
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise ValueError
    at = _time(match[2]) if match[2] else time()
    return datetime.combine(date.fromisoformat(match[1]), at, timezone.utc)


def _time(text: str) -> time:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError
    hour, minute, second = (*map(int, match[1].split(":")), 0)[:3]
    return time(hour, minute, second)
