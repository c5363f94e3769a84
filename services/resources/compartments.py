"""The tree of compartments: where things are, and what policies of one compartment reach in another."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import msgspec

from services.api.answer import Id
from services.api.list_ends import each_row
from services.api.pagination import pages
from services.api.session import Session
from services.model.errors import OciSmtpError
from services.model.tags import Tags, tags_of
from services.resources.remembered import remembered

GONE = ("DELETING", "DELETED")

CONCURRENCY = 8
"""Requests in progress at once: neither service publishes a rate limit, and eight have not been seen to meet one."""

COMPARTMENTS_PER_THREAD = 4
"""At least: every thread needs an SDK client of its own, which takes as long to make as some requests."""

T = TypeVar("T")


@dataclass(frozen=True)
class Compartment:
    """A compartment below the root."""

    ocid: str
    parent: str
    name: str
    state: str = "ACTIVE"
    tags: Tags | None = None


@dataclass(frozen=True)
class CompartmentTree:
    """All compartments of a tenancy. The root is the tenancy itself, and has the tenancy's OCID."""

    root: str
    _by_ocid: dict[str, Compartment] = field(default_factory=dict)
    root_tags: Tags | None = None

    @classmethod
    def of(cls, root: str, compartments: Iterable[Compartment]) -> "CompartmentTree":
        """The tree of these compartments; those that are deleted are left out."""
        return cls(root, {item.ocid: item for item in compartments if item.state not in GONE})

    def __iter__(self) -> Iterator[str]:
        """The OCIDs of all compartments, the root first."""
        yield self.root
        yield from self._by_ocid

    def __contains__(self, ocid: object) -> bool:
        return ocid == self.root or ocid in self._by_ocid

    def path(self, ocid: str) -> str:
        """Names from below the root, joined by colons as policies write them.

        Empty for the root; the OCID itself where we do not know the compartment.
        """
        return ":".join(self.names(ocid)) or ("" if ocid == self.root else ocid)

    def names(self, ocid: str) -> list[str]:
        """The names on the way down to a compartment; none for the root, and where we do not know the way."""
        way = self._way_up(ocid)
        return [self._by_ocid[step].name for step in reversed(way[:-1])] if way[-1] == self.root else []

    def is_within(self, ocid: str, ancestor: str) -> bool | None:
        """Whether a compartment is that ancestor or below it; None where a compartment between is not known to us."""
        if ancestor in (self.root, ocid):
            return True
        way = self._way_up(ocid)
        return True if ancestor in way else False if way[-1] == self.root else None

    def children(self, ocid: str, name: str) -> list[str]:
        """The compartments of that name, in any case, directly below one."""
        wanted = name.casefold()
        return [item.ocid for item in self._by_ocid.values() if item.parent == ocid and item.name.casefold() == wanted]

    def name(self, ocid: str) -> str:
        """The last part of the path."""
        return self._by_ocid[ocid].name if ocid in self._by_ocid else ""

    def tags(self, ocid: str) -> list[Tags | None]:
        """The tags of a compartment and of those above it, the root last; None for each that is not known."""
        way = self._way_up(ocid)
        found = [self._by_ocid[step].tags if step in self._by_ocid else None for step in way[:-1]]
        return [*found, self.root_tags if way[-1] == self.root else None]

    def _way_up(self, ocid: str) -> list[str]:
        """From a compartment to the root, or as far as we know."""
        way = [ocid]
        while way[-1] in self._by_ocid and self._by_ocid[way[-1]].parent not in way:
            way.append(self._by_ocid[way[-1]].parent)
        return way


def of_each(tree: CompartmentTree, read: Callable[[str], T]) -> Iterator[T]:
    """What `read` gives for the OCID of each compartment, the root first; several at once, in threads."""
    ocids = list(tree)
    with ThreadPoolExecutor(min(CONCURRENCY, -(-len(ocids) // COMPARTMENTS_PER_THREAD))) as pool:
        try:
            yield from pool.map(read, ocids)
        finally:
            pool.shutdown(cancel_futures=True)


class _Compartment(msgspec.Struct, rename="camel"):
    id: Id
    compartment_id: str
    name: str
    lifecycle_state: str = "ACTIVE"
    defined_tags: dict[str, dict[str, Any]] | None = None


class _Tenancy(msgspec.Struct, rename="camel"):
    defined_tags: dict[str, dict[str, Any]] | None = None


def with_root_tags(session: Session, tree: CompartmentTree) -> CompartmentTree:
    """The tree with the tags of its root; as it is where they can't be read."""
    try:
        tenancy, _ = session.identity().read(_Tenancy, f"/tenancies/{tree.root}", "reading the tags of the tenancy")
    except OciSmtpError:
        return tree
    return replace(tree, root_tags=tags_of(tenancy.defined_tags))


@remembered
def read_compartments(session: Session) -> CompartmentTree:
    """The tree as the signed-in user may see it.

    Raises:
        OciSmtpError: the request failed, or some of the tree can't be read.
    """
    tree, error = read_tree(session)
    if error:
        raise error
    return tree


def read_tree(session: Session) -> tuple[CompartmentTree, OciSmtpError | None]:
    """As much of the tree as can be read, at least its root; and why that's not all of it, if it isn't."""
    query = {"compartmentId": session.tenancy_ocid, "compartmentIdInSubtree": "true", "accessLevel": "ANY"}
    below: list[Compartment] = []
    why: OciSmtpError | None = None
    try:
        for c in each_row(pages(session.identity, _Compartment, "/compartments", "listing the compartments", query)):
            below.append(
                Compartment(c.id, c.compartment_id, c.name or c.id, c.lifecycle_state, tags_of(c.defined_tags))
            )
    except OciSmtpError as error:
        why = error
    return CompartmentTree.of(session.tenancy_ocid, below), why
