"""Errors for changes of which no answer says whether they happened."""

from typing import Any

from services.api.error_mapping import seconds_to_wait
from services.api.intercepted import who_answered
from services.model.errors import OutcomeUnknownError

MAY_BE_SENT_AGAIN = (429,)
"""Temporary errors besides 5xx: after them a change can be sent again with the same retry token."""


def unclear_answer(doing: str, error: Any) -> OutcomeUnknownError:
    """For an `oci.exceptions.ServiceError` that doesn't prove that nothing changed."""
    unknown = unknown_outcome(doing, f"{who_answered(error)} responded with {error.status}", error)
    unknown.was_answered = error.status in MAY_BE_SENT_AGAIN or error.status >= 500
    unknown.retry_after = seconds_to_wait(error.headers or {})
    return unknown


def unknown_outcome(doing: str, why: str, error: Any = None) -> OutcomeUnknownError:
    """For a change that was sent. `why` begins the sentence."""
    return OutcomeUnknownError(
        f"{why} while {doing}. The request might have succeeded.",
        "Refresh to see the current state before you try again.",
        code=str(getattr(error, "code", "") or ""),
        request_id=str(getattr(error, "request_id", "") or ""),
    )
