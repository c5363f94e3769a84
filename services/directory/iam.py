"""What the IAM API says (version 20160918), as our own types."""

from sys import intern
from typing import Any

import msgspec

from services.api.answer import Id, Time
from services.config.ocids import OCID
from services.model.errors import UsageError
from services.model.secret import Secret
from services.model.tags import tags_of
from services.model.values import Credential, Group, User


class _Capabilities(msgspec.Struct, rename="camel"):
    can_use_smtp_credentials: bool | None = None


class IamUser(msgspec.Struct, rename="camel", gc=False):
    """A user as the IAM API answers it."""

    id: Id
    name: str
    email: str | None = None
    description: str | None = None
    lifecycle_state: str = ""
    time_created: Time | None = None
    last_successful_login_time: Time | None = None
    identity_provider_id: str | None = None
    capabilities: _Capabilities | None = None


class IamInactivity(msgspec.Struct, rename="camel"):
    """Why a user is inactive, in bits (oci.identity.models.User)."""

    inactive_status: int | None = None


BLOCKED = 4
"""The bit of a user who had too many failed sign-ins: the only one that the API can take back (`update_user_state`)."""


class IamGroup(msgspec.Struct, rename="camel"):
    """A group as the IAM API answers it."""

    id: Id
    name: str
    description: str | None = None
    defined_tags: dict[str, dict[str, Any]] | None = None


class IamMembership(msgspec.Struct, rename="camel"):
    """That a user is in a group."""

    group_id: str
    user_id: str
    lifecycle_state: str = "ACTIVE"


class IamCredential(msgspec.Struct, rename="camel"):
    """An SMTP credential as the IAM API answers it, without its password."""

    id: Id
    username: str
    description: str | None = None
    lifecycle_state: str = ""
    time_created: Time | None = None
    time_expires: Time | None = None


class IamIssued(IamCredential, rename="camel"):
    """The answer to a create."""

    password: Secret | None = None


def checked_ocid(ocid: str) -> str:
    """An OCID that may become part of a path.

    Raises:
        UsageError: it is none.
    """
    if not OCID.fullmatch(ocid):
        raise UsageError(f'"{ocid}" isn\'t an OCID.', "An OCID starts with ocid1.")
    return ocid


def user_path(ocid: str) -> str:
    """The path of a user.

    Raises:
        UsageError: that is no OCID.
    """
    return f"/users/{checked_ocid(ocid)}"


def user_from(wire: IamUser) -> User:
    """A user; IAM does not say of which domain. What a hundred thousand of them share is held once."""
    return User(
        wire.id,
        wire.name or wire.id,
        (wire.name if wire.email == wire.name else wire.email) or "",
        wire.description or "",
        intern(wire.lifecycle_state),
        wire.time_created,
        wire.last_successful_login_time,
        wire.capabilities.can_use_smtp_credentials if wire.capabilities else None,
        wire.identity_provider_id is not None,
    )


def group_from(wire: IamGroup) -> Group:
    """A group of the IAM API as ours."""
    return Group(wire.id, wire.name or wire.id, wire.description or "", tags_of(wire.defined_tags))


def credential_from(wire: IamCredential) -> Credential:
    """An SMTP credential of the IAM API as ours, without its password."""
    return Credential(
        wire.id,
        wire.username,
        wire.description or "",
        wire.lifecycle_state,
        wire.time_created,
        expires=wire.time_expires,
    )
