"""A person who sets up a sending user, whose program can be killed at any request."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field

from services.api.session import Session
from services.api.waiter import WaitPolicy
from services.config.options import DirectoryKind
from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from services.directory import Directory
from services.directory.choice import open_directory
from services.doctor.tenancy_snapshot import look_around
from services.model.values import User
from services.sending_user.apply import PlanProgress, PlanRun
from services.sending_user.plan import Plan, make_plan
from services.sending_user.wish import Wish
from tests.services.accounts import session_on

USERS = 20


SENDERS_IN = "Production:Mail:Transactional"


class Killed(BaseException):
    """SIGKILL: the program is gone, and whatever was on its way arrived or did not."""


class Mortal(Tenancy):
    """A tenancy whose client dies at the request of that number, from 0: before it arrives, or before its answer."""

    dies_at: int | None = None
    arrives = False
    asked = 0
    before_put: Callable[[], None] | None = None
    """Called once, when the next PUT arrives."""

    def handle(self, request: Request, patience: float | None = None) -> Response:
        come = self.before_put
        if request.method == "PUT" and come is not None:
            self.before_put = None
            come()
        number, self.asked = self.asked, self.asked + 1
        if number != self.dies_at:
            return super().handle(request, patience)
        self.dies_at = None
        if self.arrives:
            super().handle(request, patience)
        raise Killed


@dataclass
class Clock:
    """Time that passes only by waiting for it."""

    at: float = 0.0
    pauses: list[float] = field(default_factory=list)
    stop_after: int | None = None
    """Pauses after which the person stops it."""

    def wait(self, seconds: float) -> bool:
        self.at += seconds
        if seconds:
            self.pauses.append(seconds)
        return self.stop_after is not None and len(self.pauses) >= self.stop_after

    @property
    def patience(self) -> WaitPolicy:
        return WaitPolicy(self.wait, lambda: self.at)


class Desk:
    """A person who sets up a sending user, in one kind of directory."""

    def __init__(self, tenancy: Mortal, setting: DirectoryKind, domain: str) -> None:
        self.tenancy = tenancy
        self.session: Session = session_on(tenancy)
        self.domain = domain
        self._opened: Directory = open_directory(self.session, setting)[0]
        self.here = look_around(self.session)
        """As the form read it, before anything was made."""
        self._beginning = deepcopy(tenancy.world)
        self.begin_anew()

    def begin_anew(self) -> None:
        """Put everything back to where it was."""
        self.tenancy.world = deepcopy(self._beginning)
        self.tenancy.faults.clear()
        self.tenancy.request_log.clear()
        self.directory = self._opened
        self.clock = Clock()
        self.progress: list[PlanProgress] = []

    def wish(self, **changes: object) -> Wish:
        compartment = self.tenancy.world.compartments.ocid_of(SENDERS_IN)
        fields: dict[str, object] = {
            "name": "crm.mailer",
            "email": "crm@example.com",
            "description": "CRM",
            "group": "CrmSenders",
            "compartment": compartment,
            "domain": self.domain,
        }
        return Wish(**{**fields, **changes})  # type: ignore[arg-type]  # the fields above

    def plan(self, wish: Wish | None = None) -> Plan:
        return make_plan(self.session, self.directory, wish or self.wish(), self.here)

    def apply(self, plan: Plan) -> User:
        run = PlanRun(self.session, self.directory, self.here, self.progress.append, self.clock.patience)
        return run.run(plan)

    def set_up(self, wish: Wish | None = None) -> User:
        return self.apply(self.plan(wish))


def state_of(tenancy: Tenancy) -> object:
    """Everything that the wizard could make."""
    world = tenancy.world
    return (
        [
            (person.ocid, person.name, person.email, person.description, [g.name for g in domain.groups.of(person)])
            for domain in world.domains
            for person in domain.users.after(0)
        ],
        [(group.ocid, group.name, group.description) for domain in world.domains for group in domain.groups],
        [(p.ocid, p.compartment, p.name, p.description, tuple(p.statements)) for p in world.policies],
        [credential.ocid for credential in world.credentials.known()],
    )
