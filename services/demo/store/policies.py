"""Policies: each belongs to one compartment, and some are written in ways that parsers stumble over."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.demo.ocids import Ocids
from services.demo.store.compartments import Compartments
from services.demo.store.groups import Groups

_FROM_THE_START = (
    ("", "Tenant Admin Policy", ("ALLOW GROUP Administrators to manage all-resources IN TENANCY",)),
    (
        "",
        "everyone-sees-the-tenancy",
        ("Allow any-user to inspect tenancies in tenancy",),
    ),
    (
        "",
        "auditors",
        ("Allow group 'Default'/'Auditors' to read email-family in tenancy",),
    ),
    (
        "",
        "sandbox-bot",
        (
            "Allow group 'Default'/'All Domain Users' to use email-family in compartment Development"
            " where request.user.name = 'sandbox.bot' // the nightly build",
        ),
    ),
    (
        "Production",
        "production-mail",
        (
            "Allow group MailSenders to use email-family in compartment Mail:Transactional",
            "allow group id {NewsletterSenders} to use approved-senders in compartment Mail:Newsletters",
        ),
    ),
    (
        "Production",
        "production-limits",
        (
            "Deny group Developers to use email-family in compartment Web",
            "Allow group MailSenders to use approved-senders in compartment Web"
            " where target.approved-sender.emailaddress = 'shop@shop.example.com'",
        ),
    ),
    ("Production:Mail", "envíos", ("Allow group Envíos to use email-family in compartment Transactional",)),
    (
        "Development",
        "developers",
        (
            "Allow group Developers to manage email-family in compartment Sandbox where request.region = 'iad'",
            "Allow group 'Partners'/'Senders' to use email-family in compartment Mail",
        ),
    ),
)


@dataclass
class Policy:
    """Statements that belong to one compartment."""

    ocid: str
    compartment: str
    name: str
    statements: list[str]
    description: str
    created: datetime
    version_date: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    version: int = 0


class Policies:
    """All policies of the tenancy."""

    def __init__(self, ocids: Ocids, compartments: Compartments, groups: Groups, today: datetime) -> None:
        self._ocids = ocids
        self._policies: list[Policy] = []
        self._made = 0
        group_ocids = {group.name: group.ocid for group in groups}
        for number, (path, name, statements) in enumerate(_FROM_THE_START):
            texts = [statement.format_map(group_ocids) for statement in statements]
            self.add(compartments.ocid_of(path), name, texts, "", today - timedelta(days=2500 - 200 * number))

    def __iter__(self) -> Iterator[Policy]:
        return iter(self._policies)

    def find(self, ocid: str) -> Policy | None:
        """The policy with that OCID."""
        return next((policy for policy in self._policies if policy.ocid == ocid), None)

    def add(self, compartment: str, name: str, statements: list[str], description: str, created: datetime) -> Policy:
        """Create a policy; the name must be free in that compartment."""
        ocid = self._ocids.make("policy", self._made)
        policy = Policy(ocid, compartment, name, statements, description, created)
        self._made += 1
        self._policies.append(policy)
        return policy

    def remove(self, policy: Policy) -> None:
        """Delete a policy; what it allowed is refused from then on."""
        self._policies.remove(policy)
