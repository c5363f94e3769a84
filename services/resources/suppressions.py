"""The suppression list: recipients that Email Delivery accepts mail for and doesn't deliver to."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from services.api.answer import Id, Time
from services.api.list_ends import each_row
from services.api.pagination import pages
from services.api.session import Session
from services.model.errors import OciSmtpError


@dataclass(frozen=True)
class Suppression:
    """A recipient on the suppression list; what OCI doesn't say is empty."""

    address: str
    reason: str
    """In OCI's words, such as HARDBOUNCE."""
    since: datetime | None = None
    last: datetime | None = None
    """When it last kept a message from being delivered."""
    error: str = ""
    """The error that led to it, of the recipient's server mostly."""
    source: str = ""
    """The host that gave the error."""


class _Suppression(msgspec.Struct, rename="camel"):
    id: Id
    email_address: str
    reason: str | None = None
    time_created: Time | None = None
    time_last_suppressed: Time | None = None
    error_detail: str | None = None
    error_source: str | None = None


def suppression_of(session: Session, address: str) -> Suppression | None:
    """The suppression of one recipient, in any case; None where the list doesn't have the address.

    Raises:
        OciSmtpError: the list can't be read, or not all of it.
    """
    for spelled in dict.fromkeys((address, address.lower())):
        # Suppressions belong to the tenancy (docs.oracle.com, Email/Tasks/managingsuppressionlist.htm).
        query = {"compartmentId": session.tenancy_ocid, "emailAddress": spelled}
        for row in each_row(pages(session.email, _Suppression, "/suppressions", "reading the suppression list", query)):
            if row.email_address.casefold() == address.casefold():
                return _told(_whole(session, row))
    return None


def _whole(session: Session, row: _Suppression) -> _Suppression:
    """All of it, for the list doesn't say what led to it; what the list said, where no more may be read."""
    try:
        return session.email().read(_Suppression, f"/suppressions/{row.id}", "reading the suppression")[0]
    except OciSmtpError:
        return row


def _told(row: _Suppression) -> Suppression:
    return Suppression(
        row.email_address,
        row.reason or "",
        row.time_created,
        row.time_last_suppressed,
        row.error_detail or "",
        row.error_source or "",
    )
