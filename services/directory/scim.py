"""What the identity domains' SCIM API says, as our own types (names: oci.identity_domains.models)."""

import json
import re
from typing import Generic, TypeVar

import msgspec

from services.api.answer import Id, Time
from services.config.ocids import OCID
from services.model.errors import UsageError
from services.model.secret import Secret
from services.model.values import Credential, Group, OwnedCredential, User

_ORACLE = "urn:ietf:params:scim:schemas:oracle:idcs"
CAPABILITIES = f"{_ORACLE}:extension:capabilities:User"
SELF_CHANGE = f"{_ORACLE}:extension:selfChange:User:allowSelfChange"
"""Says that the caller means to change himself (docs.oracle.com, Identity/api-getstarted, allowSelfChange)."""
CAPABILITIES_CHANGER = f"{_ORACLE}:UserCapabilitiesChanger"
STATUS_CHANGER = f"{_ORACLE}:UserStatusChanger"
SMTP_CREDENTIAL = f"{_ORACLE}:smtpCredential"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
GROUP_MORE = f"{_ORACLE}:extension:group:Group"
ACTIVE, INACTIVE = "ACTIVE", "INACTIVE"
"""The values of `status`, which is written by PATCH and returned never (oci.identity_domains.models.SmtpCredential)."""
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

_FEDERATED = f"{_ORACLE}:extension:user:User"
_STATE = f"{_ORACLE}:extension:userState:User"

USER_ATTRIBUTES = ",".join(
    (
        "ocid",
        "userName",
        "displayName",
        "description",
        "emails",
        "active",
        "deleteInProgress",
        "meta.created",
        f"{CAPABILITIES}:canUseSmtpCredentials",
        f"{_FEDERATED}:isFederatedUser",
        f"{_STATE}:lastSuccessfulLoginDate",
    )
)

SCIM_ID = re.compile(r"[0-9A-Za-z]+")
"""Shape of a domain's own ids: letters and digits, mostly 32 hexadecimal ones."""

CREDENTIAL_ATTRIBUTES = "ocid,userName,description,meta.created,user,expiresOn,idcsCreatedBy"
"""What a list of credentials is for. `password` is returned by default, so that others are asked for by name."""

T = TypeVar("T")


class ScimList(msgspec.Struct, Generic[T]):
    """One page of a list; `total_results` counts all pages, and is in every list (RFC 7644, section 3.4.2)."""

    total_results: int = msgspec.field(name="totalResults")
    resources: list[T] = msgspec.field(name="Resources", default_factory=list)
    start_index: int | None = msgspec.field(name="startIndex", default=None)


class _Meta(msgspec.Struct, rename="camel"):
    created: Time | None = None


class _Email(msgspec.Struct, rename="camel"):
    value: str | None = None
    primary: bool | None = None


class _Capabilities(msgspec.Struct, rename="camel"):
    can_use_smtp_credentials: bool | None = None


class _Federated(msgspec.Struct, rename="camel"):
    is_federated_user: bool | None = None


class _State(msgspec.Struct, rename="camel"):
    last_successful_login_date: Time | None = None


class ScimUser(msgspec.Struct, rename="camel", gc=False):
    """A user with `USER_ATTRIBUTES`."""

    id: Id
    user_name: str
    ocid: str | None = None
    display_name: str | None = None
    description: str | None = None
    emails: list[_Email] | None = None
    active: bool | None = None
    delete_in_progress: bool | None = None
    meta: _Meta | None = None
    capabilities: _Capabilities | None = msgspec.field(name=CAPABILITIES, default=None)
    more: _Federated | None = msgspec.field(name=_FEDERATED, default=None)
    state: _State | None = msgspec.field(name=_STATE, default=None)


class _UserGroup(msgspec.Struct, rename="camel"):
    value: Id
    ocid: str | None = None
    display: str | None = None


class ScimGroups(msgspec.Struct):
    """A user with the attribute `groups`, which comes only when asked for."""

    groups: list[_UserGroup] | None = None


class _GroupMore(msgspec.Struct):
    description: str | None = None


class ScimGroup(msgspec.Struct, rename="camel"):
    """A group without its members."""

    id: Id
    display_name: str = ""
    ocid: str | None = None
    more: _GroupMore | None = msgspec.field(name=GROUP_MORE, default=None)


