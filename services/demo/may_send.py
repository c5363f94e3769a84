"""Whether the demo tenancy lets a user send from an address.

Written without `services.policy`, which judges the same statements for the person at the keyboard: what this says is
what that is tested against. It works on paths of compartments and on patterns over whole statements, and takes what
it does not understand for no permission at all.
"""

import re
from collections.abc import Iterator

from services.demo.people import Person
from services.demo.send_conditions import Facts, holds
from services.demo.store.regions import Region
from services.demo.store.senders import Sender
from services.demo.store.world import World

_STATEMENT = re.compile(
    r"""\s*(?P<effect>allow|deny)\s+(?P<who>.+?)\s+to\s+
    (?:(?P<verb>inspect|read|use|manage)\s+(?:email-family|approved-senders|all-resources)
      |\{(?P<permissions>[^}]*)\}(?:\s+[\w-]+)?)
    \s+in\s+(?:(?P<tenancy>tenancy)|compartment\s+(?:id\s+(?P<ocid>\S+)|(?P<path>.+?)))
    (?:\s+where\s+(?P<condition>.+?))?\s*(?://[^\n]*)?""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


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
        and (match["condition"] is None or holds(match["condition"], _facts(world, person, sender, address)))
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
    changing = {"allow": ("use", "manage"), "deny": ("inspect", "read", "use")}
    return match["verb"].lower() in changing[match["effect"].lower()]


def _is_meant(who: str, world: World, person: Person) -> bool:
    kind, _, names = who.partition(" ")
    if kind.lower() in ("any-user", "any-group"):
        return True
    if kind.lower() != "group":
        return False
    domain = world.domain_of(person)
    home = domain.display_name.lower()
    mine = [(group.ocid, group.name) for group in domain.groups.of(person)] + [("", "All Domain Users")]
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


def _facts(world: World, person: Person, sender: Sender, address: str) -> Facts:
    groups = world.domain_of(person).groups.of(person)
    compartment, now = world.compartments.find(sender.compartment), world.now()
    here = _path(world, sender.compartment)
    above = [each.ocid for each in world.compartments if here.startswith(_path(world, each.ocid))]
    facts = {
        "request.user.id": {person.ocid},
        "request.user.name": {person.name},
        "request.principal.id": {person.ocid},
        "request.principal.type": {"user"},
        "request.groups.id": {group.ocid for group in groups},
        "request.groups.name": {group.name for group in groups},
        "request.permission": {"APPROVED_SENDER_USE"},
        "request.operation": {"SmtpSend"},
        "request.region": {sender.region},
        "request.utc-timestamp": {f"{now:%Y-%m-%dT%H:%M:%S}"},
        "request.utc-timestamp.time-of-day": {f"{now:%H:%M:%S}"},
        "request.utc-timestamp.day-of-week": {f"{now:%A}"},
        "request.utc-timestamp.day-of-month": {str(now.day)},
        "request.utc-timestamp.month-of-year": {str(now.month)},
        "target.compartment.id": {sender.compartment},
        "target.compartment.name": {compartment.name if compartment else world.name},
        "target.approved-sender.emailaddress": {sender.address if sender.address[0] != "@" else address},
        "target.approved-sender.email-domain": {sender.domain},
        "target.approved-sender.id": {sender.ocid},
        **_tags(world, "target.resource", [sender.ocid]),
        **_tags(world, "target.resource.compartment", [world.ocid, *above]),
        **_tags(world, "request.principal.compartment", [world.ocid]),
        **_tags(world, "request.principal.group", [group.ocid for group in groups]),
    }
    return {name.lower(): {value.lower() for value in values} for name, values in facts.items()}


def _tags(world: World, variable: str, ocids: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for ocid in ocids:
        for space, tags in world.defined_tags.get(ocid, {}).items():
            for key, value in tags.items():
                found.setdefault(f"{variable}.tag.{space}.{key}", set()).add(value)
    return found
