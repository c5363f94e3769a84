"""Times as text."""

from datetime import datetime, timezone

import msgspec

TO_SECONDS = len("2026-11-22T14:38:42")


def rfc3339(then: datetime) -> str:
    """The time in UTC, to the second: 2026-11-22T14:38:42Z. Much faster than strftime, because lists are long."""
    try:
        text = str(msgspec.to_builtins(then.astimezone(timezone.utc)))
    except OverflowError:  # in the first or the last day that there is: then it keeps its own zone
        return str(msgspec.to_builtins(then.replace(microsecond=0)))
    return f"{text[:TO_SECONDS]}Z"


def moment_of(text: str) -> str:
    """A time in UTC, as RFC 3339 has it, for people; empty where unknown."""
    return f"{text[:10]} {text[11:16]} UTC" if text else ""
