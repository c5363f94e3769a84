"""A directory whose requests keep the pace of all others, and slow down where OCI says that it is too much."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from services.audit.throttled_requests import CancelledError, ThrottledRequests
from services.credentials.generation import GivenUpError
from services.directory import Directory, Json
from services.directory.roster import Roster
from services.directory.source import UserSource
from services.model.override import override
from services.model.values import Credential, Group, IssuedCredential, User

T = TypeVar("T")


class PacedDirectory(Directory):
    """The same directory, at a pace. What a rotation needs is paced; everything else is passed on as it is.

    A rejection because of too many requests (429) did nothing, so that a create can be sent again with its retry token.
    """

    def __init__(self, directory: Directory, calls: ThrottledRequests) -> None:
        self._directory = directory
        self._calls = calls

    @property
    @override
    def searches(self) -> bool:
        return self._directory.searches

    @override
    def sources(self) -> list[UserSource]:
        return self._directory.sources()

    @override
    def users(self) -> Iterator[list[User]]:
        return self._directory.users()

    @override
    def domain_names(self) -> list[str]:
        return self._directory.domain_names()

    @override
    def users_of(self, domain: str) -> Iterator[list[User]]:
        return self._directory.users_of(domain)

    @override
    def search(self, text: str) -> Iterator[list[User]]:
        return self._directory.search(text)

    @override
    def user(self, ocid: str) -> User:
        return self._before_sending(lambda: self._directory.user(ocid))

    @override
    def find(self, text: str) -> User:
        return self._before_sending(lambda: self._directory.find(text))

    @override
    def myself(self) -> User:
        return self._directory.myself()

    @override
    def user_record(self, user: User) -> Json:
        return self._directory.user_record(user)

    @override
    def credential_record(self, user: User, credential: Credential) -> Json:
        return self._directory.credential_record(user, credential)

    @override
    def groups(self, user: User) -> list[Group]:
        return self._directory.groups(user)

    @override
    def credentials(self, user: User) -> list[Credential]:
        return self._before_sending(lambda: self._directory.credentials(user))

    @override
    def create_credential(self, user: User, description: str, retry_token: str) -> IssuedCredential:
        return self._before_sending(lambda: self._directory.create_credential(user, description, retry_token))

    @override
    def describe_credential(self, user: User, credential: Credential, description: str) -> None:
        self._in_any_case(lambda: self._directory.describe_credential(user, credential, description))

    @override
    def delete_credential(self, user: User, credential: Credential) -> None:
        self._in_any_case(lambda: self._directory.delete_credential(user, credential))

    @override
    def change_smtp_capability(self, user: User, allowed: bool) -> None:
        self._directory.change_smtp_capability(user, allowed)

    @override
    def activate(self, user: User) -> None:
        self._directory.activate(user)

    @override
    def roster(self, domain: str) -> Roster:
        return self._directory.roster(domain)

    def _before_sending(self, work: Callable[[], T]) -> T:
        """What `work` finds.

        Raises:
            GivenUpError: the run was canceled before this was sent.
        """
        try:
            return self._calls.make(work)
        except CancelledError:
            raise GivenUpError("Canceled before anything was sent.") from None

    def _in_any_case(self, work: Callable[[], None]) -> None:
        """Do what ends a row, also after the run was canceled."""
        try:
            self._calls.make(work)
        except CancelledError:
            work()
