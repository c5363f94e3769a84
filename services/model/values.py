"""What the program talks about: small immutable values of our own, whatever OCI's answers look like."""

from datetime import datetime

import msgspec

from services.model.secret import Secret
from services.model.tags import Tags

SMTP_CREDENTIAL_LIMIT = 2
"""SMTP credentials that a user can have (docs.oracle.com, Email/Tasks/generatesmtpcredentials.htm)."""


ENDING = 6
"""Characters at the end of an SMTP user name that tell it from others: two that OCI draws, and `.com`."""


class User(msgspec.Struct, frozen=True, gc=False):
    """A user of the tenancy, as the list of users has it.

    A `msgspec.Struct` and not a dataclass: a tenancy can have a hundred thousand of them, and this one takes a tenth of
    the time to make and is not walked by the garbage collector.
    """

    ocid: str
    name: str
    email: str = ""
    description: str = ""
    status: str = "ACTIVE"
    """OCI's lifecycle state, in OCI's own words: ACTIVE, INACTIVE, CREATING, DELETING, DELETED."""
    created: datetime | None = None
    last_login: datetime | None = None
    can_use_smtp: bool | None = None
    """The user capability *SMTP credentials*; None where the directory did not say."""
    federated: bool = False
    """Whether an outside identity provider owns this user."""
    domain: str = ""
    """Display name of the identity domain; empty where the tenancy has none or the directory cannot tell."""

    @property
    def is_inactive(self) -> bool:
        """Whether OCI says that the user can't be used, so that Email Delivery may reject what it sends."""
        return self.status not in ("", "ACTIVE", "CREATING")


INACTIVE = "Email Delivery might reject its credentials until an administrator activates the user."
"""What it means that a user is inactive."""


class Group(msgspec.Struct, frozen=True):
    """A group that users are put in and that policies name."""

    ocid: str
    name: str
    description: str = ""
    tags: Tags | None = None
    """None where not known."""


class Credential(msgspec.Struct, frozen=True):
    """An SMTP credential as a list shows it: never with its password."""

    ocid: str
    user_name: str
    description: str
    status: str
    created: datetime | None = None
    created_by: str = ""
    """OCID of the user who created it; empty where the directory does not say, or a service did."""
    created_by_name: str = ""
    """Display name of the user or the application that created it; empty where the directory does not say."""
    expires: datetime | None = None
    """The expiry that the directory has for it; None where it has none. Whether OCI enforces it isn't documented."""

    @property
    def creator(self) -> str:
        """Who created it, for people; empty where that isn't known."""
        return self.created_by_name or self.created_by

    @property
    def label(self) -> str:
        """What a person knows it by."""
        return self.description or self.user_name

    @property
    def ending(self) -> str:
        """The end of its user name, as `9t.com`: all before it is the same for the credentials of one user."""
        return (self.user_name or self.ocid)[-ENDING:]


class OwnSettings(msgspec.Struct, frozen=True):
    """Your own user, and its SMTP credentials."""

    user: User
    credentials: list[Credential]


class OwnedCredential(msgspec.Struct, frozen=True):
    """An SMTP credential in a list of everyone's."""

    owner_ocid: str
    owner_name: str
    """Empty where the list does not say."""
    credential: Credential


class IssuedCredential(msgspec.Struct, frozen=True):
    """A credential just created: the only place where its password exists."""

    credential: Credential
    password: Secret


class Endpoint(msgspec.Struct, frozen=True):
    """Where mail is handed in: SMTP host, port, and how the connection is secured."""

    host: str
    port: int
    security: str
    """`STARTTLS` or `TLS` (implicit)."""

    @property
    def security_name(self) -> str:
        """How the connection is secured, in the words of RFC 8314."""
        return "implicit TLS" if self.security == "TLS" else self.security
