"""The four directories that must behave alike, each with the users that tests of it name."""

from collections.abc import Callable
from dataclasses import dataclass

from services.api.session import Session
from services.demo.cast import HOSTILE_NAME
from services.demo.partners import QUOTED_NAME
from services.demo.people import Person
from services.demo.tenancy import Tenancy
from services.directory import Directory
from services.directory.all_domains import AllDomains
from services.directory.classic import ClassicDirectory
from services.directory.domain_list import DomainList, IdentityDomain
from services.directory.domains import DomainsDirectory
from tests.services.accounts import session_on

HOSTILE_OCIDS = (
    "../../20160918/users",
    "ocid1.user.oc1..aaaa/../../policies",
    "ocid1.user.oc1..aaaa%2F..%2Fpolicies",
    "ocid1.user.oc1..aaaa?compartmentId=x",
    "ocid1.user.oc1..aaaa#x",
    "ocid1.user.oc1..aaaa\r\nx-evil: 1",
    "ocid1.user.oc1..aaaa\n",
    'ocid1.user.oc1..aaaa" or id pr or "',
    "ocid1.user.oc1..äöü",
    " ocid1.user.oc1..aaaa",
    "",
)


@dataclass(frozen=True)
class Names:
    """Users by what they are."""

    administrator: str
    none: str
    one: str
    two: str
    kiosk: str
    plain: str
    odd: str
    """A name that is markup, or half a filter."""
    shared_address: str
    sharers: tuple[str, str]
    federated: str
    federated_address: str


DEFAULT = Names(
    administrator="demo.administrator",
    none="newsletter.sender",
    one="shop.mailer",
    two="billing.relay",
    kiosk="readonly.kiosk",
    plain="helpdesk.agent",
    odd=HOSTILE_NAME,
    shared_address="kim.shared@example.com",
    sharers=("kim.park", "kim.park2"),
    federated="oracleidentitycloudservice/kim.lindgren@example.com",
    federated_address="kim.lindgren@example.com",
)
PARTNERS = Names(
    administrator="partner.admin",
    none="portal.mailer",
    one="edi.gateway",
    two="courier.relay",
    kiosk="partner.kiosk",
    plain="ana.partner",
    odd=QUOTED_NAME,
    shared_address="pair@partner.example",
    sharers=("pair.one", "pair.two"),
    federated="oracleidentitycloudservice/lee@partner.example",
    federated_address="lee@partner.example",
)


def domain_of(tenancy: Tenancy, name: str) -> IdentityDomain:
    """The identity domain of that name, as IAM lists it."""
    found = next(domain for domain in tenancy.world.domains if domain.display_name == name)
    return IdentityDomain(found.ocid, found.display_name, found.url, found.type == "DEFAULT")


def _second(session: Session, tenancy: Tenancy) -> Directory:
    return DomainsDirectory(session, domain_of(tenancy, "Partners"))


def _default(session: Session, tenancy: Tenancy) -> Directory:
    return DomainsDirectory(session, domain_of(tenancy, "Default"))


@dataclass(frozen=True)
class Kind:
    """A directory to test; `signs_in` is whose session the directory is of."""

    names: Names
    signs_in: str
    make: Callable[[Session, Tenancy], Directory]
    domains: tuple[str, ...]
    """Whose users it has."""


KINDS = {
    "classic": Kind(DEFAULT, DEFAULT.administrator, lambda session, _: ClassicDirectory(session), domains=("Default",)),
    "default domain": Kind(DEFAULT, DEFAULT.administrator, _default, domains=("Default",)),
    "second domain": Kind(PARTNERS, PARTNERS.administrator, _second, domains=("Partners",)),
    "all domains": Kind(
        PARTNERS,
        DEFAULT.administrator,
        lambda session, _: AllDomains(session, DomainList(session)),
        domains=("Default", "Partners"),
    ),
}


@dataclass(frozen=True)
class Case:
    """One of the directories, on a tenancy of its own."""

    kind: Kind
    tenancy: Tenancy

    @property
    def names(self) -> Names:
        return self.kind.names

    def directory(self, user: str = "") -> Directory:
        """The directory of an administrator, or of the user with that name."""
        return self.kind.make(self.session(user), self.tenancy)

    def session(self, user: str = "") -> Session:
        return session_on(self.tenancy, user or self.kind.signs_in)

    def ocid(self, name: str) -> str:
        return self.tenancy.user_ocid(name)

    def person(self, ocid: str) -> Person:
        person = self.tenancy.world.person(ocid)
        assert person is not None
        return person

    def asked(self, operation: str) -> int:
        """How many requests of that kind there were."""
        return sum(entry.operation == operation for entry in self.tenancy.request_log)

    def asked_about_users(self) -> list[str]:
        """The requests but for those that look for domains."""
        looking = ("list_domains", "list_compartments")
        return [entry.operation for entry in self.tenancy.request_log if entry.operation not in looking]
