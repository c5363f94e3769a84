"""Who, from which sender, in which compartments: the situations that the table of statements is judged in."""

from dataclasses import dataclass

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


TREE = CompartmentTree.of(
    ROOT,
    [Compartment(compartment(path), compartment(path.rpartition(":")[0]), path.rpartition(":")[2]) for path in _PATHS]
    + [Compartment("ocid1.compartment.oc1..gone", ROOT, "Gone", "DELETED")],
)
USER = "ocid1.user.oc1..ana"
SENDERS = "ocid1.group.oc1..senders"


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

    def __str__(self) -> str:
        return " & ".join(self.texts)

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.statements,) if isinstance(self.statements, str) else self.statements

    def judged(self) -> Verdict:
        request = SendRequest(
            person(self.name, self.domain, self.groups),
            ApprovedSender("ocid1.emailsender.oc1.iad.one", self.sender, compartment(self.place)),
            TREE,
            self.address,
            self.region,
            self.deny_is_on,
        )
        return decide([PolicySource(text, "policy", compartment(self.at)) for text in self.texts], request)


def person(name: str, domain: str, groups: tuple[str, ...]) -> PolicySubject:
    members = tuple(Group(f"ocid1.group.oc1..{group.lower().replace(' ', '-')}", group) for group in groups)
    return PolicySubject(User(USER, name, domain=domain), members)


def reasons(verdict: Verdict) -> str:
    """All that a verdict says, in one text."""
    told = [verdict.reason, *(found.reason for found in (*verdict.open, *verdict.considered))]
    return " | ".join([*told, verdict.statement.text if verdict.statement else ""])


ALLOWED, REFUSED, UNDECIDED = (
    answer.value for answer in (PolicyAnswer.ALLOWED, PolicyAnswer.REFUSED, PolicyAnswer.UNDECIDED)
)
