"""The people of the demo tenancy: who the user with a given number is, worked out when asked."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

from services.demo.cast import CAST, Held, Part
from services.demo.names import FAMILY, GIVEN, ascii_form
from services.demo.ocids import Ocids

CAPABILITIES = (
    "canUseConsolePassword",
    "canUseApiKeys",
    "canUseAuthTokens",
    "canUseSmtpCredentials",
    "canUseDbCredentials",
    "canUseCustomerSecretKeys",
    "canUseOAuth2ClientCredentials",
)
BLOCKED = 4
"""The bit of `inactiveStatus` that says blocked (oci.identity.models.User)."""

FEDERATED_PREFIX = "oracleidentitycloudservice/"

_AGE_OF_TENANCY = timedelta(days=8 * 365)
_MAIL_DOMAINS = ("example.com", "example.com", "example.org", "emea.example.com", "apac.example.net")
_TEAMS = ("Finance", "Engineering", "Sales", "Support", "Marketing", "Legal", "Operations", "Research", "People", "")
_GIVEN_LOGINS = tuple(ascii_form(name) for name in GIVEN)
_FAMILY_LOGINS = tuple(ascii_form(name) for name in FAMILY)
_GIVEN_NUMBERS = {login: number for number, login in enumerate(_GIVEN_LOGINS)}
_FAMILY_NUMBERS = {login: number for number, login in enumerate(_FAMILY_LOGINS)}
_LOGIN = re.compile(r"([a-z-]+)\.([a-z-]+)(\d*)")


@dataclass(frozen=True)
class FirstCredential:
    """An SMTP credential held from the start."""

    description: str
    created: datetime
    created_by: str
    """OCID of the user who created it."""
    expires: datetime | None = None


@dataclass
class Person:
    """A user as the tenancy knows it."""

    number: int
    ocid: str
    name: str
    email: str
    description: str
    created: datetime
    state: str = "ACTIVE"
    federated: bool = False
    last_login: datetime | None = None
    modified: datetime | None = None
    """When it last changed; None where it didn't since it was created."""
    groups: tuple[str, ...] = ()
    """Names of the groups that the person was in from the start."""
    credentials: tuple[FirstCredential, ...] = ()
    """The SMTP credentials held from the start."""
    capabilities: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(CAPABILITIES, True))
    tags: dict[str, str] = field(default_factory=dict)
    version: int = 0


class People:
    """Works out the `count` people of an identity domain, in order of creation; the same every time.

    Their numbers begin with `first`. The first are the cast, whom tests and demonstrations know by name; the others are
    taken from an endless crowd, `skipped` of whom are in another domain.
    """

    def __init__(
        self,
        ocids: Ocids,
        count: int,
        today: datetime,
        cast: tuple[Part, ...] = CAST,
        first: int = 0,
        skipped: int = 0,
    ) -> None:
        self._ocids = ocids
        self._cast = cast
        self._count = max(count, len(cast))
        self._today = today
        self._skipped = skipped
        self.first = first

    def __len__(self) -> int:
        return self._count

    def person(self, number: int) -> Person:
        """The person with that number, `first` to `first` + `len` - 1."""
        ocid, index = self._ocids.make("user", number), number - self.first
        return self._play(number, ocid, self._cast[index]) if index < len(self._cast) else self._invent(number, ocid)

    def name(self, number: int) -> str:
        """The user name of the person with that number: a small part of the work of `person`."""
        index = number - self.first
        return self._cast[index].name if index < len(self._cast) else _invented_name(index + self._skipped)

    def number_of(self, name: str) -> int | None:
        """The number of the person with exactly that user name."""
        index = next((n for n, part in enumerate(self._cast) if part.name == name), None)
        if index is None:
            place = _place_in_crowd(name)
            index = None if place is None else place - self._skipped
        if index is None or not 0 <= index < self._count or self.name(self.first + index) != name:
            return None
        return self.first + index

    def _created(self, number: int) -> datetime:
        age = _AGE_OF_TENANCY * (1 - (number - self.first) / self._count)
        return self._today - max(age, timedelta(hours=2))

    def _play(self, number: int, ocid: str, part: Part) -> Person:
        capabilities = dict.fromkeys(CAPABILITIES, True)
        capabilities["canUseSmtpCredentials"] = part.smtp_allowed
        login = None if part.days_since_login is None else self._today - timedelta(days=part.days_since_login)
        return Person(
            number=number,
            ocid=ocid,
            name=part.name,
            email=part.email,
            description=part.description,
            created=self._created(number),
            state=part.state,
            federated=part.federated,
            last_login=login,
            groups=part.groups,
            credentials=tuple(self._credential(ocid, held) for held in part.credentials),
            capabilities=capabilities,
        )

    def _credential(self, owner: str, held: Held) -> FirstCredential:
        days, creator = held.expires_in_days, self.number_of(held.creator) if held.creator else None
        return FirstCredential(
            held.description,
            self._today - timedelta(days=held.days),
            owner if creator is None else self._ocids.make("user", creator),
            None if days is None else self._today + timedelta(days=days),
        )

    def _invent(self, number: int, ocid: str) -> Person:
        place = number - self.first + self._skipped
        dice = _dice(place)
        email = _email(place, dice)
        federated = _is_federated(dice)
        team = _TEAMS[dice[3] % len(_TEAMS)]
        full_name = f"{GIVEN[place % len(GIVEN)]} {FAMILY[place % len(FAMILY)].replace('-', ' ')}"
        created = self._created(number)
        login_age = timedelta(days=dice[4] * 1.5, minutes=dice[5] * 7)
        last_login = self._today - login_age if dice[4] > 50 and login_age < self._today - created else None
        capabilities = dict.fromkeys(CAPABILITIES, True)
        capabilities["canUseSmtpCredentials"] = dice[6] >= 8
        return Person(
            number=number,
            ocid=ocid,
            name=_invented_name(place),
            email=email,
            description=f"{full_name}, {team}" if team else full_name,
            created=created,
            state="INACTIVE" if dice[7] < 12 else "ACTIVE",
            federated=federated,
            last_login=last_login,
            groups=_groups_of(dice[2]),
            credentials=tuple(
                self._credential(ocid, held)
                for held in _credentials_of(dice, (self._today - created) / timedelta(days=1), self._cast[0].name)
            ),
            capabilities=capabilities,
        )


