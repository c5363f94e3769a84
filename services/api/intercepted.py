"""Answers that aren't OCI's: a proxy, a gateway, or the sign-in page of a network answered instead."""

from typing import Any

from services.api.certain_rejections import PROXY_SIGN_IN, is_ocis, is_page
from services.api.error_mapping import seconds_to_wait
from services.api.transport_errors import CHECK_NETWORK
from services.model.errors import BusyError, InterceptedError, OciSmtpError, RateLimitedError

GIVE_PROXY_PASSWORD = "Put the user name and the password of the proxy into HTTPS_PROXY, then try again."


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
