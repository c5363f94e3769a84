"""A JSON answer of OCI as one of our wire types."""

from typing import TypeVar

import msgspec

from services.api.transport_errors import UNREADABLE
from services.model.errors import OciSmtpError
from services.model.secret import Secret

T = TypeVar("T")


def decoded(kind: type[T], data: bytes, doing: str) -> T:
    """A JSON answer as one of our wire types; a password in it is a `Secret` before anything else can see it.

    Raises:
        OciSmtpError: the bytes are not what this answer should be.
    """
    try:
        return msgspec.json.decode(data, type=kind, dec_hook=_hook)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise OciSmtpError(f"Can't read the response from OCI (while {doing}).", UNREADABLE) from None


def _hook(kind: type, value: object) -> object:
    if kind is Secret and isinstance(value, str):
        return Secret(value)
    raise TypeError(f"no way to read {kind.__name__}")
