"""Every identity domain of the tenancy as one directory."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from services.api.session import Session
from services.config.ocids import OCID
from services.directory import Directory, Json
from services.directory.domain_list import DomainList, IdentityDomain
from services.directory.domains import DomainsDirectory
from services.directory.lookup import checked_text, myself_if, only_one
from services.directory.roster import Roster
from services.directory.source import UnreadSource, UserSource
from services.model.errors import (
    ConfigError,
    DamagedError,
    IncompleteError,
    NotAuthenticatedError,
    NotAuthorizedError,
    NotFoundError,
    OciSmtpError,
    RefusedError,
)
from services.model.override import override
from services.model.values import Credential, Group, IssuedCredential, User

LASTING = (NotAuthorizedError, NotAuthenticatedError, RefusedError, ConfigError)
"""How a domain says that you are not its user or its administrator, or that it can't be used from here at all."""

REFUSALS = (NotAuthorizedError, NotAuthenticatedError)

UNLISTED = "domains that can't be listed"

T = TypeVar("T")


class AllDomains(Directory):
    """The `Directory` of a tenancy with identity domains.

    A user is looked after in the domain that holds it; who comes without a domain is looked for.
    """

    searches = True
    can_suspend = True

    def __init__(self, session: Session, domains: DomainList) -> None:
        self._session = session
        self._domains = domains
        self._directories: dict[str, DomainsDirectory] = {}
        self._home_of: dict[str, IdentityDomain] = {}

    def domains(self) -> list[IdentityDomain]:
        """All of them, the Default one first.

        Raises:
            OciSmtpError: they could not be looked for.
        """
        found = list(self._domains)
        if error := self._unlisted():
            raise error
        return found

    def of(self, domain: IdentityDomain) -> DomainsDirectory:
        """The directory of one domain."""
        return self._directories.setdefault(domain.ocid, DomainsDirectory(self._session, domain))

    @override
    def sources(self) -> list[UserSource]:
        """One source of users for each identity domain."""
        found: list[UserSource] = [self.of(domain) for domain in self._domains]
        return [*found, *(UnreadSource(UNLISTED, error) for error in self._domains.unread[:1])]

    @override
    def users(self) -> Iterator[list[User]]:
        """The users of one domain after the other.

        Raises:
            NotAuthorizedError: the users of one domain aren't visible to you.
            IncompleteError: they can't be read for another reason. Either comes after the users of all other domains.
        """
        return self._users_of_each(lambda directory: directory.users())

    @override
    def domain_names(self) -> list[str]:
        return [domain.name for domain in self._domains]

    @override
    def users_of(self, domain: str) -> Iterator[list[User]]:
        """The users of one domain.

        Raises:
            NotFoundError: no domain has that name.
        """
        for each in self._domains:
            if each.name == domain:
                return self.of(each).users()
        raise NotFoundError(f"The identity domain {domain} doesn't exist.", "Refresh to see the current domains.")

    @override
    def search(self, text: str) -> Iterator[list[User]]:
        """What each domain finds, in the order of `users`, with its errors."""
        return self._users_of_each(lambda directory: directory.search(text))

    @override
    def user(self, ocid: str) -> User:
        return self._first_answer(ocid, lambda directory: directory.user(ocid))

    @override
    def find(self, text: str) -> User:
        """A user name that exists in two domains can be given as `DOMAIN/NAME`."""
        if OCID.fullmatch(checked_text(text)):
            return self.user(text)
        found, refused = self._matches(text)
        for error in refused.values():
            if not isinstance(error, LASTING):
                error.next_step = f"{error.next_step} Or use the OCID, for the user might be there."
                raise error
        if not found and (me := myself_if(self, text)):
            return me
        if refused and not found:
            if refused.keys() >= set(self.domain_names()):
                raise _telling(list(refused.values()))
            raise NotFoundError(
                f'No user has the name or email "{text}" in the domains that you can search '
                f"({_listed(refused)} not searched).",
                "Try the OCID, or ask an administrator of that domain.",
            )
        return only_one(found, text)

    @override
    def myself(self) -> User:
        return self._first_answer(self._session.own_user(), lambda directory: directory.myself())

    @override
    def user_record(self, user: User) -> Json:
        return self._home(user).user_record(user)

    @override
    def credential_record(self, user: User, credential: Credential) -> Json:
        return self._home(user).credential_record(user, credential)

    @override
    def groups(self, user: User) -> list[Group]:
        return self._home(user).groups(user)

    @override
    def credentials(self, user: User) -> list[Credential]:
        return self._home(user).credentials(user)

    @override
    def create_credential(self, user: User, description: str, retry_token: str) -> IssuedCredential:
        return self._home(user).create_credential(user, description, retry_token)

    @override
    def describe_credential(self, user: User, credential: Credential, description: str) -> None:
        self._home(user).describe_credential(user, credential, description)

    @override
    def suspend_credential(self, user: User, credential: Credential) -> None:
        self._home(user).suspend_credential(user, credential)

    @override
    def restore_credential(self, user: User, credential: Credential) -> None:
        self._home(user).restore_credential(user, credential)

    @override
    def delete_credential(self, user: User, credential: Credential) -> None:
        self._home(user).delete_credential(user, credential)

    @override
    def change_smtp_capability(self, user: User, allowed: bool) -> None:
        self._home(user).change_smtp_capability(user, allowed)

    @override
    def activate(self, user: User) -> None:
        self._home(user).activate(user)

    @override
    def roster(self, domain: str) -> Roster:
        named = [each for each in self._domains if each.name.casefold() == domain.casefold()]
        if len(named) != 1:
            names = ", ".join(self.domain_names())
            raise NotFoundError(f'Unknown identity domain: "{domain}".', f"Domains: {names}.")
        return self.of(named[0]).roster(domain)

    def _users_of_each(self, listing: Callable[[DomainsDirectory], Iterator[list[User]]]) -> Iterator[list[User]]:
        refused: dict[str, OciSmtpError] = {}
        damaged: list[DamagedError] = []
        some = False
        for domain in self._domains:
            try:
                for page in listing(self.of(domain)):
                    some = True
                    yield page
            except DamagedError as error:
                damaged.append(error)
            except OciSmtpError as error:
                refused[domain.name] = error
        if unlisted := self._unlisted():
            refused[UNLISTED] = unlisted
        if refused and not some:
            raise _telling(list(refused.values()))
        if refused:
            raise _lacking(refused, damaged)
        if damaged:
            raise _joined(damaged)

    def _unlisted(self) -> OciSmtpError | None:
        return next(iter(self._domains.unread), None)

    def _matches(self, text: str) -> tuple[list[User], dict[str, OciSmtpError]]:
        """Users of any domain that answer to the text, and the rejections of the other domains."""
        prefix, _, name = text.partition("/")
        named = [domain for domain in self._domains if name and domain.name.lower() == prefix.lower()]
        found: list[User] = []
        refused: dict[str, OciSmtpError] = {}
        # A name may have a slash in it, and begin as that of a domain does: then both are meant.
        for domain, wanted in (*((domain, name) for domain in named), *((domain, text) for domain in self._domains)):
            try:
                users = self.of(domain).matches(wanted)
            except OciSmtpError as error:
                refused[domain.name] = error
                continue
            found += users
            self._home_of.update(dict.fromkeys((user.ocid for user in users), domain))
        if unlisted := self._unlisted():
            refused[UNLISTED] = unlisted
        return found, refused

    def _first_answer(self, ocid: str, ask: Callable[[DomainsDirectory], T]) -> T:
        """What the one domain says that knows the user with that OCID."""
        refused: list[OciSmtpError] = []
        for domain in self._domains:
            try:
                answer = ask(self.of(domain))
            except OciSmtpError as error:
                refused.append(error)
                continue
            self._home_of[ocid] = domain
            return answer
        raise _telling([*refused, *self._domains.unread])

    def _home(self, user: User) -> DomainsDirectory:
        """The directory of the domain that holds the user."""
        if user.domain and user.ocid not in self._home_of:
            named = [domain for domain in self._domains if domain.name == user.domain]
            if len(named) == 1:
                return self.of(named[0])
        if user.ocid not in self._home_of:
            self.user(user.ocid)
        return self.of(self._home_of[user.ocid])