def _dice(place: int) -> bytes:
    """Eight numbers, 0 to 255, that decide what the invented person at that place in the crowd is like."""
    return blake2b(place.to_bytes(5, "big"), digest_size=8).digest()


def _login(place: int) -> str:
    round_ = place // (len(GIVEN) * len(FAMILY))
    return f"{_GIVEN_LOGINS[place % len(GIVEN)]}.{_FAMILY_LOGINS[place % len(FAMILY)]}{round_ or ''}"


def _email(place: int, dice: bytes) -> str:
    return f"{_login(place)}@{_MAIL_DOMAINS[dice[0] % len(_MAIL_DOMAINS)]}"


def _is_federated(dice: bytes) -> bool:
    return dice[1] < 40


def _invented_name(place: int) -> str:
    dice = _dice(place)
    if _is_federated(dice):
        return FEDERATED_PREFIX + _email(place, dice)
    return _email(place, dice) if dice[2] < 110 else _login(place)


def _place_in_crowd(name: str) -> int | None:
    """The one number below which both names and the round fit (Chinese remainder theorem)."""
    match = _LOGIN.fullmatch(name.removeprefix(FEDERATED_PREFIX).partition("@")[0])
    if match is None or match[1] not in _GIVEN_NUMBERS or match[2] not in _FAMILY_NUMBERS:
        return None
    given, family, round_ = _GIVEN_NUMBERS[match[1]], _FAMILY_NUMBERS[match[2]], int(match[3] or 0)
    steps = (family - given) * pow(len(GIVEN), -1, len(FAMILY)) % len(FAMILY)
    return given + steps * len(GIVEN) + round_ * len(GIVEN) * len(FAMILY)


def _groups_of(die: int) -> tuple[str, ...]:
    if die < 12:
        return ("MailSenders", "Developers")
    if die < 60:
        return ("Developers",)
    if die < 75:
        return ("HelpDesk",)
    return ("Auditors",) if die < 80 else ()


_USES = (
    "Postfix relay on mail-01",
    "Grafana alerts",
    "WordPress contact form",
    "Scanner, 3rd floor",
    "Jenkins build results",
    "Odoo invoices",
    "backup-nightly.sh",
    "Zabbix → on-call",
    "",
    "test",
    "Neues Ticketsystem (Übergang)",
)


def _credentials_of(dice: bytes, days_of_user: float, administrator: str) -> tuple[Held, ...]:
    """Every sixth was created by the administrator, and a few expire, at the latest in a month."""
    count = 2 if dice[5] < 6 else 1 if dice[5] < 24 else 0
    creator = administrator if dice[7] % 6 == 0 else ""
    expires = dice[7] % 35 - 5 if dice[6] % 16 == 0 else None
    return tuple(
        Held(_USES[(dice[3] + n * 3) % len(_USES)], days_of_user * (0.9 - 0.5 * n), creator, expires)
        for n in range(count)
    )
