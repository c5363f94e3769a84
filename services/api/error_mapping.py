"""Oracle's rejections in plain words."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from services.api.transport_errors import UNREADABLE
from services.model.errors import (
    BusyError,
    ConflictError,
    LimitReachedError,
    NotAuthenticatedError,
    NotAuthorizedError,
    OciSmtpError,
    RateLimitedError,
    RefusedError,
    ServiceLimitError,
    WrongClockError,
)

NOT_IMPLEMENTED = 501
"""The only 5xx that doesn't pass (RFC 9110, section 15.6.2; oci/retry/retry_checkers.py)."""

ALLOWED_SKEW_SECONDS = 300
"""OCI rejects a request dated further than five minutes from its own clock (API/References/apierrors.htm)."""

LIMIT_SIGNS = re.compile(r"LimitExceeded|QuotaExceeded|maximum quota limit", re.IGNORECASE)
"""How OCI's services are known to say "no more of these" (API/References/apierrors.htm).

For SMTP credentials, the wording isn't documented.
"""

OF_LIMITS = (400, 403, 409, 422)
"""The statuses that a limit may come with; 429 is about the rate of requests."""

QUOTA_MESSAGE = re.compile(r"quota|(?<!\.)limit\.?(exceeded|reached)", re.IGNORECASE)
"""The same in the messageId of an identity domain, but not that of a text that is too long (stringExceedsMaxLimit)."""

MESSAGES = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error"
"""Where a domain's rejection has its messageId."""

ACCESS_DENIED = "error.common.common.accessDenied"
"""The messageId with which an identity domain rejects a caller without the role: with 401, as was seen."""

DOMAINS_OWN_CODES = (None, "IdcsConversionError")
"""The error code of an identity domain: none when asked itself, this one when asked through IAM."""

LONGEST_WAIT_SECONDS = 120
"""What we wait at most where OCI asks for more: it is asked again then, and may ask for more once more."""

DELAY = re.compile(r"[0-9]+")
DIGITS_THAT_COUNT = 9
"""More say nothing that the longest wait would not, and may be too many for a number."""

HTTP_DATES = (
    re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT"),
    re.compile(r"[A-Z][a-z]{5,8}, [0-9]{2}-[A-Z][a-z]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT"),
    re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}"),
)
"""The three forms that a date may have (RFC 9110, section 5.6.7)."""

HOME_REGION = re.compile(r"home region[: ]+([A-Za-z0-9-]+)", re.IGNORECASE)


def refusal(error: Any, doing: str, *, creates_credential: bool = False) -> OciSmtpError:
    """Our error for an `oci.exceptions.ServiceError`. `doing` completes "While ...", such as "listing the users"."""
    status: int = error.status
    record = _scim_record(error)
    detail, message_id = _detail(error, record), _message_id(record)
    ids = {"code": str(error.code or message_id or status), "request_id": str(error.request_id or "")}
    said = f"OCI rejected the request while {doing}" + (
        f": {detail}" if detail else f": {message_id}." if message_id else "."
    )
    if status in OF_LIMITS and (LIMIT_SIGNS.search(f"{error.code} {detail}") or QUOTA_MESSAGE.search(message_id)):
        if creates_credential:
            return LimitReachedError(said, "Delete one of the credentials, or use another user.", **ids)
        return ServiceLimitError(said, "Delete what isn't needed, or ask Oracle for a higher service limit.", **ids)
    if status == 401:
        return _unauthenticated(error, detail, message_id, doing, ids)
    if status == 403 and message_id == ACCESS_DENIED:
        return _access_denied(detail or message_id, doing, ids)
    if status in (403, 404):
        rejected = NotAuthorizedError(
            said,
            "Check that a policy allows this for one of your groups, or ask an administrator of the tenancy.",
            **ids,
        )
        rejected.may_be_missing = status == 404
        return rejected
    if status in (409, 412):
        return ConflictError(said, "Refresh and try again.", **ids)
    if status == 429:
        seconds = seconds_to_wait(error.headers or {})
        how_long = f"{seconds:.0f} s" if seconds else "a minute"
        busy = RateLimitedError(
            f"OCI rejected the request because of its rate limit (while {doing}).",
            f"Wait {how_long}, and then try again.",
            **ids,
        )
        busy.retry_after = seconds
        return busy
    if status == NOT_IMPLEMENTED:
        return RefusedError(said, "This OCI doesn't offer it: trying again doesn't help.", **ids)
    if status >= 500:
        trouble = f"OCI returned a server error while {doing} ({status})."
        in_trouble = BusyError(trouble, "Try again in a few minutes.", **ids)
        in_trouble.retry_after = seconds_to_wait(error.headers or {})
        return in_trouble
    if status < 400:
        return OciSmtpError(f"Can't read the response from OCI while {doing} ({status}).", UNREADABLE, **ids)
    return RefusedError(said, "Fix the reported problem, and then try again.", **ids)


