"""What IAM checks of a policy statement before it takes it: its form, and that what it names by name is there."""

import re

from services.demo.refusals import invalid
from services.demo.store.world import World

_STATEMENT = re.compile(r"\s*(allow|deny|define|endorse|admit)\s+\S.*", re.IGNORECASE | re.DOTALL)
_GROUP = re.compile(r"\s*(?:allow|deny)\s+group\s+(?!id\s)(?P<names>.+?)\s+to\s", re.IGNORECASE | re.DOTALL)
_COMPARTMENT = re.compile(r"\sin\s+compartment\s+(?!id\s)(?P<path>.+?)(?:\s+where\s.*)?\s*", re.IGNORECASE | re.DOTALL)


def check_statement(world: World, compartment: str, statement: object) -> None:
    """Check a statement of a policy in that compartment (an OCID).

    Raises:
        RefusalError: it is none, or it names a group or a compartment that is not there.
    """
    if not isinstance(statement, str) or not _STATEMENT.fullmatch(statement):
        raise invalid(f"The policy statement cannot be parsed: {statement}")
    groups = _GROUP.match(statement)
    for name in groups["names"].split(",") if groups else ():
        if not _is_group(world, name.replace("'", "").strip()):
            raise invalid(f"Group {name.strip()} does not exist: {statement}")
    places = _COMPARTMENT.search(statement)
    if places and places.end() == len(statement) and not _is_below(world, compartment, places["path"]):
        raise invalid(f"Compartment {places['path']} does not exist under current compartment hierarchy")


def _is_group(world: World, name: str) -> bool:
    domain_name, _, group_name = name.rpartition("/")
    wanted = (domain_name or "Default").lower()
    domain = next((domain for domain in world.domains if domain.display_name.lower() == wanted), None)
    is_everyone = group_name.lower() == "all domain users"
    return domain is not None and (is_everyone or domain.groups.named(group_name) is not None)


def _is_below(world: World, compartment: str, path: str) -> bool:
    found = world.compartments.find(compartment)
    base = found.path.split(":") if found else []
    named = [name.strip().strip("'").lower() for name in path.split(":")]
    meant = [[*map(str.lower, base), *named], [*map(str.lower, base[:-1]), *named]]
    return any(each.path.lower().split(":") in meant for each in world.compartments)
