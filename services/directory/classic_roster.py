"""The roster of IAM without domains."""

from collections.abc import Iterator
from typing import TypeVar

from services.api.answer import decoded
from services.api.home_region import at_home
from services.api.pagination import pages
from services.api.session import Session
from services.directory.iam import IamGroup, IamMembership, IamUser, checked_ocid, group_from, user_from
from services.directory.lookup import only_group, only_one
from services.directory.roster import NewUser, Roster
from services.model.errors import OciSmtpError, OutcomeUnknownError
from services.model.override import override
from services.model.values import Group, User

T = TypeVar("T")


class ClassicRoster(Roster):
    """The `Roster` of a tenancy without identity domains, and of the Default domain of one with them."""

    needs_email = False
    """Not of itself; where a domain is behind IAM, it says so."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @override
    def find_user(self, name: str) -> User | None:
        found = self._all(IamUser, "/users", "searching for the user", {"name": name})
        users = [user_from(item) for item in found if item.name.lower() == name.lower()]
        return only_one(users, name) if users else None

    @override
    def create_user(self, new: NewUser, retry_token: str) -> User:
        email = {"email": new.email} if new.email else {}
        body = {"name": new.name, "description": new.description, **email}
        return user_from(self._create(IamUser, "/users", f"creating the user {new.name}", body, retry_token))

    @override
    def find_group(self, name: str) -> Group | None:
        wanted = name.lower()
        found = self._all(IamGroup, "/groups", "searching for the group", {})
        return only_group([group_from(item) for item in found if wanted == item.name.lower() or name == item.id], name)

    @override
    def create_group(self, name: str, description: str, retry_token: str) -> Group:
        body = {"name": name, "description": description}
        return group_from(self._create(IamGroup, "/groups", f"creating the group {name}", body, retry_token))

    @override
    def is_member(self, user: User, group: Group) -> bool:
        query = {"userId": checked_ocid(user.ocid), "groupId": checked_ocid(group.ocid)}
        found = self._all(IamMembership, "/userGroupMemberships", "reading the groups", query)
        return any(item.group_id == group.ocid and item.lifecycle_state == "ACTIVE" for item in found)

    @override
    def add_member(self, user: User, group: Group, retry_token: str) -> None:
        body = {"userId": checked_ocid(user.ocid), "groupId": checked_ocid(group.ocid)}
        doing = f"adding {user.name} to {group.name}"
        at_home(self._session, lambda wire: wire.write("POST", "/userGroupMemberships", doing, body, retry_token))

    def _create(self, kind: type[T], path: str, doing: str, body: dict[str, str], retry_token: str) -> T:
        full = {"compartmentId": self._session.tenancy_ocid, **body}
        answer = at_home(self._session, lambda wire: wire.write("POST", path, doing, full, retry_token))
        try:
            return decoded(kind, answer, doing)
        except OciSmtpError as error:
            raise OutcomeUnknownError(f"{error.cause} The request probably succeeded.") from None

    def _all(self, kind: type[T], path: str, doing: str, query: dict[str, str]) -> Iterator[T]:
        query = {"compartmentId": self._session.tenancy_ocid, **query}
        return (item for page in pages(self._session.identity_at_home, kind, path, doing, query) for item in page)
