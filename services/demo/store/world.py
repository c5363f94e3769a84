"""Everything that one demo tenancy holds."""

from collections.abc import Callable
from datetime import datetime

from services.demo.ocids import Ocids
from services.demo.people import People, Person
from services.demo.settings import Settings
from services.demo.store.compartments import Compartments
from services.demo.store.credentials import Credentials
from services.demo.store.domains import domains
from services.demo.store.groups import ADMINISTRATORS, Groups
from services.demo.store.policies import Policies
from services.demo.store.senders import Senders
from services.demo.store.users import Users


class World:
    """The state of the tenancy. Not safe for threads by itself."""

    def __init__(self, users: int, seed: int, now: Callable[[], datetime]) -> None:
        ocids = Ocids(seed)
        today = now()
        self.now = now
        self.ocid = ocids.make("tenancy", 0)
        self.name = "acmedemo"
        self.users = Users(People(ocids, users, today), ocids)
        self.groups = Groups(ocids, today)
        self.credentials = Credentials(ocids, self.ocid, today)
        self.compartments = Compartments(ocids, self.ocid, today)
        self.policies = Policies(ocids, self.compartments, self.groups, today)
        self.domains = domains(ocids, self.compartments, today)
        self.senders = Senders(ocids, self.compartments, today)
        self.settings = Settings()

    def is_administrator(self, person: Person) -> bool:
        """Whether the person may do everything."""
        return any(group.name == ADMINISTRATORS for group in self.groups.of(person))
