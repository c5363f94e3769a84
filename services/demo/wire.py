"""The forms in which OCI writes things down: timestamps, JSON, etags."""

from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import format_datetime
from hashlib import blake2b
from typing import Any

import msgspec

from services.demo.http import Response

Json = dict[str, Any]

GZIPPED = "--gzip"
"""What the etag of a compressed answer ends in."""

IAM_ETAG, EMAIL_ETAG = 20, 4
"""How many bytes the etags of these services have, as recorded."""


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as OCI writes it."""
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def http_date(moment: datetime) -> str:
    """The form of the `date` header (RFC 9110, section 5.6.7)."""
    return format_datetime(moment.astimezone(timezone.utc), usegmt=True)


def etag(ocid: str, version: int, size: int = IAM_ETAG) -> str:
    """An opaque tag that changes with every change of the thing: that many bytes in hexadecimal."""
    return blake2b(f"{ocid}/{version}".encode(), digest_size=size).hexdigest()


def without_nulls(form: Json) -> Json:
    """The form as IAM and Email Delivery write it: what has no value is left out, not null."""
    return {name: value for name, value in form.items() if value is not None}


def answer(data: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(status, {"content-type": "application/json", **(headers or {})}, msgspec.json.encode(data))


def refusal(status: int, code: str, message: str) -> Response:
    """An error answer with OCI's body."""
    return answer({"code": code, "message": message}, status)