def home_region_named(error: Any) -> str:
    """The region key that OCI names when a change must go to the home region, else an empty string."""
    if error.status != 403:
        return ""
    found = HOME_REGION.search(str(error.message or ""))
    return found.group(1) if found else ""


def _scim_record(error: Any) -> Mapping[str, Any]:
    """A domain's rejection: in the body, or inside another message where IAM passes it on; else empty."""
    message = str(error.message or "")
    embedded = message.find("{")
    if embedded >= 0:
        try:
            found = json.loads(message[embedded:])
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}
    body = error.args[0] if error.args else None
    return body if isinstance(body, dict) and not message else {}


def _detail(error: Any, record: Mapping[str, Any]) -> str:
    """OCI's own sentence.

    Without a code it was not OCI that answered, and its message is the page of some proxy.
    """
    detail = record.get("detail")
    return detail if isinstance(detail, str) else str(error.message or "") if error.code else ""


def _message_id(record: Mapping[str, Any]) -> str:
    """The domain's name for its rejection. The SDK spells the names of a body in its own way."""
    more = next((value for name, value in record.items() if _plain(name) == _plain(MESSAGES)), None)
    texts = more.items() if isinstance(more, dict) else ()
    return next((text for name, text in texts if _plain(name) == "messageid" and isinstance(text, str)), "")


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _unauthenticated(error: Any, detail: str, message_id: str, doing: str, ids: Mapping[str, str]) -> OciSmtpError:
    skew = skew_seconds(error.headers or {})
    if abs(skew) > ALLOWED_SKEW_SECONDS:
        side = "behind" if skew > 0 else "ahead of"
        return WrongClockError(
            f"This machine's clock is {abs(skew) // 60} minutes {side} OCI, so OCI rejects every request.",
            "Set the clock (for example, timedatectl set-ntp true), and then try again.",
            **ids,
        )
    said = detail or message_id
    if message_id == ACCESS_DENIED:
        return _access_denied(said, doing, ids)
    if said and error.code in DOMAINS_OWN_CODES:
        return NotAuthenticatedError(
            f"The identity domain rejected your sign-in while {doing}: {said}",
            "You might be a user in another domain or lack a role in this one. A new API key can take up to 15 minutes "
            "to work.",
            **ids,
        )
    return NotAuthenticatedError(
        f"OCI rejected the request signature while {doing}.",
        "A new API key takes a few minutes to work, and only in subscribed regions. Otherwise, compare the user, "
        "tenancy, fingerprint, and region in your profile with the Console.",
        **ids,
    )


def _access_denied(said: str, doing: str, ids: Mapping[str, str]) -> NotAuthorizedError:
    return NotAuthorizedError(
        f"The identity domain denied access while {doing}: {said}",
        "Ask an administrator of the identity domain for a role that allows it, such as User Administrator. A new API "
        "key can take up to 15 minutes to work.",
        **ids,
    )


def seconds_to_wait(headers: Mapping[str, str]) -> float:
    """What a Retry-After header asks for (RFC 9110, 10.2.3): seconds, or a date on the clock of the answer.

    At most `LONGEST_WAIT_SECONDS`; 0 where there is none, or none that is one of the two.
    """
    said = str(headers.get("retry-after") or "").strip(" \t")
    if DELAY.fullmatch(said):
        return float(min(int(said.lstrip("0")[:DIGITS_THAT_COUNT] or "0"), LONGEST_WAIT_SECONDS))
    if not any(form.fullmatch(said) for form in HTTP_DATES):
        return 0.0
    try:
        seconds = (_moment(said) - _moment(headers.get("date") or "", datetime.now(timezone.utc))).total_seconds()
    except (ValueError, OverflowError):
        return 0.0
    return min(max(seconds, 0.0), float(LONGEST_WAIT_SECONDS))


def _moment(text: str, otherwise: datetime | None = None) -> datetime:
    """A date of a header; `otherwise` where it is none.

    Raises:
        ValueError: it is none, and there is nothing to take instead.
    """
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        if otherwise is None:
            raise ValueError("not a date") from None
        return otherwise
    # "-0000": UTC, from no known place (RFC 5322, section 3.3)
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def skew_seconds(headers: Mapping[str, str]) -> int:
    """Seconds by which OCI's clock is ahead of ours, from the answer's Date header; 0 if it has none."""
    try:
        theirs = _moment(headers["date"])
    except (KeyError, ValueError):
        return 0
    return int((theirs - datetime.now(timezone.utc)).total_seconds())
