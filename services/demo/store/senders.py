"""What Email Delivery keeps, region by region: approved senders and email domains with their DKIM keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.demo.ocids import Ocids
from services.demo.store.compartments import Compartments

_ACTIVE, _CREATING, _NEEDS_ATTENTION = "ACTIVE", "CREATING", "NEEDS_ATTENTION"
_DOMAINS: tuple[tuple[str, str, str, tuple[str, ...], bool | None], ...] = (
    ("iad", "Production:Mail", "example.com", (_ACTIVE,), True),
    ("iad", "Production:Web", "shop.example.com", (_ACTIVE, _CREATING), True),
    ("iad", "Development", "dev.example.com", (_NEEDS_ATTENTION,), False),
    ("fra", "Production:Mail", "example.de", (), None),
)
"""Region, compartment, name, state of each DKIM key, and whether OCI sees SPF."""

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
class Dkim:
    """A DKIM key of an email domain; `name` is its selector."""

    ocid: str
    name: str
    state: str
    created: datetime


@dataclass(frozen=True)
class EmailDomain:
    """A mail domain that the tenancy has set up in a region."""

    ocid: str
    region: str
    compartment: str
    name: str
    dkim: str | None
    """OCID of the key that signs."""
    created: datetime
    keys: tuple[Dkim, ...] = ()
    is_spf: bool | None = None


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
        self.domains = []
        for number, (region, path, name, states, is_spf) in enumerate(_DOMAINS):
            created = today - timedelta(days=900 - 30 * number)
            keys = tuple(
                Dkim(ocids.make("emaildkim", 10 * at + number, region), f"acme-{region}-{2024 + at}01", state, created)
                for at, state in enumerate(states)
            )
            active = next((key.ocid for key in keys if key.state == _ACTIVE), None)
            place, ocid = compartments.ocid_of(path), ocids.make("emaildomain", number, region)
            self.domains.append(EmailDomain(ocid, region, place, name, active, created, keys, is_spf))
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
