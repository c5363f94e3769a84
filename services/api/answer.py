"""A JSON answer of OCI as one of our wire types."""

import contextlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec

from services.api.readable import Damage, Readable
from services.api.transport_errors import UNREADABLE
from services.model.errors import DamagedError, OciSmtpError
from services.model.secret import Secret

T = TypeVar("T")

Id = Annotated[str, msgspec.Meta(min_length=1)]
"""A field of a wire type: a text without which a row is of no use."""

Time = Annotated[datetime, msgspec.Meta(tz=True)]
"""A field of a wire type: a time with its time zone."""

MOST_NAMED = 10
"""Damaged rows that an error names; it counts the others."""


def decoded(kind: type[T], data: bytes, doing: str, essential: Collection[str] = ()) -> T:
    """A JSON answer as one of our wire types; a password in it is a `Secret` before anything else can see it.

    Fields that can't be read have their defaults, except the `essential` ones, which go by OCI's names.

    Raises:
        OciSmtpError: the bytes are not what this answer should be.
    """
    found = readable(kind, data, doing)
    if any(name in essential for damage in found.damages for name in damage.fields):
        raise unreadable(doing)
    return found.value


def readable(kind: type[T], data: bytes, doing: str) -> Readable[T]:
    """As much of a JSON answer as can be read, and what can't.

    Raises:
        OciSmtpError: nothing of it.
    """
    try:
        return Readable(exactly(kind, data, doing))
    except OciSmtpError:
        from services.api.repair import UnrepairableError, repaired

        try:
            return repaired(kind, data)
        except UnrepairableError:
            raise unreadable(doing) from None


def exactly(kind: type[T], data: bytes, doing: str) -> T:
    """A JSON answer of which nothing may be missing, because it goes back to OCI.

    Raises:
        OciSmtpError: the bytes are not what this answer should be.
    """
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return msgspec.json.decode(data, type=kind, dec_hook=_hook)
    # Raised out here, because a UnicodeDecodeError has all the bytes, with the password of a new credential in them.
    raise unreadable(doing)


def unreadable(doing: str) -> OciSmtpError:
    """The error for an answer that isn't one."""
    return OciSmtpError(f"Can't read the response from OCI (while {doing}).", UNREADABLE)


def damaged(damages: Sequence[Damage], doing: str, part: Sequence[Any] = ()) -> DamagedError:
    """The error that names what is damaged in a list. `part` is what could be read."""
    named = [str(damage) for damage in damages]
    more = f", and {len(named) - MOST_NAMED:,} more" if len(named) > MOST_NAMED else ""
    error = DamagedError(
        f"OCI returned an incomplete list while {doing}: can't read {', '.join(named[:MOST_NAMED])}{more}.",
        "All other rows are complete. If this continues, report it: this version doesn't know the response from OCI.",
    )
    error.part = part
    error.lacks_rows = any(not damage.fields for damage in damages)
    error.fields = frozenset(name for damage in damages for name in damage.fields)
    return error


def _hook(kind: type, value: object) -> object:
    if kind is Secret and isinstance(value, str):
        return Secret(value)
    raise TypeError(f"no way to read {kind.__name__}")
