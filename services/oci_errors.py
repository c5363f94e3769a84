"""Oracle's refusals in plain words."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from services.errors import (
    BusyError,
    ConflictError,
    LimitReachedError,
    NotAuthenticatedError,
    NotAuthorizedError,
    OciSmtpError,
    RateLimitedError,
    RefusedError,
    WrongClockError,
)

ALLOWED_SKEW_SECONDS = 300
"""OCI refuses a request dated further than five minutes from its own clock (API/References/apierrors.htm)."""

LIMIT_SIGNS = re.compile(r"LimitExceeded|maximum quota limit|quota\.limit\.exceeded", re.IGNORECASE)
"""How OCI's services are known to say "no more credentials"; the wording for SMTP is not documented."""

DOMAINS_OWN_CODES = (None, "IdcsConversionError")
"""The error code of an identity domain: none when asked itself, this one when asked through IAM."""

HOME_REGION = re.compile(r"home region[: ]+([A-Za-z0-9-]+)", re.IGNORECASE)


def refusal(error: Any, doing: str) -> OciSmtpError:
    """Our error for an `oci.exceptions.ServiceError`. `doing` completes "While ...", such as "listing the users"."""
    status: int = error.status
    detail = _detail(error)
    ids = {"code": str(error.code or status), "request_id": str(error.request_id or "")}
    said = f"OCI refused while {doing}" + (f": {detail}" if detail else ".")
    if LIMIT_SIGNS.search(f"{error.code} {detail}"):
        return LimitReachedError(said, "Delete one of the credentials, or use another user.", **ids)
    if status == 401:
        return _unauthenticated(error, detail, doing, ids)
    if status in (403, 404):
        return NotAuthorizedError(
            said,
            "Check that your user's groups have a policy for this, or ask an administrator of the tenancy.",
            **ids,
        )
    if status in (409, 412):
        return ConflictError(said, "Refresh and try again.", **ids)
    if status == 429:
        busy = RateLimitedError(
            f"OCI limits the rate of requests (while {doing}).", "Wait a minute, then try again.", **ids
        )
        busy.retry_after = _seconds((error.headers or {}).get("retry-after"))
        return busy
    if status >= 500:
        return BusyError(f"OCI had trouble of its own while {doing} ({status}).", "Try again in a little while.", **ids)
    return RefusedError(said, "Correct what it names, then try again.", **ids)


def home_region_named(error: Any) -> str:
    """The region key that OCI names when a change must go to the home region, else an empty string."""
    if error.status != 403:
        return ""
    found = HOME_REGION.search(str(error.message or ""))
    return found.group(1) if found else ""


def _detail(error: Any) -> str:
    """OCI's own sentence; SCIM errors hide theirs in the body or inside another message.

    Without a code it was not OCI that answered, and its message is the page of some proxy.
    """
    message = str(error.message or "")
    sentence = message if error.code else ""
    embedded = message.find("{")
    if embedded >= 0:
        try:
            return str(json.loads(message[embedded:])["detail"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return sentence
    if not message and error.args and isinstance(error.args[0], dict):
        return str(error.args[0].get("detail", ""))
    return sentence


def _unauthenticated(error: Any, detail: str, doing: str, ids: Mapping[str, str]) -> NotAuthenticatedError:
    skew = skew_seconds(error.headers or {})
    if abs(skew) > ALLOWED_SKEW_SECONDS:
        side = "behind" if skew > 0 else "ahead of"
        return WrongClockError(
            f"This computer's clock is {abs(skew) // 60} minutes {side} OCI's, so OCI refuses every signature.",
            "Set the clock (for example: timedatectl set-ntp true), then try again.",
            **ids,
        )
    if detail and error.code in DOMAINS_OWN_CODES:
        return NotAuthenticatedError(
            f"The identity domain did not accept you while {doing}: {detail}",
            "You may be a user of another domain, or lack a role in this one; and a domain takes up to a quarter of an "
            "hour to know a new key.",
            **ids,
        )
    return NotAuthenticatedError(
        f"OCI did not accept the signature while {doing}.",
        "A new key works after some minutes, and only in regions that the tenancy subscribes to. Else compare user, "
        "tenancy, fingerprint and region of the profile with the Console.",
        **ids,
    )


def _seconds(header: str | None) -> float:
    """A Retry-After header in seconds (RFC 9110, 10.2.3); 0 where it is missing or is a date."""
    return float(header) if header and header.strip().isdigit() else 0.0


def skew_seconds(headers: Mapping[str, str]) -> int:
    """Seconds by which OCI's clock is ahead of ours, from the answer's Date header; 0 if it has none."""
    try:
        theirs = parsedate_to_datetime(headers["date"])
    except (KeyError, TypeError, ValueError):
        return 0
    if theirs.tzinfo is None:  # "-0000": UTC, from no known place (RFC 5322, section 3.3)
        theirs = theirs.replace(tzinfo=timezone.utc)
    return int((theirs - datetime.now(timezone.utc)).total_seconds())
