"""How long the session lasts, in the few words that the title has room for."""

from datetime import datetime, timedelta, timezone

SOON = timedelta(minutes=10)
"""From when on the title counts minutes."""


def time_left(expires: datetime, now: datetime | None = None) -> str:
    """When the session ends, the minutes left once they are few, or that it is over."""
    left = expires - (now or datetime.now(timezone.utc))
    if left <= timedelta(0):
        return "session expired"
    if left < timedelta(minutes=1):
        return "session expires in under 1 min"
    if left < SOON:
        return f"session expires in {left // timedelta(minutes=1)} min"
    return f"session expires at {expires.astimezone():%H:%M}"
