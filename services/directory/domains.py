"""Users and SMTP credentials of one identity domain, through its SCIM API.

What belongs to the signed-in user goes through `/Me` and `/MySmtpCredentials`, which need no role; what belongs to
others through the resources for administrators.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from services.api.answer import damaged, decoded
from services.api.client import Wire
from services.api.list_ends import as_far_as_readable, whole
from services.api.session import Session
from services.config.ocids import OCID
from services.directory import Directory, Json, PasswordMissingError, scim
from services.directory.domain_list import IdentityDomain
from services.directory.domain_roster import GROUPS, DomainRoster
from services.directory.issued import checked_issue
from services.directory.lookup import checked_text, known_credentials, only_one, only_record
from services.directory.roster import Roster
from services.directory.scim_pages import ScimPages
from services.directory.source import UserSource
from services.model.errors import NotAuthorizedError, NotFoundError, OciSmtpError, OutcomeUnknownError
from services.model.override import override
from services.model.times import rfc3339
from services.model.values import Credential, Group, IssuedCredential, OwnedCredential, User

USERS = "/admin/v1/Users"
ME = "/admin/v1/Me"
CREDENTIALS = "/admin/v1/SmtpCredentials"
MY_CREDENTIALS = "/admin/v1/MySmtpCredentials"
CAPABILITIES_CHANGER = "/admin/v1/UserCapabilitiesChanger"
STATUS_CHANGER = "/admin/v1/UserStatusChanger"

T = TypeVar("T")


class DomainsDirectory(Directory, UserSource):
    """The `Directory` of one identity domain."""

    searches = True
    can_suspend = True
    sets_expiry = True

    def __init__(self, session: Session, domain: IdentityDomain) -> None:
        self.domain = domain
        self._session = session
        self._scim_ids: dict[str, str] = {}
        self._mine_has_password = True

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
    def all_credentials(self) -> Iterator[list[OwnedCredential]] | None:
        query = {"attributes": scim.CREDENTIAL_ATTRIBUTES}
        pages = self._pages(scim.ScimOwnedCredential, CREDENTIALS, "listing all credentials", query)
        return map(self._owned, pages)

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
    def credential_record(self, user: User, credential: Credential) -> Json:
        path = self._path_of(user, credential)
        return only_record([self._wire.read(Json, path, "reading the credential")[0]] if path else [], credential)

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
    def credentials(self, user: User) -> list[Credential]:
        doing = f"listing the credentials of {user.name}"
        query = {} if self._is_me(user) else {"filter": scim.owner_filter(scim.checked_id(user.ocid))}
        path = MY_CREDENTIALS if self._is_me(user) else CREDENTIALS
        found, lacking = as_far_as_readable(self._pages(scim.ScimCredential, path, doing, query))
        there = [self._noted(item) for item in found]
        return whole(sorted(there, key=lambda item: item.created.timestamp() if item.created else 0.0), lacking)

    @override
    def create_credential(
        self, user: User, description: str, retry_token: str, expires: datetime | None = None
    ) -> IssuedCredential:
        doing = f"creating a credential for {user.name}"
        path, body = self._creation(user)
        body |= {"expiresOn": rfc3339(expires)} if expires else {}
        answer = self._wire.write("POST", path, doing, {**body, "description": description}, retry_token)
        try:
            issued = decoded(scim.ScimIssued, answer, doing, ("id", "ocid", "userName", "password"))
        except OciSmtpError as error:
            raise OutcomeUnknownError(f"{error.cause} The credential was probably created anyway.") from None
        # A copy, because other threads note what they list at the same time, and an error here would lose the password.
        if any(known == issued.id and ocid != issued.ocid for ocid, known in self._scim_ids.copy().items()):
            raise OutcomeUnknownError("The response from OCI is about a credential that already existed.")
        try:
            return checked_issue(self._noted(issued), issued.password, OCID, scim.SCIM_ID)
        except PasswordMissingError:
            self._mine_has_password = self._mine_has_password and path != MY_CREDENTIALS
            raise

    @override
    def describe_credential(self, user: User, credential: Credential, description: str) -> None:
        self._replace(user, credential, "description", description, "changing the description")

    @override
    def suspend_credential(self, user: User, credential: Credential) -> None:
        self._replace(user, credential, "status", scim.INACTIVE, "suspending the credential")

    @override
    def restore_credential(self, user: User, credential: Credential) -> None:
        self._replace(user, credential, "status", scim.ACTIVE, "restoring the credential")

    def _replace(self, user: User, credential: Credential, attribute: str, value: str, doing: str) -> None:
        """Replace one attribute of a credential (RFC 7644, section 3.5.2.3).

        Raises:
            NotAuthorizedError: the user no longer has it, or you may not change it.
        """
        path = self._path_of(user, credential)
        if not path:
            raise NotAuthorizedError(
                f"{user.name} no longer has this credential.", "Refresh to see the current credentials."
            )
        change = {"op": "replace", "path": attribute, "value": value}
        body = {"schemas": [scim.PATCH], "Operations": [change]}
        self._wire.write("PATCH", path, doing, body)

    @override
    def delete_credential(self, user: User, credential: Credential) -> None:
        path = self._path_of(user, credential)
        if not path:
            return
        try:
            self._wire.write("DELETE", path, "deleting the credential")
        except NotAuthorizedError:
            if any(item.ocid == credential.ocid for item in known_credentials(self, user)):
                raise

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

    def _creation(self, user: User) -> tuple[str, dict[str, object]]:
        """Where to create a credential, and what to say of its owner.

        The answer of `/MySmtpCredentials` is not documented to have the password. Where it had none, the next is asked
        for as an administrator does, whose answer is.
        """
        body: dict[str, object] = {"schemas": [scim.SMTP_CREDENTIAL]}
        if self._is_me(user) and self._mine_has_password:
            return MY_CREDENTIALS, body
        owner = {"ocid" if OCID.fullmatch(scim.checked_id(user.ocid)) else "value": user.ocid}
        return CREDENTIALS, {**body, "user": owner, **({scim.SELF_CHANGE: True} if self._is_me(user) else {})}

    def _path_of(self, user: User, credential: Credential) -> str:
        """The path of a credential, which goes by its SCIM id alone; empty where the user has it no longer."""
        scim.checked_id(user.ocid)
        if credential.ocid not in self._scim_ids:
            known_credentials(self, user)
        scim_id = self._scim_ids.get(credential.ocid)
        return f"{MY_CREDENTIALS if self._is_me(user) else CREDENTIALS}/{scim_id}" if scim_id else ""

    def _noted(self, found: scim.ScimCredential) -> Credential:
        credential = scim.credential_from(found)
        if scim.SCIM_ID.fullmatch(found.id):  # it becomes part of a path
            self._scim_ids[credential.ocid] = found.id
        return credential

    def _users(self, doing: str, matching: str = "") -> Iterator[list[User]]:
        query = {"attributes": scim.USER_ATTRIBUTES, "sortBy": "userName", "sortOrder": "ASCENDING"}
        query |= {"filter": matching} if matching else {}
        pages = self._pages(scim.ScimUser, USERS, doing, query)
        return map(self._from_page, pages)

    def _from_page(self, page: list[scim.ScimUser]) -> list[User]:
        return [scim.user_from(item, self.domain.name) for item in page]

    def _owned(self, page: list[scim.ScimOwnedCredential]) -> list[OwnedCredential]:
        return [scim.owned_from(item, self._noted(item)) for item in page]

    def _pages(self, kind: type[T], path: str, doing: str, query: dict[str, str]) -> Iterator[list[T]]:
        where = f" in the identity domain {self.domain.name}"
        return ScimPages(lambda: self._wire, kind, path, doing, query, where)


def _ids(page: list[scim.ScimUser]) -> list[str]:
    return [item.ocid or item.id for item in page]
