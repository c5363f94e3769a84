"""The roster of one identity domain, over SCIM (docs.oracle.com, Identity/api-getstarted)."""

from typing import TypeVar

from services.api.answer import damaged, decoded
from services.api.client import Wire
from services.api.list_ends import as_far_as_readable
from services.api.session import Session
from services.config.ocids import OCID
from services.directory import scim
from services.directory.domain_list import IdentityDomain
from services.directory.lookup import check_names, only_group, only_one
from services.directory.roster import NewUser, Roster
from services.directory.scim_pages import ScimPages
from services.model.errors import OciSmtpError, OutcomeUnknownError
from services.model.override import override
from services.model.values import Group, User

T = TypeVar("T")

USERS = "/admin/v1/Users"
GROUPS = "/admin/v1/Groups"

GROUP_ATTRIBUTES = f"ocid,displayName,{scim.GROUP_MORE}:description"


class DomainRoster(Roster):
    """The `Roster` of an identity domain."""

    needs_email = True
    """Unless the domain was set up otherwise, which it does not tell everyone."""

    def __init__(self, session: Session, domain: IdentityDomain) -> None:
        self._session = session
        self._domain = domain

    @override
    def find_user(self, name: str) -> User | None:
        query = {"attributes": scim.USER_ATTRIBUTES, "filter": f"userName eq {scim.quoted(name)}"}
        pages = ScimPages(lambda: self._wire, scim.ScimUser, USERS, "searching for the user", query)
        found, lacking = as_far_as_readable(pages)
        check_names(lacking, "userName")
        users = [scim.user_from(item, self._domain.name) for item in found]
        return only_one(users, name) if users else None

    @override
    def create_user(self, new: NewUser, retry_token: str) -> User:
        """SCIM requires a family name, so a user for a program gets one, too."""
        body = {
            "schemas": [scim.USER],
            "userName": new.name,
            "name": {"familyName": new.name},
            "displayName": new.name,
            "description": new.description,
            "emails": [{"value": new.email, "type": kind, "primary": kind == "work"} for kind in ("work", "recovery")],
        }
        doing = f"creating the user {new.name}"
        answer = self._wire.write("POST", USERS, doing, body, retry_token)
        return scim.user_from(_made(scim.ScimUser, answer, doing), self._domain.name)

    @override
    def find_group(self, name: str) -> Group | None:
        found = self._group(name)
        return scim.group_from(found) if found else None

    @override
    def create_group(self, name: str, description: str, retry_token: str) -> Group:
        more = {scim.GROUP_MORE: {"description": description}}
        body = {"schemas": [scim.GROUP, scim.GROUP_MORE], "displayName": name, **more}
        doing = f"creating the group {name}"
        answer = self._wire.write("POST", GROUPS, doing, body, retry_token)
        return scim.group_from(_made(scim.ScimGroup, answer, doing))

    @override
    def is_member(self, user: User, group: Group) -> bool:
        query = {"attributes": "groups"}
        path = f"{USERS}/{scim.checked_id(user.ocid)}"
        doing = "reading the groups"
        found, _ = self._wire.read_list(scim.ScimGroups, path, doing, query)
        is_in = any(item.ocid == group.ocid for item in scim.groups_from(found.value))
        if found.damages and not is_in:
            raise damaged(found.damages, doing)
        return is_in

    @override
    def add_member(self, user: User, group: Group, retry_token: str) -> None:
        """Members are named by their SCIM ids."""
        doing = f"adding {user.name} to {group.name}"
        query = {"attributes": "userName"}
        member, _ = self._wire.read(scim.ScimUser, f"{USERS}/{scim.checked_id(user.ocid)}", doing, query)
        found = self._group(group.ocid)
        change = {"op": "add", "path": "members", "value": [{"value": member.id, "type": "User"}]}
        body = {"schemas": [scim.PATCH], "Operations": [change]}
        group_id = found.id if found else scim.checked_id(group.ocid)
        self._wire.write("PATCH", f"{GROUPS}/{group_id}", doing, body, retry_token)

    def _group(self, name: str) -> scim.ScimGroup | None:
        attribute = "ocid" if OCID.fullmatch(name) else "displayName"
        query = {"attributes": GROUP_ATTRIBUTES, "filter": f"{attribute} eq {scim.quoted(name)}"}
        pages = ScimPages(lambda: self._wire, scim.ScimGroup, GROUPS, "searching for the group", query)
        found, lacking = as_far_as_readable(pages)
        check_names(lacking, "displayName", "ocid")
        only_group([scim.group_from(item) for item in found], name)
        return found[0] if found else None

    @property
    def _wire(self) -> Wire:
        return self._session.domain(self._domain.name, self._domain.url, self._domain.home_url)


def _made(kind: type[T], answer: bytes, doing: str) -> T:
    try:
        return decoded(kind, answer, doing)
    except OciSmtpError as error:
        raise OutcomeUnknownError(f"{error.cause} The request probably succeeded.") from None
