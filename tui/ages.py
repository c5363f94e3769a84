"""Times as people say them."""

from datetime import datetime, timezone

UNITS = (("year", 365 * 86400), ("month", 30 * 86400), ("day", 86400), ("hour", 3600), ("minute", 60))


def age(then: datetime | None, now: datetime | None = None) -> str:
    """How long ago, in one rounded-down unit: `3 months`, `1 day`, `just now`; empty where unknown."""
    if then is None:
        return ""
    seconds = ((now or datetime.now(timezone.utc)) - then).total_seconds()
    for name, length in UNITS:
        count = int(seconds // length)
        if count >= 1:
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "just now"


def ago(then: datetime | None, now: datetime | None = None) -> str:
    """How long ago, as in a sentence: `3 months ago`, `just now`; empty where unknown."""
    told = age(then, now)
    return f"{told} ago" if told and told != "just now" else told


def date(then: datetime | None) -> str:
    """The date, as 2026-11-22; empty where unknown."""
    return then.date().isoformat() if then else ""


def moment(then: datetime | None) -> str:
    """Date and time in UTC; empty where unknown."""
    return then.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC") if then else ""
