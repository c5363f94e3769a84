"""The tenancy's suppression list: recipients that Email Delivery accepts mail for and doesn't deliver to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.demo.ocids import Ocids

_SUPPRESSIONS = (
    ("bounced@example.net", "HARDBOUNCE", 40, "550 5.1.1 <bounced@example.net>: User unknown", "mx.example.net"),
    ("complained@example.net", "COMPLAINT", 9, None, None),
    ("reader+news@example.net", "UNSUBSCRIBE", 300, None, None),
)
"""Address, reason, age in days, and the error that led to it with its source."""


@dataclass(frozen=True)
class Suppression:
    """A suppressed recipient."""

    ocid: str
    address: str
    reason: str
    created: datetime
    error: str | None
    source: str | None


class Suppressions:
    """The recipients that are suppressed, in every region alike."""

    def __init__(self, ocids: Ocids, today: datetime) -> None:
        self._rows = [
            Suppression(ocids.make("emailsuppression", at), address, reason, today - timedelta(days=age), error, source)
            for at, (address, reason, age, error, source) in enumerate(_SUPPRESSIONS)
        ]

    def __iter__(self) -> Iterator[Suppression]:
        return iter(self._rows)

    def of(self, address: str) -> Suppression | None:
        """The suppression of that recipient, in any case."""
        return next((row for row in self if row.address.casefold() == address.casefold()), None)
