"""The question for the policies: can this person send from this sender?"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.model.values import Group, User
from services.policy.statement import DEFAULT_DOMAIN, Principal
from services.resources.compartments import CompartmentTree
from services.resources.senders import ApprovedSender

PERMISSION = "APPROVED_SENDER_USE"
"""The permission to send, and the operation that asks for it (Identity/policyreference/emailpolicyreference.htm)."""

OPERATION = "SmtpSend"

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

    def variables(self) -> Mapping[str, tuple[str, ...]]:
        """The variables that we know, each with its values in this request.

        More than one value: a list, or a thing that the documentation leaves open (`readings`).
        """
        user, sender = self.person.user, self.sender
        return {
            "request.user.id": (user.ocid,),
            "request.user.name": (user.name,),
            "request.principal.type": ("user",),
            "request.principal.id": (user.ocid,),
            "request.groups.id": tuple(group.ocid for group in self.person.groups),
            "request.groups.name": tuple(group.name for group in self.person.groups),
            "request.permission": (PERMISSION,),
            "request.operation": (OPERATION,),
            "target.compartment.id": (sender.compartment,),
            "target.approved-sender.id": (sender.ocid,),
            "target.approved-sender.email-domain": (sender.domain,),
            **({"request.region": (self.region_key,)} if self.region_key else {}),
            **({"target.compartment.name": (name,)} if (name := self.tree.name(sender.compartment)) else {}),
        }

    def addresses(self) -> tuple[str, ...]:
        """What `target.approved-sender.emailaddress` may be: of a domain-wide sender it is not documented which."""
        return tuple(dict.fromkeys((self.sender.address, self.address or self.sender.address)))
