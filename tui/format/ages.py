"""Times as people say them."""

from datetime import datetime, timezone

from services.model.times import moment_of, rfc3339
from services.model.values import Credential

ENDING = 6
"""Characters in which the SMTP user names of a user differ, as in `ab.com`: they all begin alike."""

UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def age(then: datetime | None, now: datetime | None = None) -> str:
    """How long ago, in one rounded-down unit: `3 months`, `1 day`, `just now`; empty where unknown."""
    if then is None:
        return ""
    now = now or datetime.now(timezone.utc)
    months = _whole_months(then, now)
    if months >= 1:
        return _counted(*((months // 12, "year") if months >= 12 else (months, "month")))
    seconds = (now - then).total_seconds()
    for name, length in UNITS:
        if seconds >= length:
            return _counted(int(seconds // length), name)
    return "just now"


def _whole_months(then: datetime, now: datetime) -> int:
    """Months of the calendar that have passed."""
    now = now.astimezone(then.tzinfo or timezone.utc)
    months = (now.year - then.year) * 12 + now.month - then.month
    return months - ((now.day, now.time()) < (then.day, then.time()))


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'s' if count > 1 else ''}"


def ago(then: datetime | None, now: datetime | None = None) -> str:
    """How long ago, as in a sentence: `3 months ago`, `just now`; empty where unknown."""
    told = age(then, now)
    return f"{told} ago" if told and told != "just now" else told


def date(then: datetime | None) -> str:
    """The date, as 2026-11-22; empty where unknown."""
    return then.date().isoformat() if then else ""


def stamp(then: datetime | None) -> str:
    """Date and time for programs, as RFC 3339 has it; empty where unknown."""
    return rfc3339(then) if then else ""


def moment(then: datetime | None) -> str:
    """Date and time in UTC for people; empty where unknown."""
    return moment_of(rfc3339(then)) if then else ""


def identity(credential: Credential) -> str:
    """What tells a credential from others with the same description: its time, and the end of its user name."""
    ending = f"user name ending {credential.ending}"
    return f"created {moment(credential.created)}, {ending}" if credential.created else ending
