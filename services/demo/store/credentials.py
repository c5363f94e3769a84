"""SMTP credentials: the ones held from the start, made up when first looked at, and the ones created since."""

import secrets
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.demo.ocids import Ocids
from services.demo.people import Person
from services.model.values import SMTP_CREDENTIAL_LIMIT

_FIRST_CREATED = 1 << 32
_PASSWORD_LENGTH = 20
_PUNCTUATION = "$#;\"\\[]<>()&'%:{}.!?*+-_=@^~|,/"
_ALPHABET = string.ascii_letters + string.digits + _PUNCTUATION


@dataclass
class StoredCredential:
    """An SMTP credential with the password that OCI would never give out again."""

    ocid: str
    owner: Person
    user_name: str
    password: str
    description: str
    created: datetime
    state: str = "ACTIVE"
    """A domain's administrator can make it INACTIVE: Email Delivery then rejects it, and lists still have it."""
    version: int = 0
    created_by: str = ""
    """OCID of the user who created it."""
    changed_by: str = ""
    """OCID of the user who changed it last; empty where that is the one who created it."""
    changed: datetime | None = None
    expires: datetime | None = None
    tags: tuple[tuple[str, str], ...] = ()
    """Keys and values of the tags in the identity domain."""


class Credentials:
    """The SMTP credentials of all users. User names and passwords are random: nothing secret follows from the seed."""

    def __init__(self, ocids: Ocids, tenancy_ocid: str, today: datetime) -> None:
        self._ocids = ocids
        self._tenancy_ocid = tenancy_ocid
        self._today = today
        self._next_number = _FIRST_CREATED
        self._of_user: dict[int, list[StoredCredential]] = {}
        self._by_ocid: dict[str, StoredCredential] = {}
        self._by_user_name: dict[str, StoredCredential] = {}

    def of(self, owner: Person) -> list[StoredCredential]:
        """The user's credentials, oldest first; a copy."""
        return list(self._held_by(owner))

    def add(self, owner: Person, description: str, created: datetime) -> StoredCredential:
        """Create a credential, whatever the limit."""
        credential = self._make(self._next_number, owner, description, created)
        self._next_number += 1
        self._of_user[owner.number] = [*self._held_by(owner), credential]
        return credential

    def remove(self, credential: StoredCredential) -> None:
        """Delete a credential: it can no longer be used to sign in."""
        self._of_user[credential.owner.number].remove(credential)
        del self._by_ocid[credential.ocid]
        del self._by_user_name[credential.user_name]

    def remove_all_of(self, owner: Person) -> None:
        """Delete what a deleted user had."""
        for credential in self.of(owner):
            self.remove(credential)

    def find(self, ocid: str) -> StoredCredential | None:
        """The credential with that OCID, once it was listed or created."""
        return self._by_ocid.get(ocid)

    def with_user_name(self, user_name: str) -> StoredCredential | None:
        """The credential with that SMTP user name, once it was listed or created."""
        return self._by_user_name.get(user_name)

    def scim_id(self, credential: StoredCredential) -> str:
        """The id by which the identity domain knows the credential."""
        return self._ocids.hex_id("credential", self._ocids.number("credential", credential.ocid) or 0)

    def with_scim_id(self, scim_id: str) -> StoredCredential | None:
        """The credential with that id, once it was listed or created."""
        number = self._ocids.number_of_hex("credential", scim_id)
        return None if number is None else self.find(self._ocids.make("credential", number))

    def known(self) -> Iterator[StoredCredential]:
        """Every credential that was listed or created so far."""
        return iter(list(self._by_ocid.values()))

    def _held_by(self, owner: Person) -> list[StoredCredential]:
        held = self._of_user.get(owner.number)
        if held is None:
            held = [
                self._make(owner.number * SMTP_CREDENTIAL_LIMIT + n, owner, text, self._today - timedelta(days=age))
                for n, (text, age) in enumerate(owner.credentials)
            ]
            if held:
                self._of_user[owner.number] = held
        return held

    def _make(self, number: int, owner: Person, description: str, created: datetime) -> StoredCredential:
        ocid = self._ocids.make("credential", number)
        user_name = self._new_user_name(owner)
        credential = StoredCredential(ocid, owner, user_name, _random_password(), description, created)
        self._by_ocid[ocid] = credential
        self._by_user_name[user_name] = credential
        return credential

    def _new_user_name(self, owner: Person) -> str:
        """One that no credential has: a user who gets one after another would soon get two random letters again."""
        while True:
            user_name = f"{owner.ocid}@{self._tenancy_ocid}.{_random(string.ascii_lowercase, 2)}.com"
            if user_name not in self._by_user_name:
                return user_name


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def _random_password() -> str:
    """As OCI's look: letters, digits, and punctuation that shells, INI files and markup stumble over."""
    while True:
        password = _random(_ALPHABET, _PASSWORD_LENGTH)
        if any(c in _PUNCTUATION for c in password) and any(c.isdigit() for c in password):
            return password
