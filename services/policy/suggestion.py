"""The smallest statement that would let a group send from a sender."""

import re
from dataclasses import dataclass

from services.model.values import Group
from services.policy.statement import DEFAULT_DOMAIN
from services.resources.compartments import CompartmentTree

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What needs no quotes in a statement."""

_NOT_IN_QUOTES = re.compile(r"['\\/:]|^ocid1\.")

_KEYWORDS = {
    *("allow", "deny", "to", "in", "where", "define", "as", "admit", "of", "endorse", "associate", "group", "service"),
    *("compartment", "tenancy", "id", "manage", "use", "read", "inspect", "any", "all", "before", "after", "between"),
    *("and", "not", "user"),
}


@dataclass(frozen=True)
class Suggestion:
    """A statement, and where its policy goes."""

    text: str
    compartment: str
    """OCID of the compartment that the policy must be attached to: the root."""


def suggest(
    group: Group,
    compartment: str,
    tree: CompartmentTree,
    *,
    domain: str = "",
    by_ocid: bool = False,
    resource: str = "approved-senders",
) -> Suggestion:
    """A statement by which the group may send from every approved sender in a compartment (an OCID).

    Names are written as in Oracle's own page, unless `by_ocid` or a name that cannot be written in a statement asks for
    OCIDs. `domain` is the group's identity domain, empty for the Default one. `resource` may be `email-family`, which
    Oracle's page uses: it gives access to all email resources.
    """
    subject = f"id {group.ocid}" if by_ocid else _subject(group, domain)
    location = _location(compartment, tree, by_ocid)
    return Suggestion(f"Allow group {subject} to use {resource} in {location}", tree.root)


def _subject(group: Group, domain: str) -> str:
    domain = domain or DEFAULT_DOMAIN
    if not (_can_be_written(group.name) and _can_be_written(domain)):
        return f"id {group.ocid}"
    if domain.casefold() == DEFAULT_DOMAIN.casefold():
        return _written(group.name)
    return f"'{domain}'/'{group.name}'"


def _location(compartment: str, tree: CompartmentTree, by_ocid: bool) -> str:
    if compartment == tree.root:
        return "tenancy"
    names = tree.names(compartment)
    if by_ocid or not names or not all(map(_can_be_written, names)):
        return f"compartment id {compartment}"
    return "compartment " + ":".join(map(_written, names))


def _can_be_written(name: str) -> bool:
    """Whether a name means itself inside quotes, and nothing else."""
    return name.isprintable() and bool(name) and not _NOT_IN_QUOTES.search(name)


def _written(name: str) -> str:
    return name if _PLAIN.fullmatch(name) and name.lower() not in _KEYWORDS else f"'{name}'"
