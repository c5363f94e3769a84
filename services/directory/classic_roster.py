"""The roster of IAM without domains."""

from typing import TypeVar

from services.api.answer import decoded
from services.api.home_region import at_home
from services.api.list_ends import as_far_as_readable
from services.api.pagination import Enough, all_of, pages
from services.api.session import Session
from services.directory.iam import IamGroup, IamMembership, IamUser, checked_ocid, group_from, user_from
from services.directory.lookup import check_names, only_group, only_one
from services.directory.roster import NewUser, Roster
from services.model.errors import IncompleteError, OciSmtpError, OutcomeUnknownError
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
        wanted = name.lower()
        is_enough: Enough[IamUser] = all_of({wanted}, lambda item: item.name.lower())
        found, lacking = self._all(IamUser, "/users", "searching for the user", {"name": name}, is_enough)
        check_names(lacking, "name")
        users = [user_from(item) for item in found if item.name.lower() == wanted]
        return only_one(users, name) if users else None

    @override
    def create_user(self, new: NewUser, retry_token: str) -> User:
        email = {"email": new.email} if new.email else {}
        body = {"name": new.name, "description": new.description, **email}
        return user_from(self._create(IamUser, "/users", f"creating the user {new.name}", body, retry_token))

    @override
    def find_group(self, name: str) -> Group | None:
        wanted = name.lower()
        found, lacking = self._all(IamGroup, "/groups", "searching for the group", {})
        check_names(lacking, "name")
        return only_group([group_from(item) for item in found if wanted == item.name.lower() or name == item.id], name)

    @override
    def create_group(self, name: str, description: str, retry_token: str) -> Group:
        body = {"name": name, "description": description}
        return group_from(self._create(IamGroup, "/groups", f"creating the group {name}", body, retry_token))

    @override
    def is_member(self, user: User, group: Group) -> bool:
        query = {"userId": checked_ocid(user.ocid), "groupId": checked_ocid(group.ocid)}
        found, lacking = self._all(IamMembership, "/userGroupMemberships", "reading the groups", query)
        is_in = any(item.group_id == group.ocid and item.lifecycle_state == "ACTIVE" for item in found)
        if lacking and not is_in:
            raise lacking
        return is_in

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

    def _all(
        self, kind: type[T], path: str, doing: str, query: dict[str, str], is_enough: Enough[T] | None = None
    ) -> tuple[list[T], IncompleteError | None]:
        query = {"compartmentId": self._session.tenancy_ocid, **query}
        return as_far_as_readable(pages(self._session.identity_at_home, kind, path, doing, query, is_enough))
