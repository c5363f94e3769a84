"""The identity domains: the Default one in the root compartment and a second one below."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from services.demo.cast import CAST
from services.demo.ocids import Ocids
from services.demo.partners import DOMAIN_ADMINISTRATORS, PARTNERS
from services.demo.people import People, Person
from services.demo.store.compartments import Compartments
from services.demo.store.groups import ADMINISTRATORS, Groups
from services.demo.store.regions import HOME
from services.demo.store.users import Users

_SECOND_USERS_FROM = 1 << 24
_SECOND_GROUPS_FROM = 2048
_CROWD_SKIPPED = 4200  # more than a demonstration's Default domain takes, and few enough for names without numbers

_DEFAULT_GROUPS = (
    (ADMINISTRATORS, "Administrators"),
    ("MailSenders", "Applications that send mail"),
    ("NewsletterSenders", "May send the newsletter"),
    ("Envíos", "Avisos de entrega; a name that is not ASCII"),
    ("HelpDesk", "First line of support"),
    ("Developers", ""),
    ("Auditors", "Read everything, change nothing"),
)
_SECOND_GROUPS = (
    (DOMAIN_ADMINISTRATORS, "Administrators of this domain alone"),
    ("Senders", "May send by the policies of the tenancy"),
    ("Couriers", ""),
)


@dataclass
class Domain:
    """An identity domain; `type` is DEFAULT or SECONDARY, `url` where its SCIM API is.

    `home_url` is where it is in its home region.
    """

    ocid: str
    compartment: str
    display_name: str
    description: str
    type: str
    url: str
    created: datetime
    users: Users
    groups: Groups
    home_url: str

    @property
    def netloc(self) -> str:
        """Host and port of its API, without the port that HTTPS has anyway."""
        return _netloc(self.url)

    def is_at(self, netloc: str) -> bool:
        """Whether its API is at that host and port."""
        return _netloc(netloc) in (self.netloc, _netloc(self.home_url))

    def is_away(self, netloc: str) -> bool:
        """Whether that host and port are its own ones, and not those in its home region."""
        return _netloc(netloc) == self.netloc != _netloc(self.home_url)

    def has_in(self, group: str, person: Person) -> bool:
        """Whether a person, who may be of another domain, is in the group of that name here."""
        return self.users.numbered(person.number) is not None and any(
            found.name == group for found in self.groups.of(person)
        )


def domains(
    ocids: Ocids, compartments: Compartments, today: datetime, now: Callable[[], datetime], users: int, partners: int
) -> list[Domain]:
    """The identity domains of the tenancy, the Default one first, with that many users each."""
    default = Users(People(ocids, users, today, CAST), ocids, now)
    second = Users(People(ocids, partners, today, PARTNERS, _SECOND_USERS_FROM, _CROWD_SKIPPED), ocids, now)
    rows = (
        ("", "Default", "Default domain", "DEFAULT", default, Groups(ocids, today, _DEFAULT_GROUPS)),
        (
            "Partners",
            "Partners",
            "Partner companies",
            "SECONDARY",
            second,
            Groups(ocids, today, _SECOND_GROUPS, _SECOND_GROUPS_FROM),
        ),
    )
    return [
        Domain(
            ocids.make("domain", number),
            compartments.ocid_of(path),
            name,
            description,
            kind,
            f"https://{_host(ocids, number)}.identity.oraclecloud.com:443",
            today - timedelta(days=2900 - 1400 * number),
            members,
            groups,
            f"https://{_host(ocids, number)}.{HOME.name.rpartition('-')[0]}-idcs-1.identity.{HOME.name}"
            ".oci.oraclecloud.com:443",
        )
        for number, (path, name, description, kind, members, groups) in enumerate(rows)
    ]


def _host(ocids: Ocids, number: int) -> str:
    return f"idcs-{blake2b(ocids.make('domain', number).encode(), digest_size=16).hexdigest()}"


def _netloc(url: str) -> str:
    """Host and port of an address, without the port that HTTPS has anyway."""
    return url.rpartition("://")[2].removesuffix(":443")
