"""Why a row of a plan was left out or not carried out: each reason with a code, which scripts name."""

from enum import Enum

from services.credentials.generation import GivenUpError
from services.credentials.journal import UserBusyError
from services.credentials.recovery import BlockedError
from services.credentials.rollback import RolledBackError
from services.delivery import NotDeliveredError
from services.model.errors import (
    ConflictError,
    LimitReachedError,
    NotAuthenticatedError,
    NotAuthorizedError,
    OciSmtpError,
    OutcomeUnknownError,
)


class Reason(str, Enum):
    """The codes, for plans, receipts, and JSON."""

    TWO = "two-credentials"
    NONE = "no-credential"
    UNKNOWN_AGE = "unknown-age"
    INACTIVE = "inactive-user"
    CAPABILITY = "smtp-not-allowed"
    IN_PROGRESS = "rotation-in-progress"
    INTERRUPTED = "interrupted"
    UNREAD = "unread"
    NOT_FOUND = "not-found"
    LISTED_TWICE = "listed-twice"
    DESTINATION = "destination"
    RECIPIENT = "recipient"
    OLD_IS_GONE = "old-credential-gone"
    BUSY = "busy"
    CANCELED = "canceled"
    ELSEWHERE = "begun-elsewhere"
    CLOSED = "closed"
    NOT_DELIVERED = "not-delivered"
    NOT_PROVEN = "not-proven"
    CHANGED = "changed"
    DENIED = "not-authorized"
    UNKNOWN = "outcome-unknown"
    FAILED = "failed"


_OF_ERRORS: tuple[tuple[type[OciSmtpError], Reason], ...] = (
    (BlockedError, Reason.INTERRUPTED),
    (GivenUpError, Reason.CANCELED),
    (UserBusyError, Reason.BUSY),
    (LimitReachedError, Reason.TWO),
    (RolledBackError, Reason.NOT_DELIVERED),
    (NotDeliveredError, Reason.DESTINATION),
    (ConflictError, Reason.CHANGED),
    (OutcomeUnknownError, Reason.UNKNOWN),
    (NotAuthorizedError, Reason.DENIED),
    (NotAuthenticatedError, Reason.DENIED),
)
"""The first that fits counts."""


def reason_of(error: OciSmtpError) -> Reason:
    """The code for an error."""
    return next((reason for kind, reason in _OF_ERRORS if isinstance(error, kind)), Reason.FAILED)


def told(error: OciSmtpError) -> str:
    """What happened and what to do next, on one line."""
    return " ".join(f"{error.title}: {error.cause} {error.next_step}".split())