class ScimId(msgspec.Struct):
    """A resource of which nothing else matters."""

    id: Id


class ScimCapabilities(msgspec.Struct):
    """A user with everything that it may use."""

    id: Id
    capabilities: dict[str, bool | None] | None = msgspec.field(name=CAPABILITIES, default=None)


class _Creator(msgspec.Struct, rename="camel"):
    type: str | None = None
    ocid: str | None = None
    display: str | None = None


class ScimCredential(msgspec.Struct, rename="camel"):
    """An SMTP credential. There is no state: `status` is an attribute that is never returned."""

    id: Id
    user_name: str
    ocid: str | None = None
    description: str | None = None
    meta: _Meta | None = None
    expires_on: Time | None = None
    created_by: _Creator | None = msgspec.field(name="idcsCreatedBy", default=None)


class _Owner(msgspec.Struct, rename="camel"):
    value: str = ""
    ocid: str | None = None
    name: str | None = None


class ScimOwnedCredential(ScimCredential, rename="camel"):
    """An SMTP credential in a list of everyone's."""

    user: _Owner = msgspec.field(default_factory=_Owner)


class ScimIssued(ScimCredential, rename="camel"):
    """The answer to a create."""

    password: Secret | None = None


def checked_id(ocid: str) -> str:
    """The OCID of a user or group, or the SCIM id of one that has none.

    Raises:
        UsageError: it is neither.
    """
    if not OCID.fullmatch(ocid) and not SCIM_ID.fullmatch(ocid):
        raise UsageError(f'"{ocid}" isn\'t an OCID.', "An OCID starts with ocid1.")
    return ocid


def quoted(text: str) -> str:
    """Text as a value in a filter: a JSON string (RFC 7644, section 3.4.2.2), so that nothing in it ends it early."""
    return json.dumps(text, ensure_ascii=False)


def owner_filter(user_ocid: str) -> str:
    """The filter for what belongs to a user; a user without an OCID goes by its SCIM id."""
    attribute = "user.ocid" if OCID.fullmatch(user_ocid) else "user.value"
    return f"{attribute} eq {quoted(user_ocid)}"


def user_from(wire: ScimUser, domain: str) -> User:
    """A user of the domain of that name."""
    emails = [email.value for email in sorted(wire.emails or [], key=lambda email: not email.primary) if email.value]
    email = emails[0] if emails else ""
    shown = wire.display_name if wire.display_name != wire.user_name else None
    return User(
        wire.ocid or wire.id,
        wire.user_name or wire.ocid or wire.id,
        wire.user_name if email == wire.user_name else email,
        wire.description or shown or "",
        "DELETING" if wire.delete_in_progress else _state_of(wire.active),
        wire.meta.created if wire.meta else None,
        wire.state.last_successful_login_date if wire.state else None,
        wire.capabilities.can_use_smtp_credentials if wire.capabilities else None,
        bool(wire.more and wire.more.is_federated_user),
        domain,
    )


def group_from(wire: ScimGroup) -> Group:
    """A group of SCIM as ours; its OCID, or its id where the domain tells no OCID."""
    return Group(
        wire.ocid or wire.id,
        wire.display_name or wire.ocid or wire.id,
        (wire.more.description if wire.more else None) or "",
    )


def groups_from(wire: ScimGroups) -> list[Group]:
    """The groups by name; their descriptions do not come with a user."""
    groups = [Group(item.ocid or item.value, item.display or item.value) for item in wire.groups or []]
    return sorted(groups, key=lambda group: group.name.casefold())


def credential_from(wire: ScimCredential) -> Credential:
    """A credential, with an empty status: the domain never says it."""
    created = wire.meta.created if wire.meta else None
    by = wire.created_by or _Creator()
    return Credential(
        wire.ocid or wire.id,
        wire.user_name,
        wire.description or "",
        "",
        created,
        (by.ocid or "") if by.type == "User" else "",
        by.display or "",
        wire.expires_on,
    )


def owned_from(wire: ScimOwnedCredential, credential: Credential) -> OwnedCredential:
    """A credential with whom it belongs to; a user without an OCID goes by its SCIM id, as in `user_from`."""
    return OwnedCredential(wire.user.ocid or wire.user.value, wire.user.name or "", credential)


def _state_of(active: bool | None) -> str:
    return "" if active is None else "ACTIVE" if active else "INACTIVE"
