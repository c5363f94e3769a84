"""Which answers to a change prove that OCI did not carry it out. After any other, it may have."""

from typing import Any

REFUSALS = (400, 401, 402, 403, 404, 405, 409, 412, 413, 422, 429, 431)
"""What OCI's services answer to what they do not carry out (API/References/apierrors.htm).

Not 408, nor anything below 400 or above 499: a 3xx may come after a create (RFC 9110, section 15.4.4), and a 5xx of
OCI's has been seen with the change done.
"""

CODES_AFTER_A_CHANGE = ("InvalidatedRetryToken",)
"""Rejections that say that an earlier request with the same retry token was carried out (the same page)."""

PROXY_SIGN_IN = 407
"""Proxy Authentication Required (RFC 9110, section 15.5.8): no server behind a proxy says it."""

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


def _has_form(error: Any) -> bool:
    fields = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    return bool(error.code) or any(fields.get(name) for name in SCIM_FIELDS)
