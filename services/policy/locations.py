"""Whether the location of a statement takes in the compartment of a sender."""

from services.policy.statement import Location
from services.policy.truth import PolicyFinding, all_of, any_of, no, undecided, yes
from services.resources.compartments import CompartmentTree


def covers(location: Location, attached_to: str, target: str, tree: CompartmentTree) -> PolicyFinding:
    """Whether a statement of a policy in `attached_to` holds in `target`; both are OCIDs.

    A compartment passes on to the ones below it what holds in it. Its name is looked for below the compartment of the
    policy (Identity/policysyntax/location.htm), and may be that compartment's own.
    """
    where = shown(target, tree)
    if location.in_tenancy:
        if attached_to == tree.root:
            return yes()
        return undecided('it says "in tenancy", but its policy isn\'t in the root compartment')
    if location.ocid:
        return _within(target, location.ocid, f"it's for {location}, but the sender is in {where}", tree)
    if not location.path:
        return undecided("it doesn't specify a compartment")
    meant = _meant(location.path, attached_to, tree)
    if not meant:
        below = shown(attached_to, tree)
        return undecided(f"{location} wasn't found in {below}. It might have been renamed, moved, or deleted")
    reason = f"it's for {location}, but the sender is in {where}"
    findings = [_within(target, ocid, reason, tree) for ocid in meant]
    both = any_of(findings)
    if both.truth is all_of(findings).truth:
        return both
    return undecided(f"{location} matches two compartments")


def _within(target: str, ocid: str, otherwise: str, tree: CompartmentTree) -> PolicyFinding:
    inside = tree.is_within(target, ocid)
    if inside is None:
        return undecided("you can't see the sender's compartment")
    return yes() if inside else no(otherwise)


def _meant(path: tuple[str, ...], attached_to: str, tree: CompartmentTree) -> list[str]:
    """The compartments that a path may mean: from below the policy's compartment, or from that compartment itself."""
    found = _walk([attached_to], path, tree)
    if tree.name(attached_to).casefold() == path[0].casefold():
        found += _walk([attached_to], path[1:], tree)
    return list(dict.fromkeys(found))


def _walk(start: list[str], path: tuple[str, ...], tree: CompartmentTree) -> list[str]:
    here = start
    for step in path:
        here = [step] if step in tree else [child for ocid in here for child in tree.children(ocid, step)]
    return here


def shown(ocid: str, tree: CompartmentTree) -> str:
    """A compartment as a person knows it."""
    return tree.path(ocid) or "the root compartment"
