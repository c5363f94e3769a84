"""The question for the policies: can this person send from this sender?"""

from dataclasses import dataclass, field
from datetime import datetime, timezone

from services.model.values import Group, User
from services.policy.statement import DEFAULT_DOMAIN, Principal
from services.resources.compartments import CompartmentTree
from services.resources.senders import ApprovedSender

PERMISSION = "APPROVED_SENDER_USE"
"""The permission to send, and the operation that asks for it (Identity/policyreference/emailpolicyreference.htm)."""

OPERATION = "SmtpSend"

ALL_USERS = "All Domain Users"
"""The group that every user of an identity domain is in, and that is in no list of groups (managinggroups.htm)."""

ADMINISTRATORS = "Administrators"
"""The default group of the Default domain that no Deny reaches (release notes of IAM, 20 November 2025)."""


@dataclass(frozen=True)
class PolicySubject:
    """A user, and the groups that the user is in; all of them in the user's own identity domain."""

    user: User
    groups: tuple[Group, ...] = ()

    @property
    def domain(self) -> str:
        """The identity domain; Default where the tenancy has none."""
        return self.user.domain or DEFAULT_DOMAIN

    def is_in(self, principal: Principal) -> bool:
        """Whether a group principal is one of the person's groups. Names do not differ by case alone."""
        if principal.ocid:
            return any(group.ocid == principal.ocid for group in self.groups)
        if principal.domain.casefold() != self.domain.casefold():
            return False
        if principal.name.casefold() == ALL_USERS.casefold():
            return True
        return any(group.name.casefold() == principal.name.casefold() for group in self.groups)

    @property
    def is_administrator(self) -> bool:
        """Whether the person is in the default group of administrators."""
        return self.is_in(Principal("group", ADMINISTRATORS))


@dataclass(frozen=True)
class SendRequest:
    """One envelope: who hands it in, from which approved sender, in which region."""

    person: PolicySubject
    sender: ApprovedSender
    tree: CompartmentTree
    address: str = ""
    """The envelope's From, where the sender is domain-wide; else the sender's own address."""
    region_key: str = ""
    """The region's three letters, such as `iad`; empty where not known."""
    deny_is_on: bool | None = True
    """Whether the tenancy has switched Deny on; None where not known."""
    now: datetime | None = field(default_factory=lambda: datetime.now(timezone.utc))
    """When the mail is sent, which conditions may ask for; None for a time that is to come."""
