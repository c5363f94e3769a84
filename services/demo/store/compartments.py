"""The tree of compartments, three deep."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.demo.ocids import Ocids

_FROM_THE_START = (
    ("Production", "What customers see", "ACTIVE"),
    ("Production:Mail", "Approved senders of production", "ACTIVE"),
    ("Production:Mail:Newsletters", "Approved senders of the newsletter", "ACTIVE"),
    ("Production:Mail:Transactional", "Orders and invoices", "ACTIVE"),
    ("Production:Web", "", "ACTIVE"),
    ("Production:Web:Shop", "The web shop", "ACTIVE"),
    ("Development", "", "ACTIVE"),
    ("Development:Mail", "The same name as in production", "ACTIVE"),
    ("Development:Sandbox", "Anything goes", "ACTIVE"),
    ("Development:Sandbox:Läbor", "Experimente", "ACTIVE"),
    ("Partners", "Their own identity domain", "ACTIVE"),
    ("Retired", "Deleted, and still listed", "DELETED"),
)


@dataclass(frozen=True)
class Compartment:
    """A compartment; `path` is its names from below the root, joined by colons as policies write them."""

    ocid: str
    parent: str
    path: str
    description: str
    state: str
    created: datetime

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(":")[2]


class Compartments:
    """All compartments below the root."""

    def __init__(self, ocids: Ocids, root: str, today: datetime) -> None:
        self.root = root
        self._by_path: dict[str, Compartment] = {}
        for number, (path, description, state) in enumerate(_FROM_THE_START):
            parent_path = path.rpartition(":")[0]
            parent = self._by_path[parent_path].ocid if parent_path else root
            created = today - timedelta(days=2800 - 100 * number)
            ocid = ocids.make("compartment", number)
            self._by_path[path] = Compartment(ocid, parent, path, description, state, created)

    def __iter__(self) -> Iterator[Compartment]:
        return iter(self._by_path.values())

    def ocid_of(self, path: str) -> str:
        """The OCID of the compartment at that path; the empty path is the root.

        Raises:
            KeyError: there is none.
        """
        return self._by_path[path].ocid if path else self.root

    def find(self, ocid: str) -> Compartment | None:
        """The compartment, other than the root, with that OCID."""
        return next((compartment for compartment in self if compartment.ocid == ocid), None)

    def exists(self, ocid: str) -> bool:
        """Whether the root or a compartment has that OCID."""
        return ocid == self.root or self.find(ocid) is not None
