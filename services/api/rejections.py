"""What a rejection proves: whether OCI sent it, and whether a change was certainly not carried out.

A proxy, a gateway, or the sign-in page of a network can answer instead of OCI. Only OCI's own rejection proves that
nothing changed, and not each of these. After any other answer to a change, its outcome is unknown.
"""

from typing import Any

from services.api.error_mapping import seconds_to_wait
from services.api.transport_errors import CHECK_NETWORK
from services.model.errors import BusyError, InterceptedError, OciSmtpError, OutcomeUnknownError, RateLimitedError

REFUSALS = (400, 401, 402, 403, 404, 405, 409, 412, 413, 422, 429, 431)
"""What OCI's services answer to what they do not carry out (API/References/apierrors.htm).

Not 408, nor anything below 400 or above 499: a 3xx may come after a create (RFC 9110, section 15.4.4), and a 5xx of
OCI's has been seen with the change done.
"""

CODES_AFTER_A_CHANGE = ("InvalidatedRetryToken",)
"""Rejections that say that an earlier request with the same retry token was carried out (the same page)."""

PROXY_SIGN_IN = 407
"""Proxy Authentication Required (RFC 9110, section 15.5.8): no server behind a proxy says it."""

GIVE_PROXY_PASSWORD = "Put the user name and the password of the proxy into HTTPS_PROXY, then try again."

MAY_BE_SENT_AGAIN = (429,)
"""Temporary errors besides 5xx: after them a change can be sent again with the same retry token."""

REQUEST_ID = "opc-request-id"
"""OCI gives every answer one, a proxy on the way none."""

SCIM_FIELDS = ("schemas", "detail")
"""One of them is in the rejection of an identity domain (RFC 7644, section 3.12), which has no code."""


def is_page(headers: Any) -> bool:
    """Whether an answer is a page for a browser, and so not of OCI's."""
    return "html" in str(headers.get("content-type") or "").lower()


def is_ocis(error: Any) -> bool:
    """Whether a rejection is of OCI's own: no page, with a request ID or in one of OCI's two forms."""
    headers = error.headers or {}
    is_of_server = error.status != PROXY_SIGN_IN and not is_page(headers)
    return is_of_server and bool(headers.get(REQUEST_ID) or _has_form(error))


def proves_undone(error: Any) -> bool:
    """Whether an `oci.exceptions.ServiceError` proves that nothing was changed: surely OCI's own rejection."""
    if error.status not in REFUSALS or error.code in CODES_AFTER_A_CHANGE:
        return False
    return is_ocis(error) and bool((error.headers or {}).get(REQUEST_ID)) and _has_form(error)


def who_answered(error: Any) -> str:
    """Who sent an `oci.exceptions.ServiceError`, as the beginning of a sentence."""
    return "OCI" if is_ocis(error) else "A proxy, not OCI,"


def intercepted(error: Any, doing: str) -> OciSmtpError:
    """Our error for a rejection that isn't OCI's. `doing` completes "While ..."."""
    status: int = error.status
    told = f"{who_answered(error)} responded with {status} while {doing}."
    if status == 429 or status >= 500:
        kind = RateLimitedError if status == 429 else BusyError
        busy = kind(told, CHECK_NETWORK, code=str(status))
        busy.retry_after = seconds_to_wait(error.headers or {})
        return busy
    next_step = GIVE_PROXY_PASSWORD if status == PROXY_SIGN_IN else CHECK_NETWORK
    return InterceptedError(told, next_step, code=str(status))


def check_is_no_page(headers: Any, doing: str) -> None:
    """Check that an accepted request wasn't answered by the sign-in page of a network.

    Raises:
        InterceptedError: it was.
    """
    if is_page(headers):
        raise InterceptedError(f"A proxy or a sign-in page, not OCI, responded while {doing}.", CHECK_NETWORK)


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


def _has_form(error: Any) -> bool:
    fields = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    return bool(error.code) or any(fields.get(name) for name in SCIM_FIELDS)
