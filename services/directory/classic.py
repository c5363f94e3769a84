"""Users and SMTP credentials through IAM's own API (version 20160918)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

import msgspec

from services.directory import Json, PasswordMissingError
from services.directory.finding import answers_to, checked_text, contains, only_one, only_record
from services.directory.source import Source
from services.errors import NotAuthorizedError, NotFoundError, OciSmtpError, OutcomeUnknownError, UsageError
from services.model import Credential, Group, IssuedCredential, OwnedCredential, User
from services.oci_errors import home_region_named
from services.paging import pages
from services.profile import OCID
from services.secret import Secret
from services.session import Session
from services.wire import Wire, decoded

T = TypeVar("T")


class _Capabilities(msgspec.Struct, rename="camel"):
    can_use_smtp_credentials: bool | None = None


class _User(msgspec.Struct, rename="camel", gc=False):
    id: str
    name: str
    email: str | None = None
    description: str | None = None
    lifecycle_state: str = ""
    time_created: datetime | None = None
    last_successful_login_time: datetime | None = None
    identity_provider_id: str | None = None
    capabilities: _Capabilities | None = None


class _Group(msgspec.Struct, rename="camel"):
    id: str
    name: str
    description: str | None = None


class _Membership(msgspec.Struct, rename="camel"):
    group_id: str
    user_id: str
    lifecycle_state: str = "ACTIVE"


class _Credential(msgspec.Struct, rename="camel"):
    id: str
    username: str
    description: str | None = None
    lifecycle_state: str = ""
    time_created: datetime | None = None


class _Issued(_Credential, rename="camel"):
    password: Secret | None = None


class ClassicDirectory:
    """The `Directory` of a tenancy without identity domains, and of the Default domain of one with them."""

    searches = False
    label = "IAM"

    def __init__(self, session: Session) -> None:
        self._session = session

    def sources(self) -> list[Source]:
        """See `Directory.sources`."""
        return [self]

    def users(self) -> Iterator[list[User]]:
        """See `Directory.users`."""
        query = {"compartmentId": self._session.tenancy_ocid}
        pages = self._pages(_User, "/users", "listing the users", query)
        return map(_users, pages)

    def user_count(self) -> int | None:
        """See `Source.user_count`: IAM does not say."""
        return None

    def all_credentials(self) -> Iterator[list[OwnedCredential]] | None:
        """See `Source.all_credentials`: IAM has no such list."""
        return None

    def group_names(self) -> dict[str, str]:
        """See `Source.group_names`."""
        pages = self._pages(_Group, "/groups", "listing the groups", {"compartmentId": self._session.tenancy_ocid})
        return {item.id: item.name for page in pages for item in page}

    def members(self, group: str) -> Iterator[list[str]]:
        """See `Source.members`."""
        query = {"compartmentId": self._session.tenancy_ocid, "groupId": group}
        pages = self._pages(_Membership, "/userGroupMemberships", "listing the members of a group", query)
        return map(_members, pages)

    def search(self, text: str) -> Iterator[list[User]]:
        """See `Directory.search`: IAM finds nothing but exact names, so every page is read and looked through."""
        wanted = text.casefold()
        return ([user for user in page if contains(user, wanted)] for page in self.users())

    def user(self, ocid: str) -> User:
        """See `Directory.user`."""
        return _user(self._session.identity().read(_User, _user_path(ocid), "reading the user")[0])

    def find(self, text: str) -> User:
        """See `Directory.find`: by OCID, by exact name, then by e-mail or name in any case."""
        if OCID.fullmatch(checked_text(text)):
            return self.user(text)
        query = {"compartmentId": self._session.tenancy_ocid, "name": text}
        exact = [item for page in self._pages(_User, "/users", "looking for the user", query) for item in page]
        if len(exact) == 1:
            return _user(exact[0])
        wanted = text.casefold()
        everyone = (user for page in self.users() for user in page)
        return only_one([user for user in everyone if answers_to(user, wanted)], text)

    def myself(self) -> User:
        """See `Directory.myself`."""
        ocid = self._session.user_ocid
        if not ocid:
            raise NotFoundError("You are signed in as a machine, which has no user settings.", "Open a user instead.")
        try:
            return self.user(ocid)
        except NotAuthorizedError:
            # Everyone may manage his own credentials; not everyone may read his own user record.
            return User(ocid=ocid, name=ocid, status="")

    def user_record(self, user: User) -> Json:
        """See `Directory.user_record`."""
        return self._session.identity().read(Json, _user_path(user.ocid), "reading the user")[0]

    def credential_record(self, user: User, credential: Credential) -> Json:
        """See `Directory.credential_record`: IAM has no request for one alone."""
        path, doing = f"{_user_path(user.ocid)}/smtpCredentials", f"listing the credentials of {user.name}"
        found, _ = self._session.identity().read(list[Json], path, doing)
        return only_record([item for item in found if item.get("id") == credential.ocid], credential)

    def groups(self, user: User) -> list[Group]:
        """See `Directory.groups`."""
        tenancy = self._session.tenancy_ocid
        query = {"compartmentId": tenancy, "userId": user.ocid}
        memberships = self._pages(_Membership, "/userGroupMemberships", "reading the groups", query)
        wanted = {item.group_id for page in memberships for item in page if item.lifecycle_state == "ACTIVE"}
        if not wanted:
            return []
        pages = self._pages(_Group, "/groups", "reading the groups", {"compartmentId": tenancy})
        groups = [Group(item.id, item.name, item.description or "") for page in pages for item in page]
        return sorted((group for group in groups if group.ocid in wanted), key=lambda group: group.name.casefold())

    def credentials(self, user: User) -> list[Credential]:
        """See `Directory.credentials`."""
        path = f"{_user_path(user.ocid)}/smtpCredentials"
        found, _ = self._session.identity().read(list[_Credential], path, f"listing the credentials of {user.name}")
        there = [_credential(item) for item in found if item.lifecycle_state != "DELETED"]
        return sorted(there, key=lambda item: item.created.timestamp() if item.created else 0.0)

    def create_credential(self, user: User, description: str, retry_token: str) -> IssuedCredential:
        """See `Directory.create_credential`.

        Raises:
            PasswordMissingError: it exists, but its password did not come.
        """
        doing = f"creating a credential for {user.name}"
        path = f"{_user_path(user.ocid)}/smtpCredentials"
        body = {"description": description}
        answer = self._at_home(lambda wire: wire.write("POST", path, doing, body, retry_token))
        try:
            issued = decoded(_Issued, answer, doing)
        except OciSmtpError as error:
            raise OutcomeUnknownError(f"{error.cause} The credential was probably created.") from None
        credential = _credential(issued)
        if issued.password is None:
            raise PasswordMissingError(credential)
        return IssuedCredential(credential, issued.password)

    def describe_credential(self, user: User, credential: Credential, description: str) -> None:
        """See `Directory.describe_credential`."""
        path = f"{_user_path(user.ocid)}/smtpCredentials/{_checked(credential.ocid)}"
        self._at_home(lambda wire: wire.write("PUT", path, "changing the description", {"description": description}))

    def delete_credential(self, user: User, credential: Credential) -> None:
        """See `Directory.delete_credential`."""
        path = f"{_user_path(user.ocid)}/smtpCredentials/{_checked(credential.ocid)}"
        try:
            self._at_home(lambda wire: wire.write("DELETE", path, "deleting the credential"))
        except NotAuthorizedError:
            if any(item.ocid == credential.ocid for item in self.credentials(user)):
                raise

    def change_smtp_capability(self, user: User, allowed: bool) -> None:
        """See `Directory.change_smtp_capability`."""
        path, doing = f"{_user_path(user.ocid)}/capabilities", f"changing what {user.name} may use"
        self._at_home(lambda wire: wire.write("PUT", path, doing, {"canUseSmtpCredentials": allowed}))

    def _pages(self, kind: type[T], path: str, doing: str, query: dict[str, str]) -> Iterator[list[T]]:
        return pages(self._session.identity, kind, path, doing, query)

    def _at_home(self, change: Callable[[Wire], bytes]) -> bytes:
        """Make a change in the home region; where OCI names another home in its refusal, once more there."""
        try:
            return change(self._session.identity_at_home())
        except NotAuthorizedError as error:
            named = home_region_named(error.__cause__) if error.__cause__ else ""
            if named and self._session.moved_home(named):
                return change(self._session.identity_at_home())
            raise


def _checked(ocid: str) -> str:
    if not OCID.fullmatch(ocid):
        raise UsageError(f"'{ocid}' is not an OCID.", "An OCID begins with ocid1.")
    return ocid


def _user_path(ocid: str) -> str:
    return f"/users/{_checked(ocid)}"


def _users(page: list[_User]) -> list[User]:
    return [_user(item) for item in page]


def _members(page: list[_Membership]) -> list[str]:
    return [item.user_id for item in page]


def _user(wire: _User) -> User:
    return User(
        wire.id,
        wire.name,
        wire.email or "",
        wire.description or "",
        wire.lifecycle_state,
        wire.time_created,
        wire.last_successful_login_time,
        wire.capabilities.can_use_smtp_credentials if wire.capabilities else None,
        wire.identity_provider_id is not None,
    )


def _credential(wire: _Credential) -> Credential:
    return Credential(wire.id, wire.username, wire.description or "", wire.lifecycle_state, wire.time_created)
