"""Where mail can be sent from: the compartments that hold approved senders, and the groups that may already."""

from dataclasses import dataclass

from services.doctor.tenancy_snapshot import TenancySnapshot
from services.model.values import User
from services.policy.evaluation import judge
from services.policy.locations import shown
from services.policy.request import ADMINISTRATORS, PolicySubject, SendRequest
from services.policy.statement import DEFAULT_DOMAIN
from services.resources.senders import ApprovedSender

NEW_GROUP = "EmailSenders"
"""Name proposed where no group may send yet."""


@dataclass(frozen=True)
class SendingPlace:
    """A compartment with its approved senders."""

    compartment: str
    """Its OCID."""
    path: str
    """As a person knows it."""
    senders: tuple[ApprovedSender, ...]


def sending_places(here: TenancySnapshot) -> list[SendingPlace]:
    """Every compartment that holds approved senders in this region, by path."""
    found = [
        SendingPlace(held.compartment, shown(held.compartment, here.tree), held.senders)
        for held in here.senders
        if held.senders
    ]
    return sorted(found, key=lambda place: place.path.casefold())


def groups_that_may(place: SendingPlace, here: TenancySnapshot, domain: str) -> list[str]:
    """Names of groups of a domain that a policy lets send from every sender there, without a condition.

    None that may do anything there: who only sends is not to be made an administrator.
    """
    nobody = PolicySubject(User("", "", domain=domain))
    allowed: list[list[str]] = []
    for sender in place.senders:
        request = SendRequest(nobody, sender, here.tree, region_key=here.region_key, now=None)
        found = [judge(source, request) for source in here.statements]
        mighty = {
            principal.name
            for judgement in found
            if judgement and judgement.statement and judgement.statement.resource == "all-resources"
            for principal in judgement.statement.principals
        }
        allowed.append(
            [
                principal.name
                for judgement in found
                if judgement and not judgement.denies and judgement.statement and judgement.lacks_only("subject")
                if judgement.statement.condition is None
                for principal in judgement.statement.principals
                if principal.kind == "group" and principal.name not in {"", ADMINISTRATORS, *mighty}
                if principal.domain.casefold() == (domain or DEFAULT_DOMAIN).casefold()
            ]
        )
    first, *others = allowed or [[]]
    return [name for name in dict.fromkeys(first) if all(name in names for names in others)]
