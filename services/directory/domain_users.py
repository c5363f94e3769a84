"""The users of one identity domain, through its SCIM API.

What belongs to the signed-in user goes through `/Me`, which needs no role; what belongs to others through the resource
for administrators.
"""

from collections.abc import Iterator
from typing import TypeVar

from services.api.answer import damaged
from services.api.client import Wire
from services.api.list_ends import as_far_as_readable, whole
from services.api.session import Session
from services.config.ocids import OCID
from services.directory import Directory, Json, scim
from services.directory.domain_list import IdentityDomain
from services.directory.domain_roster import GROUPS, USERS, DomainRoster
from services.directory.lookup import checked_text, only_one
from services.directory.roster import Roster
from services.directory.scim_pages import ScimPages
from services.directory.source import UserSource
from services.model.errors import NotFoundError
from services.model.override import override
from services.model.values import Group, User

ME = "/admin/v1/Me"
CAPABILITIES_CHANGER = "/admin/v1/UserCapabilitiesChanger"
STATUS_CHANGER = "/admin/v1/UserStatusChanger"

T = TypeVar("T")


class DomainUsers(Directory, UserSource):
    """The part of a `Directory` that is about users and groups."""

    searches = True

    def __init__(self, session: Session, domain: IdentityDomain) -> None:
        self.domain = domain
        self._session = session

    @property
    @override
    def label(self) -> str:
        return f"the identity domain {self.domain.name}"

    @override
    def sources(self) -> list[UserSource]:
        return [self]

    @override
    def users(self) -> Iterator[list[User]]:
        return self._users("listing the users")

    @override
    def domain_names(self) -> list[str]:
        return [self.domain.name]

    @override
    def users_of(self, domain: str) -> Iterator[list[User]]:
        return self.users()

    @override
    def user_count(self) -> int | None:
        """The total of a list of which zero entries are requested (RFC 7644, section 3.4.2.4)."""
        return self._wire.read(scim.ScimList, USERS, "counting the users", {"count": 0, "attributes": "id"})[
            0
        ].total_results

    @override
    def group_names(self) -> dict[str, str]:
        pages = self._pages(scim.ScimGroup, GROUPS, "listing the groups", {"attributes": "displayName"})
        found, lacking = as_far_as_readable(pages)
        return dict(whole([(item.id, item.display_name) for item in found], lacking))

    @override
    def members(self, group: str) -> Iterator[list[str]]:
        """Asks the list of users: a group with more than 10,000 members can't list them itself."""
        query = {"attributes": "ocid,userName", "filter": f"groups.value eq {scim.quoted(group)}"}
        pages = self._pages(scim.ScimUser, USERS, "listing the members of a group", query)
        return map(_ids, pages)

    @override
    def search(self, text: str) -> Iterator[list[User]]:
        wanted = scim.quoted(text)
        attributes = ("userName", "displayName", "emails.value")
        matches = " or ".join(f"{attribute} co {wanted}" for attribute in attributes)
        return self._users("searching for users", matches if text else "")

    @override
    def user(self, ocid: str) -> User:
        query = {"attributes": scim.USER_ATTRIBUTES}
        found, _ = self._wire.read(scim.ScimUser, self._user_path(ocid), "reading the user", query)
        return scim.user_from(found, self.domain.name)

    @override
    def find(self, text: str) -> User:
        return only_one(self.matches(text), text)

    def matches(self, text: str) -> list[User]:
        """All users with that name or email, in any case; the one with that OCID.

        Raises:
            NotAuthorizedError: no user has that OCID, or it isn't visible to you.
            OciSmtpError: the request failed.
        """
        if OCID.fullmatch(checked_text(text)):
            return [self.user(text)]
        wanted = scim.quoted(text)
        pages = self._users("searching for the user", f"userName eq {wanted} or emails.value eq {wanted}")
        found, lacking = as_far_as_readable(pages)
        if lacking and lacking.lacks_rows:  # each row is one that answers to the text
            raise lacking
        return found

    @override
    def myself(self) -> User:
        """The user of `/admin/v1/Me`.

        Raises:
            NotAuthenticatedError, NotAuthorizedError: the signed-in user isn't in this domain.
        """
        return self.user(self._session.own_user())

    @override
    def user_record(self, user: User) -> Json:
        return self._wire.read(Json, self._user_path(user.ocid), "reading the user")[0]

    @override
    def groups(self, user: User) -> list[Group]:
        query = {"attributes": "groups"}
        doing = "reading the groups"
        found, _ = self._wire.read_list(scim.ScimGroups, self._user_path(user.ocid), doing, query)
        groups = scim.groups_from(found.value)
        if found.damages:
            raise damaged(found.damages, doing, groups)
        return groups

    @override
    def change_smtp_capability(self, user: User, allowed: bool) -> None:
        doing = f"changing the user capabilities of {user.name}"
        query = {"attributes": scim.CAPABILITIES}
        found = self._wire.read_exactly(scim.ScimCapabilities, self._user_path(user.ocid), doing, query)
        kept = {name: value for name, value in (found.capabilities or {}).items() if value is not None}
        body = {
            "schemas": [scim.CAPABILITIES_CHANGER],
            **kept,
            "canUseSmtpCredentials": allowed,
            **({scim.SELF_CHANGE: True} if self._is_me(user) else {}),
        }
        self._wire.write("PUT", f"{CAPABILITIES_CHANGER}/{found.id}", doing, body)

    @override
    def activate(self, user: User) -> None:
        doing = f"activating {user.name}"
        query = {"attributes": "active"}
        found = self._wire.read_exactly(scim.ScimId, self._user_path(user.ocid), doing, query)
        body: dict[str, object] = {"schemas": [scim.STATUS_CHANGER], "active": True}
        self._wire.write("PUT", f"{STATUS_CHANGER}/{found.id}", doing, body)

    @override
    def roster(self, domain: str) -> Roster:
        if domain.casefold() != self.domain.name.casefold():
            raise NotFoundError(f"The user is in the identity domain {self.domain.name}, not {domain}.")
        return DomainRoster(self._session, self.domain)

    @property
    def _wire(self) -> Wire:
        return self._session.domain(self.domain.name, self.domain.url, self.domain.home_url)

    def _is_me(self, user: User) -> bool:
        return user.ocid == self._session.user_ocid

    def _user_path(self, ocid: str) -> str:
        return ME if scim.checked_id(ocid) == self._session.user_ocid else f"{USERS}/{ocid}"

    def _users(self, doing: str, matching: str = "") -> Iterator[list[User]]:
        query = {"attributes": scim.USER_ATTRIBUTES, "sortBy": "userName", "sortOrder": "ASCENDING"}
        query |= {"filter": matching} if matching else {}
        pages = self._pages(scim.ScimUser, USERS, doing, query)
        return map(self._from_page, pages)

    def _from_page(self, page: list[scim.ScimUser]) -> list[User]:
        return [scim.user_from(item, self.domain.name) for item in page]

    def _pages(self, kind: type[T], path: str, doing: str, query: dict[str, str]) -> Iterator[list[T]]:
        where = f" in the identity domain {self.domain.name}"
        return ScimPages(lambda: self._wire, kind, path, doing, query, where)


def _ids(page: list[scim.ScimUser]) -> list[str]:
    return [item.ocid or item.id for item in page]
