"""What the secrets of OCI Vault hold, and in what words its errors fit them."""

import json
from collections.abc import Callable
from typing import TypeVar

import msgspec

from services.delivery import NotDeliveredError, Package, Receipt
from services.model.errors import (
    ConflictError,
    NotAuthorizedError,
    OciSmtpError,
    OutcomeUnknownError,
    ServiceLimitError,
)

T = TypeVar("T")

PERMISSIONS = (
    'You need "manage secret-family" in the secret\'s compartment and "use vaults" and "use keys" in the vault\'s '
    "compartment. Or the vault or key was deleted or is in another region."
)
"""What creating a secret needs (docs.oracle.com, Identity/Concepts/commonpolicies.htm, secrets)."""

VERSION_PERMISSIONS = 'You need "use secret-family" in the secret\'s compartment. Or the secret was deleted.'
"""What adding a version needs (the same page)."""

FIELDS = ("user_name", "password", "host", "port", "security")
"""The keys of the JSON object. Programs that follow a secret rely on them."""


def content_for(package: Package) -> bytes:
    """What the secret of a credential holds.

    Raises:
        SecretGoneError: the password was wiped.
    """
    where = package.endpoint
    values = (package.user_name, package.password.reveal(), where.host, where.port, where.security)
    return json.dumps(dict(zip(FIELDS, values, strict=True)), indent=2).encode()


def is_of_our_format(content: bytes) -> bool:
    """Whether a program that reads this can read what `content_for` writes."""
    try:
        found = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
    return set(FIELDS) <= set(found)


def attempt(work: Callable[[], T]) -> T | OciSmtpError:
    """Answers an error instead of raising it, so that none carries a request with a password along as its context."""
    try:
        return work()
    except OciSmtpError as error:
        return error


def not_delivered(error: OciSmtpError, if_conflict: str, permissions: str = PERMISSIONS) -> NotDeliveredError:
    """Why nothing was delivered, in words that fit a vault. `if_conflict` is the next step after a conflict."""
    ids = {"code": error.code, "request_id": error.request_id}
    if isinstance(error, OutcomeUnknownError):
        return NotDeliveredError(
            error.cause, "Check whether the name exists in the vault before you try another.", **ids
        )
    if isinstance(error, ConflictError):
        return NotDeliveredError(error.cause, if_conflict, **ids)
    if isinstance(error, ServiceLimitError):
        return NotDeliveredError(
            error.cause, "Choose another vault, or request a limit increase in the Console.", **ids
        )
    if isinstance(error, NotAuthorizedError):
        return NotDeliveredError(error.cause, permissions, **ids)
    return NotDeliveredError(error.cause, error.next_step, **ids)


def unverified(error: OciSmtpError, done: str, place: str, next_step: str) -> Receipt:
    """The receipt for what you don't have permission to read back. `done` begins the sentence that says so.

    Raises:
        NotDeliveredError: it couldn't be read back for another reason.
    """
    if isinstance(error, NotAuthorizedError):
        told = f'{done}, but you don\'t have permission to verify it ("read secret-bundles"). {next_step}'
        return Receipt(place, False, told)
    raise NotDeliveredError(f"{done}, but couldn't verify it: {error.cause}", next_step)
