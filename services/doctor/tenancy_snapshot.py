"""What the doctor reads of a tenancy before it looks at anyone: compartments, approved senders, policies."""

from collections.abc import Callable
from dataclasses import dataclass

from services.api.session import Session
from services.doctor.regions import OtherRegions
from services.model.errors import OciSmtpError
from services.policy.reader import PoliciesOfCompartment, all_policies
from services.policy.source import PolicySource, sources
from services.resources.compartments import CompartmentTree, read_tree, with_root_tags
from services.resources.senders import ApprovedSender, SendersOfCompartment, approved_senders

Progress = Callable[[str, int, int], None]
"""Told after each step: what is being read, how many are done, of how many. It may raise to cancel."""


@dataclass(frozen=True)
class TenancySnapshot:
    """The tenancy as the signed-in user sees it, in one region."""

    region: str
    region_key: str
    """The region's three letters, such as `iad`; empty where the OCI SDK knows none."""
    tree: CompartmentTree
    tree_error: OciSmtpError | None
    senders: tuple[SendersOfCompartment, ...]
    policies: tuple[PoliciesOfCompartment, ...]
    elsewhere: OtherRegions

    @property
    def approved(self) -> list[ApprovedSender]:
        """Every approved sender that we may see."""
        return [sender for held in self.senders for sender in held.senders]

    @property
    def statements(self) -> list[PolicySource]:
        """Every statement that we may see."""
        return [source for held in self.policies for source in sources(held.policies)]


def look_around(session: Session, progress: Progress | None = None) -> TenancySnapshot:
    """Read all of it, two requests or more a compartment. What cannot be read is kept with its error."""
    report = progress or (lambda what, done, of: None)
    report("compartments", 0, 1)
    tree, error = read_tree(session)
    count = len(list(tree))
    senders: list[SendersOfCompartment] = []
    for held in approved_senders(session, tree):
        senders.append(held)
        report("approved senders", len(senders), count)
    policies: list[PoliciesOfCompartment] = []
    for read in all_policies(session, tree):
        policies.append(read)
        report("policies", len(policies), count)
    if any(".tag." in text for held in policies for policy in held.policies for text in policy.statements):
        tree = with_root_tags(session, tree)
    return TenancySnapshot(
        session.region,
        region_key(session.region),
        tree,
        error,
        tuple(senders),
        tuple(policies),
        OtherRegions(session, tree),
    )


def region_key(region: str) -> str:
    """The three letters of a region, in lower case, as policies have it; empty where the SDK knows none."""
    import oci

    return next((str(key) for key, name in oci.regions.REGIONS_SHORT_NAMES.items() if name == region), "")
