"""Who, from which sender, in which compartments: the situations that the table of statements is judged in."""

from dataclasses import dataclass, replace
from datetime import datetime, timezone

from services.model.tags import Tags
from services.model.values import Group, User
from services.policy.decision import PolicyAnswer, Verdict, decide
from services.policy.request import PolicySubject, SendRequest
from services.policy.source import PolicySource
from services.resources.compartments import Compartment, CompartmentTree
from services.resources.senders import ApprovedSender

ROOT = "ocid1.tenancy.oc1..root"
_PATHS = (
    "Production",
    "Production:Mail",
    "Production:Mail:Newsletters",
    "Production:Web",
    "Development",
    "Development:Mail",
    "Twins",
    "Twins:Twins",
    "My Place",
    "Läbor",
    "Service",
)


def compartment(path: str) -> str:
    """The OCID of the compartment at that path; the empty path is the root."""
    return f"ocid1.compartment.oc1..c{_PATHS.index(path)}" if path else ROOT


_TAGS: dict[str, Tags] = {
    "Production": (("landing.role", "mail"),),
    "Development": (("landing.role", "dev"), ("landing.tier", "1")),
    "Development:Mail": (("landing.tier", "2"),),
}


def _made(path: str) -> Compartment:
    parent, _, name = path.rpartition(":")
    return Compartment(compartment(path), compartment(parent), name, tags=_TAGS.get(path, ()))


TREE = replace(
    CompartmentTree.of(
        ROOT, [*map(_made, _PATHS), Compartment("ocid1.compartment.oc1..gone", ROOT, "Gone", "DELETED")]
    ),
    root_tags=(),
)
USER = "ocid1.user.oc1..ana"
SENDERS = "ocid1.group.oc1..senders"
MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Row:
    """Statements, the situation they are judged in, and what is expected."""

    statements: str | tuple[str, ...]
    answer: str
    because: str = ""
    """What the reasons, or the statement that decides, must contain."""
    at: str = ""
    """Path of the compartment that the policy is attached to."""
    sender: str = "orders@example.com"
    place: str = "Production:Mail"
    """Path of the compartment that holds the sender."""
    address: str = ""
    name: str = "ana"
    domain: str = ""
    groups: tuple[str, ...] = ("Senders",)
    region: str = "iad"
    deny_is_on: bool | None = True
    now: datetime = MONDAY
    tags: Tags = ()
    """Of the sender."""

    def __str__(self) -> str:
        return " & ".join(self.texts)

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.statements,) if isinstance(self.statements, str) else self.statements

    def judged(self) -> Verdict:
        request = SendRequest(
            person(self.name, self.domain, self.groups),
            ApprovedSender("ocid1.emailsender.oc1.iad.one", self.sender, compartment(self.place), tags=self.tags),
            TREE,
            self.address,
            self.region,
            self.deny_is_on,
            self.now,
        )
        return decide([PolicySource(text, "policy", compartment(self.at)) for text in self.texts], request)


def person(name: str, domain: str, groups: tuple[str, ...]) -> PolicySubject:
    prefix = f"ocid1.group.oc1..{domain.lower()}-" if domain else "ocid1.group.oc1.."
    tags: dict[str, Tags] = {SENDERS: (("landing.role", "mail"),)}
    ocids = {group: prefix + group.lower().replace(" ", "-") for group in groups}
    members = tuple(Group(ocid, group, tags=tags.get(ocid, ())) for group, ocid in ocids.items())
    return PolicySubject(User(f"ocid1.user.oc1..{name}", name, domain=domain), members)


def reasons(verdict: Verdict) -> str:
    """All that a verdict says, in one text."""
    told = [verdict.reason, *(found.reason for found in (*verdict.open, *verdict.considered))]
    return " | ".join([*told, verdict.statement.text if verdict.statement else ""])


ALLOWED, REFUSED, UNDECIDED = (
    answer.value for answer in (PolicyAnswer.ALLOWED, PolicyAnswer.REFUSED, PolicyAnswer.UNDECIDED)
)
