"""What the tenancy may send, as OCI's Limits service says; Oracle's pages contradict each other about it."""

from dataclasses import dataclass

import msgspec

from services.api.answer import Id
from services.api.list_ends import each_row
from services.api.pagination import pages
from services.api.session import Session

SERVICE = "email-delivery"
"""Its name in the Limits service, which rejects others."""


@dataclass(frozen=True)
class SendingLimits:
    """The limits of one region; None where OCI names none."""

    emails_a_day: int | None = None
    """`max-emails-day`."""
    emails_a_minute: int | None = None
    """`sendrate`."""
    message_bytes: int | None = None
    """`max-message-size`; mail beyond it is rejected with `552 Exceeds byte limit`."""


class _Value(msgspec.Struct):
    name: Id
    value: int | None = None


def sending_limits(session: Session) -> SendingLimits:
    """The tenancy's limits in the session's region (docs.oracle.com, Email/Reference/quotas.htm has what they count).

    Raises:
        OciSmtpError: they can't be read, or not all of them.
    """
    query = {"compartmentId": session.tenancy_ocid, "serviceName": SERVICE}
    rows = each_row(pages(session.limits, _Value, "/20190729/limitValues", "reading the sending limits", query))
    values = {row.name: row.value for row in rows}
    return SendingLimits(values.get("max-emails-day"), values.get("sendrate"), values.get("max-message-size"))
