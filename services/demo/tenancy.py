"""The demo tenancy: answers signed requests as OCI's Identity, identity domains and Email Delivery do, from memory."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from secrets import token_hex
from threading import Event, RLock

from services.demo.access import check_access
from services.demo.call import Call
from services.demo.cast import ADMINISTRATOR
from services.demo.colleague import Colleague
from services.demo.faults import BROKEN_CONNECTIONS, LATE, Faults, NoAnswerError, Rule
from services.demo.forms import as_asked
from services.demo.http import Request, Response
from services.demo.late import LateArrivals
from services.demo.people import Person
from services.demo.refusals import RefusalError, not_authenticated, not_found, not_home_region
from services.demo.retries import RetryLedger
from services.demo.routes import Route, route
from services.demo.scim.refusals import scim_refusal
from services.demo.settings import Mode, Settings
from services.demo.signature import KeyRing
from services.demo.store.credentials import StoredCredential
from services.demo.store.domains import Domain
from services.demo.store.regions import HOME, region_of
from services.demo.store.world import World
from services.demo.wire import http_date, refusal


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class LogEntry:
    """A request that was handled. `status` is None where the client got no answer."""

    operation: str
    method: str
    path: str
    status: int | None
    retry_token: str | None
    domain: str = ""
    """Name of the identity domain whose API was asked."""


class Tenancy:
    """A whole tenancy in memory. Safe for threads.

    Policies are content, and decide nothing here: see `services.demo.access`.

    `users` and `partners` are how many users the Default and the second identity domain have, at least the cast. `now`
    is the tenancy's clock and must give aware datetimes. The same `seed` gives the same OCIDs and people.
    """

    def __init__(
        self,
        users: int = 4000,
        now: Callable[[], datetime] = _utc_now,
        seed: int = 2026,
        mode: Mode = "both",
        partners: int = 60,
    ) -> None:
        self.world = World(users, partners, seed, now)
        self.world.settings.mode = mode
        self.keys = KeyRing(self.world.ocid, self.world.sessions)
        self.faults = Faults()
        self.latency = 0.0
        """Seconds that every answer takes."""
        self.latencies: dict[str, float] = {}
        """Seconds that the answer to one operation takes, by the SDK's name of it, instead of `latency`."""
        self.request_log: list[LogEntry] = []
        """Every request handled, oldest first; never bodies."""
        self._retries = RetryLedger()
        self.late = LateArrivals()
        """Creates that are yet to take effect."""
        self._lock = RLock()
        self.colleague = Colleague(self.world, self._lock)
        """A colleague who works on the same users."""
        self._closing = Event()

    @property
    def ocid(self) -> str:
        """The tenancy's OCID: also that of its root compartment."""
        return self.world.ocid

    @property
    def home_region(self) -> str:
        """The name of the region where identity is written."""
        return HOME.name

    @property
    def admin_ocid(self) -> str:
        """The OCID of the demo administrator."""
        return self.user_ocid(ADMINISTRATOR)

    def user_ocid(self, name: str) -> str:
        """The OCID of the user with that name; of two, the one in the Default domain.

        Raises:
            KeyError: there is none.
        """
        with self._lock:
            found = [domain.users.named(name) for domain in self.world.domains]
        person = next((person for person in found if person is not None), None)
        if person is None:
            raise KeyError(name)
        return person.ocid

    def password_of(self, credential_ocid: str) -> str:
        """The password of an SMTP credential that was listed or created, for tests to compare with.

        Raises:
            KeyError: there is none.
        """
        credential = self.world.credentials.find(credential_ocid)
        if credential is None:
            raise KeyError(credential_ocid)
        return credential.password

    def credentials(self, user_ocid: str | None = None) -> list[StoredCredential]:
        """The SMTP credentials of a user, or without one all that were listed or created so far. For tests.

        Raises:
            ValueError: there is no such user.
        """
        with self._lock:
            if user_ocid is None:
                return list(self.world.credentials.known())
            owner = self.world.person(user_ocid)
            if owner is None:
                raise ValueError(f"no such user: {user_ocid}")
            return self.world.credentials.of(owner)

    @property
    def settings(self) -> Settings:
        """How the tenancy behaves where OCI may behave one way or another."""
        return self.world.settings

    def close(self) -> None:
        """End all waiting: from now on answers take no time."""
        self._closing.set()

    def handle(self, request: Request, patience: float | None = None) -> Response:
        """Answer a request, after its latency.

        `patience` is how many seconds the client waits at most: where the latency is longer the request is carried out,
        and the client told at once that its time is up.

        Raises:
            NoAnswerError: the client gets no answer.
        """
        found = route(request.method, request.path)
        name = found.operation.name if found.operation else ""
        rule = self.faults.take(name, request.method, request.path)
        latency = self.latencies.get(name, self.latency)
        too_slow = patience is not None and latency > patience
        if latency > 0 and not too_slow:
            self._closing.wait(latency)
        status = None
        try:
            response = self._answer_under(rule, request, found)
            if too_slow:
                raise NoAnswerError(reset=False)
            status = response.status
        finally:
            token = request.headers.get("opc-retry-token")
            domain = self._domain_asked(request)
            self.request_log.append(
                LogEntry(name, request.method, request.path, status, token, domain.display_name if domain else "")
            )
        return self._with_common_headers(request, response)

    def _answer_under(self, rule: Rule | None, request: Request, found: Route) -> Response:
        if rule is None:
            return self._answer(request, found)
        if rule.kind == LATE:
            with self._lock:
                self.late.hold(request.path, rule.lists, lambda: self._answer(request, found))
            raise NoAnswerError(reset=False)
        if rule.kind in BROKEN_CONNECTIONS:
            carried_out, reset = BROKEN_CONNECTIONS[rule.kind]
            if carried_out:
                self._answer(request, found)
            raise NoAnswerError(reset=reset)
        instead = rule.status_answer(lambda error: self._refusal(request, error))
        if instead is None:
            return rule.alter(self._answer(request, found))
        if rule.done:
            self._answer(request, found)
        return instead

    def _answer(self, request: Request, found: Route) -> Response:
        with self._lock:
            try:
                return self._carry_out(request, found)
            except RefusalError as error:
                return self._refusal(request, error)

    def _refusal(self, request: Request, error: RefusalError) -> Response:
        if self._domain_asked(request) is not None:
            return scim_refusal(error)
        return refusal(error.status, error.code, error.message)

    def _domain_asked(self, request: Request) -> Domain | None:
        return self.world.domain_at(request.netloc)

    def _carry_out(self, request: Request, found: Route) -> Response:
        region = region_of(request.host)
        domain = self._domain_asked(request)
        if domain and domain.is_away(request.netloc) and self.settings.domain_moved != "no":
            return Response(int(self.settings.domain_moved), {"location": f"{domain.home_url}{request.target}"})
        caller = self._authenticate(request)
        if region is None:
            raise not_authenticated()
        if found.operation is None or found.operation.is_scim is (domain is None):
            raise RefusalError(405, "MethodNotAllowed", "Method not allowed.") if found.wrong_method else not_found()
        call = Call(request, found.params, caller, region, domain or self.world.domains[0], self.world)
        check_access(found.operation, call)
        if found.operation.writes_identity and region != HOME:
            raise not_home_region(HOME.key)
        if request.method == "GET":
            self.late.listing(request.path)
        replayed = self._retries.replay(call)
        if replayed is not None:
            return replayed
        response = found.operation.answer(call)
        self._retries.remember(call, response)
        self.colleague.carried_out(found.operation.name)
        return response

    def _authenticate(self, request: Request) -> Person:
        user_ocid = self.keys.verify(request, self.world.now(), self.world.settings.clock_tolerance)
        caller = self.world.person(user_ocid)
        if caller is None or caller.state != "ACTIVE":
            raise not_authenticated()
        return caller

    def _with_common_headers(self, request: Request, response: Response) -> Response:
        asked = request.headers.get("opc-request-id", token_hex(16).upper())
        parts = 1 if self._domain_asked(request) else 2
        request_id = "/".join([asked, *(token_hex(16).upper() for _ in range(parts))])
        common = {"date": http_date(self.world.now()), "opc-request-id": request_id}
        complete = Response(response.status, {**common, **response.headers}, response.body)
        return as_asked(request, complete, self.settings)
