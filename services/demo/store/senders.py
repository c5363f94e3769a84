"""What Email Delivery keeps, region by region: approved senders and email domains."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.demo.ocids import Ocids
from services.demo.store.compartments import Compartments

_DOMAINS = (
    ("iad", "Production:Mail", "example.com", True),
    ("iad", "Production:Web", "shop.example.com", True),
    ("iad", "Development", "dev.example.com", False),
    ("fra", "Production:Mail", "example.de", True),
)
_SENDERS = (
    ("iad", "Production:Mail:Newsletters", "newsletter@example.com", "ACTIVE"),
    ("iad", "Production:Mail:Transactional", "orders@example.com", "ACTIVE"),
    ("iad", "Production:Mail:Transactional", "Invoices@example.com", "ACTIVE"),
    ("iad", "Production:Mail:Transactional", "avisos@example.com", "ACTIVE"),
    ("iad", "Production:Web", "shop@shop.example.com", "ACTIVE"),
    ("iad", "Production:Web", "@shop.example.com", "ACTIVE"),
    ("iad", "Development:Sandbox", "bot@dev.example.com", "ACTIVE"),
    ("iad", "Development:Mail", "partners@dev.example.com", "ACTIVE"),
    ("iad", "Development:Mail", "new@dev.example.com", "CREATING"),
    ("iad", "Development:Mail", "broken@dev.example.com", "NEEDS_ATTENTION"),
    ("iad", "", "noreply@example.com", "ACTIVE"),
    ("fra", "Production:Mail:Newsletters", "rundbrief@example.de", "ACTIVE"),
    ("iad", "Development:Mail", "old@dev.example.com", "DELETED"),
)


@dataclass(frozen=True)
class EmailDomain:
    """A mail domain that the tenancy has set up in a region."""

    ocid: str
    region: str
    compartment: str
    name: str
    dkim: str | None
    created: datetime


@dataclass(frozen=True)
class Sender:
    """An approved sender: an address, or `@` and a domain for every address in it. `region` is a key such as `iad`."""

    ocid: str
    region: str
    compartment: str
    address: str
    state: str
    created: datetime

    @property
    def domain(self) -> str:
        """What follows the @."""
        return self.address.rpartition("@")[2]


class Senders:
    """The approved senders and email domains of every region."""

    def __init__(self, ocids: Ocids, compartments: Compartments, today: datetime) -> None:
        self._ocids = ocids
        self.domains = [
            EmailDomain(
                ocids.make("emaildomain", number, region),
                region,
                compartments.ocid_of(path),
                name,
                ocids.make("emaildkim", number, region) if signed else None,
                today - timedelta(days=900 - 30 * number),
            )
            for number, (region, path, name, signed) in enumerate(_DOMAINS)
        ]
        self._senders = [
            Sender(
                ocids.make("emailsender", number, region),
                region,
                compartments.ocid_of(path),
                address,
                state,
                today - (timedelta(minutes=4) if state == "CREATING" else timedelta(days=880 - 50 * number)),
            )
            for number, (region, path, address, state) in enumerate(_SENDERS)
        ]

    def __iter__(self) -> Iterator[Sender]:
        return iter(self._senders)

    def add(self, region: str, compartment: str, address: str, now: datetime) -> Sender:
        """Approve an address in a region. It is ACTIVE when it is next looked at."""
        ocid = self._ocids.make("emailsender", len(self._senders), region)
        self._senders.append(Sender(ocid, region, compartment, address, "ACTIVE", now))
        return self._senders[-1]

    def find(self, ocid: str) -> Sender | None:
        """The sender with that OCID."""
        return next((sender for sender in self._senders if sender.ocid == ocid), None)

    def domain_of(self, sender: Sender) -> EmailDomain | None:
        """The email domain, in the same region, that the sender's address is in."""
        return next((d for d in self.domains if d.region == sender.region and d.name == sender.domain), None)
