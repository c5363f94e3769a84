"""Everything that one demo tenancy holds."""

from collections.abc import Callable
from datetime import datetime

from services.demo.cast import ADMINISTRATOR
from services.demo.ocids import Ocids
from services.demo.people import Person
from services.demo.settings import Settings
from services.demo.store.compartments import Compartments
from services.demo.store.credentials import Credentials
from services.demo.store.domains import Domain, domains
from services.demo.store.groups import ADMINISTRATORS
from services.demo.store.policies import Policies
from services.demo.store.senders import Senders
from services.demo.store.suppressions import Suppressions
from services.demo.store.vaults import Vaults
from services.demo.tokens import Sessions


class World:
    """The state of the tenancy. Not safe for threads by itself.

    `users` and `groups` are those of the Default domain: the IAM API has no others.
    """

    def __init__(self, users: int, partners: int, seed: int, now: Callable[[], datetime]) -> None:
        self.ocids = ocids = Ocids(seed)
        today = now()
        self.now = now
        self.ocid = ocids.make("tenancy", 0)
        self.name = "acmedemo"
        self.compartments = Compartments(ocids, self.ocid, today)
        self.domains = domains(ocids, self.compartments, today, now, users, partners)
        self.users, self.groups = self.domains[0].users, self.domains[0].groups
        founder = self.users.named(ADMINISTRATOR)
        assert founder is not None  # part of the cast
        self.founder = founder
        """The administrator with whom the tenancy began."""
        self.credentials = Credentials(ocids, self.ocid)
        self.policies = Policies(ocids, self.compartments, self.groups, today)
        self.senders = Senders(ocids, self.compartments, today)
        self.suppressions = Suppressions(ocids, today)
        self.vaults = Vaults(ocids, self.compartments, today)
        self.defined_tags: dict[str, dict[str, dict[str, str]]] = {}
        """Values by key by namespace, by the OCID of what is tagged."""
        self.settings = Settings()
        self.sessions = Sessions()

    def domain_at(self, netloc: str) -> Domain | None:
        """The identity domain whose API is at that host and port."""
        if self.settings.mode == "classic":
            return None
        return next((domain for domain in self.domains if domain.is_at(netloc)), None)

    def domain_of(self, person: Person) -> Domain:
        """The identity domain that the person is in."""
        return next(domain for domain in self.domains if domain.users.numbered(person.number) is not None)

    def person(self, ocid: str) -> Person | None:
        """The user of any domain with that OCID."""
        found = (domain.users.find(ocid) for domain in self.domains)
        return next((person for person in found if person is not None), None)

    def is_administrator(self, person: Person) -> bool:
        """Whether the person may do everything."""
        return self.domains[0].has_in(ADMINISTRATORS, person)
