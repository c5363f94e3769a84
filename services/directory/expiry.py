"""The expiry that a person requests for a new credential, which only identity domains can set."""

import re
from datetime import datetime, timedelta, timezone

from services.directory import Directory
from services.model.errors import UsageError

MOST_DAYS = 3_650
"""Ten years: a longer period is more likely to be a typing error."""

_PERIOD = re.compile(r"([0-9]{1,9})\s*(?:d|days?)", re.ASCII | re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
FORMS = "Enter a number of days, such as 90d, or a date, such as 2027-03-01."


def expiry_of(text: str, now: datetime | None = None) -> datetime:
    """The time that a period (`90d`) or a date (`2027-03-01`, at 00:00 UTC) means, in UTC, to the minute.

    Raises:
        UsageError: the text is neither, or not in the next ten years.
    """
    now = now or datetime.now(timezone.utc)
    asked = text.strip()
    if period := _PERIOD.fullmatch(asked):
        days = int(period[1])
        if not 1 <= days <= MOST_DAYS:
            raise UsageError(f"A credential can't expire in {days:,} days.", f"Enter 1 to {MOST_DAYS:,} days.")
        return (now + timedelta(days=days)).replace(second=0, microsecond=0)
    then = _day(asked)
    if then <= now:
        raise UsageError(f"The expiry {asked} isn't in the future (UTC).", "Enter a later date.")
    if then > now + timedelta(days=MOST_DAYS):
        raise UsageError(f"The expiry {asked} is more than ten years from now.", "Enter an earlier date.")
    return then


def _day(text: str) -> datetime:
    try:
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)
    except ValueError:
        raise UsageError(f'"{text}" isn\'t an expiry.', FORMS) from None


def check_expiry(directory: Directory, expires: datetime | None) -> None:
    """Check that the expiry, if there is one, can be requested.

    Raises:
        UsageError: it can't: IAM's `CreateSmtpCredentialDetails` has a description and nothing else.
    """
    if expires and not directory.sets_expiry:
        raise UsageError(
            "Without identity domains, IAM can't set an expiry for a new SMTP credential.",
            "Leave out the expiry. In a tenancy with identity domains, leave out --directory classic instead.",
        )
