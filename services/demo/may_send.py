"""Whether the demo tenancy lets a user send from an address.

Written without `services.policy`, which judges the same statements for the person at the keyboard: what this says is
what that is tested against. It works on paths of compartments and on patterns over whole statements, and takes what
it does not understand for no permission at all.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from services.demo.people import Person
from services.demo.store.regions import Region
from services.demo.store.senders import Sender
from services.demo.store.world import World

_STATEMENT = re.compile(
    r"""\s*(?P<effect>allow|deny)\s+(?P<who>.+?)\s+to\s+
    (?:(?P<verb>use|manage)\s+(?:email-family|approved-senders|all-resources)
      |\{(?P<permissions>[^}]*)\}(?:\s+[\w-]+)?)
    \s+in\s+(?:(?P<tenancy>tenancy)|compartment\s+(?:id\s+(?P<ocid>\S+)|(?P<path>.+?)))
    (?:\s+where\s+(?P<condition>.+?))?\s*""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_CLAUSE = re.compile(r"\s*(?P<name>[\w.-]+)\s*(?P<sign>!?=)\s*(?:'(?P<text>[^']*)'|/(?P<pattern>[^/]*)/)\s*")


def may_send(world: World, person: Person, address: str, region: Region) -> bool:
    """Whether a message with that envelope sender is accepted."""
    domain = address.rpartition("@")[2].lower()
    fitting = (
        sender
        for sender in world.senders
        if sender.region == region.key.lower()
        and sender.state == "ACTIVE"
        and (_same_address(sender, address) or _covers_domain(world, sender, domain))
    )
    return any(_permitted(world, person, sender, address) for sender in fitting)


def _same_address(sender: Sender, address: str) -> bool:
    local, _, domain = address.rpartition("@")
    return local == sender.address.rpartition("@")[0] and domain.lower() == sender.domain.lower()


def _covers_domain(world: World, sender: Sender, domain: str) -> bool:
    if not sender.address.startswith("@") or sender.domain.lower() != domain:
        return False
    known = world.senders.domain_of(sender)
    return known is not None and known.dkim is not None


def _permitted(world: World, person: Person, sender: Sender, address: str) -> bool:
    effects = {
        match["effect"].lower()
        for match, attached_to in _statements(world)
        if _gives_use(match)
        and _is_meant(match["who"], world, person)
        and _reaches(match, attached_to, world, sender.compartment)
        and _holds(match["condition"], _facts(world, person, sender, address))
    }
    if world.is_administrator(person):
        effects.discard("deny")
    return effects == {"allow"}


def _statements(world: World) -> Iterator[tuple["re.Match[str]", str]]:
    for policy in world.policies:
        for text in policy.statements:
            match = _STATEMENT.fullmatch(text)
            if match:
                yield match, policy.compartment


def _gives_use(match: "re.Match[str]") -> bool:
    if match["permissions"] is not None:
        return "APPROVED_SENDER_USE" in {name.strip().upper() for name in match["permissions"].split(",")}
    return match["effect"].lower() == "allow" or match["verb"].lower() == "use"


def _is_meant(who: str, world: World, person: Person) -> bool:
    kind, _, names = who.partition(" ")
    if kind.lower() == "any-user":
        return True
    domain = world.domain_of(person)
    home = domain.display_name.lower()
    groups = domain.groups.of(person)
    if kind.lower() == "any-group":
        return bool(groups)
    mine = [(person.ocid, person.name)] if kind.lower() == "user" else [(group.ocid, group.name) for group in groups]
    if kind.lower() not in ("user", "group"):
        return False
    called = {f"id {ocid}".lower() for ocid, _ in mine} | {f"{home}/{name}".lower() for _, name in mine}
    if home == "default":
        called |= {name.lower() for _, name in mine}
    return any(name.replace("'", "").strip().lower() in called for name in names.split(","))


def _reaches(match: "re.Match[str]", attached_to: str, world: World, target: str) -> bool:
    if match["tenancy"]:
        return attached_to == world.ocid
    if match["ocid"]:
        ocid = match["ocid"].strip("'")
        return ocid == world.ocid or _path(world, target).startswith(_path(world, ocid))
    base, named = _path(world, attached_to), match["path"].replace("'", "").lower().strip() + ":"
    own_name = base.rstrip(":").rpartition(":")[2] + ":"
    meant = {base + named} | ({base + named.removeprefix(own_name)} if named.startswith(own_name) else set())
    return any(_path(world, target).startswith(path) for path in meant)


def _path(world: World, ocid: str) -> str:
    """The path of a compartment in lower case, with a colon after every name; what is below it begins with it."""
    found = world.compartments.find(ocid)
    if found is None:
        return "" if ocid == world.ocid else "?"
    return found.path.lower() + ":"


def _facts(world: World, person: Person, sender: Sender, address: str) -> dict[str, set[str]]:
    groups = world.domain_of(person).groups.of(person)
    facts = {
        "request.user.id": {person.ocid},
        "request.user.name": {person.name},
        "request.groups.id": {group.ocid for group in groups},
        "request.groups.name": {group.name for group in groups},
        "request.region": {sender.region},
        "target.approved-sender.emailaddress": {sender.address if sender.address[0] != "@" else address},
        "target.approved-sender.email-domain": {sender.domain},
        "target.approved-sender.id": {sender.ocid},
    }
    return {name: {value.lower() for value in values} for name, values in facts.items()}


def _holds(condition: str | None, facts: dict[str, set[str]]) -> bool:
    if condition is None:
        return True
    listed = re.fullmatch(r"\s*(any|all)\s*\{([^{}]*)\}\s*", condition, re.IGNORECASE)
    if listed is None:
        return _clause_holds(condition, facts)
    results = [_clause_holds(clause, facts) for clause in listed[2].split(",")]
    return any(results) if listed[1].lower() == "any" else all(results)


def _clause_holds(clause: str, facts: dict[str, set[str]]) -> bool:
    match = _CLAUSE.fullmatch(clause)
    if match is None or match["name"].lower() not in facts:
        return False
    values = facts[match["name"].lower()]
    wanted = (match["pattern"] if match["text"] is None else match["text"]).lower()
    is_one = wanted in values if match["text"] is not None else any(fnmatchcase(value, wanted) for value in values)
    return is_one is (match["sign"] == "=")