def _telling(refused: list[OciSmtpError]) -> OciSmtpError:
    """Of several errors the one to show.

    A domain that might have the user, if it answered, goes before one that doesn't have the user; and "not yours" says
    more than "not known here".
    """
    passing = (error for error in refused if not isinstance(error, LASTING))
    not_yours = (error for error in refused if isinstance(error, NotAuthorizedError))
    return next(passing, None) or next(not_yours, None) or refused[0]


def _lacking(refused: Mapping[str, OciSmtpError], damaged: list[DamagedError]) -> OciSmtpError:
    """The error after a list in which the users of some domains are missing."""
    why = _telling(list(refused.values()))
    said = " ".join([f"Users in {_listed(refused)} aren't included.", why.cause, *(e.cause for e in damaged)])
    kind = NotAuthorizedError if all(isinstance(error, REFUSALS) for error in refused.values()) else IncompleteError
    return kind(said, why.next_step, code=why.code, request_id=why.request_id)


def _joined(damaged: list[DamagedError]) -> DamagedError:
    joined = DamagedError(" ".join(error.cause for error in damaged), damaged[0].next_step)
    joined.lacks_rows = any(error.lacks_rows for error in damaged)
    joined.fields = frozenset().union(*(error.fields for error in damaged))
    return joined


def _listed(refused: Mapping[str, object]) -> str:
    return ", ".join(refused)
