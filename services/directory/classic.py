"""Users and SMTP credentials through IAM's own API (version 20160918)."""

from collections.abc import Iterator
from typing import TypeVar

from services.api.answer import decoded
from services.api.home_region import at_home
from services.api.list_ends import as_far_as_readable, whole
from services.api.pagination import pages, pages_of_unpaged
from services.api.session import Session
from services.config.ocids import OCID
from services.directory import Directory, Json
from services.directory.classic_roster import ClassicRoster
from services.directory.iam import (
    BLOCKED,
    IamCredential,
    IamGroup,
    IamInactivity,
    IamIssued,
    IamMembership,
    IamUser,
    checked_ocid,
    credential_from,
    group_from,
    user_from,
    user_path,
)
from services.directory.issued import checked_issue
from services.directory.lookup import (
    answers_to,
    check_names,
    checked_text,
    contains,
    known_credentials,
    myself_if,
    only_one,
    only_record,
)
from services.directory.roster import Roster
from services.directory.source import UserSource
from services.model.errors import NotAuthorizedError, NotFoundError, OciSmtpError, OutcomeUnknownError, UsageError
from services.model.override import override
from services.model.values import Credential, Group, IssuedCredential, OwnedCredential, User

T = TypeVar("T")


class ClassicDirectory(Directory, UserSource):
    """The `Directory` of a tenancy without identity domains, and of the Default domain of one with them."""

    searches = False
    can_suspend = False
    label = "IAM"

    def __init__(self, session: Session) -> None:
        self._session = session

    @override
    def sources(self) -> list[UserSource]:
        return [self]

    @override
    def users(self) -> Iterator[list[User]]:
        query = {"compartmentId": self._session.tenancy_ocid}
        return map(_users, self._pages(IamUser, "/users", "listing the users", query))

    @override
    def domain_names(self) -> list[str]:
        return [""]

    @override
    def users_of(self, domain: str) -> Iterator[list[User]]:
        raise NotFoundError(
            f"--directory classic doesn't support identity domains ({domain}).",
            "Run the command without --directory classic.",
        )

    @override
    def user_count(self) -> int | None:
        """None: IAM doesn't say."""
        return None

    @override
    def all_credentials(self) -> Iterator[list[OwnedCredential]] | None:
        """None: IAM lists credentials user by user only."""
        return None

    @override
    def group_names(self) -> dict[str, str]:
        pages = self._pages(IamGroup, "/groups", "listing the groups", {"compartmentId": self._session.tenancy_ocid})
        found, lacking = as_far_as_readable(pages)
        return dict(whole([(item.id, item.name) for item in found], lacking))

    @override
    def members(self, group: str) -> Iterator[list[str]]:
        query = {"compartmentId": self._session.tenancy_ocid, "groupId": group}
        pages = self._pages(IamMembership, "/userGroupMemberships", "listing the members of a group", query)
        return map(_members, pages)

    @override
    def search(self, text: str) -> Iterator[list[User]]:
        """IAM finds only exact names, so this reads every page and filters it."""
        wanted = text.casefold()
        return ([user for user in page if contains(user, wanted)] for page in self.users())

    @override
    def user(self, ocid: str) -> User:
        return user_from(self._session.identity().read(IamUser, user_path(ocid), "reading the user")[0])

    @override
    def find(self, text: str) -> User:
        """Finds by OCID, or else by name or email in any case.

        IAM finds only exact names, and names are unique in it. A text without @ that can't be the email of another user
        is requested by name. For every other text, this reads every page.
        """
        if OCID.fullmatch(checked_text(text)):
            return self.user(text)
        try:
            return self._found(text)
        except (NotAuthorizedError, NotFoundError) as error:
            if me := myself_if(self, text):
                return me
            if self._session.user_ocid and isinstance(error, NotAuthorizedError):
                error.next_step += f" If you mean yourself, use your OCID: {self._session.user_ocid}"
            raise

    def _found(self, text: str) -> User:
        query = {"compartmentId": self._session.tenancy_ocid, "name": text}
        if "@" not in text:
            pages = self._pages(IamUser, "/users", "searching for the user", query)
            exact = [item for item in as_far_as_readable(pages)[0] if item.name == text]
            if len(exact) == 1:
                return user_from(exact[0])
        wanted = text.lower()
        everyone, lacking = as_far_as_readable(self.users())
        check_names(lacking, "name", "email")
        return only_one([user for user in everyone if answers_to(user, wanted)], text)

    @override
    def myself(self) -> User:
        ocid = self._session.own_user()
        try:
            return self.user(ocid)
        except NotAuthorizedError:
            # Everyone may manage his own credentials; not everyone may read his own user record.
            return User(ocid=ocid, name=ocid, status="")

    @override
    def user_record(self, user: User) -> Json:
        return self._session.identity().read(Json, user_path(user.ocid), "reading the user")[0]

    @override
    def credential_record(self, user: User, credential: Credential) -> Json:
        """IAM has no request for a single credential, so this reads the user's list."""
        path, doing = f"{user_path(user.ocid)}/smtpCredentials", f"listing the credentials of {user.name}"
        found, _ = as_far_as_readable(pages_of_unpaged(self._session.identity, Json, path, doing))
        return only_record([item for item in found if item.get("id") == credential.ocid], credential)

    @override
    def groups(self, user: User) -> list[Group]:
        tenancy = self._session.tenancy_ocid
        query = {"compartmentId": tenancy, "userId": user.ocid}
        pages = self._pages(IamMembership, "/userGroupMemberships", "reading the groups", query)
        memberships, lacking = as_far_as_readable(pages)
        wanted = {item.group_id for item in memberships if item.lifecycle_state == "ACTIVE"}
        if not wanted:
            return whole([], lacking)
        named, lacking_names = as_far_as_readable(
            self._pages(IamGroup, "/groups", "reading the groups", {"compartmentId": tenancy})
        )
        groups = [group_from(item) for item in named if item.id in wanted]
        return whole(sorted(groups, key=lambda group: group.name.casefold()), lacking, lacking_names)

    @override
    def credentials(self, user: User) -> list[Credential]:
        path, doing = f"{user_path(user.ocid)}/smtpCredentials", f"listing the credentials of {user.name}"
        found, lacking = as_far_as_readable(pages_of_unpaged(self._session.identity, IamCredential, path, doing))
        there = [credential_from(item) for item in found if item.lifecycle_state != "DELETED"]
        return whole(sorted(there, key=lambda item: item.created.timestamp() if item.created else 0.0), lacking)

    @override
    def create_credential(self, user: User, description: str, retry_token: str) -> IssuedCredential:
        """One POST to `/users/OCID/smtpCredentials` in the home region.

        Raises:
            PasswordMissingError: the credential exists, but the answer lacks its password or its user name.
        """
        doing = f"creating a credential for {user.name}"
        path = f"{user_path(user.ocid)}/smtpCredentials"
        body = {"description": description}
        answer = at_home(self._session, lambda wire: wire.write("POST", path, doing, body, retry_token))
        try:
            issued = decoded(IamIssued, answer, doing, ("id", "username", "password"))
        except OciSmtpError as error:
            raise OutcomeUnknownError(f"{error.cause} The credential was probably created anyway.") from None
        return checked_issue(credential_from(issued), issued.password, OCID)

    @override
    def describe_credential(self, user: User, credential: Credential, description: str) -> None:
        path = f"{user_path(user.ocid)}/smtpCredentials/{checked_ocid(credential.ocid)}"
        at_home(
            self._session,
            lambda wire: wire.write("PUT", path, "changing the description", {"description": description}),
        )

    @override
    def suspend_credential(self, user: User, credential: Credential) -> None:
        raise _no_suspension()

    @override
    def restore_credential(self, user: User, credential: Credential) -> None:
        raise _no_suspension()

    @override
    def delete_credential(self, user: User, credential: Credential) -> None:
        path = f"{user_path(user.ocid)}/smtpCredentials/{checked_ocid(credential.ocid)}"
        try:
            at_home(self._session, lambda wire: wire.write("DELETE", path, "deleting the credential"))
        except NotAuthorizedError:
            if any(item.ocid == credential.ocid for item in known_credentials(self, user)):
                raise

    @override
    def change_smtp_capability(self, user: User, allowed: bool) -> None:
        path, doing = f"{user_path(user.ocid)}/capabilities", f"changing the user capabilities of {user.name}"
        at_home(self._session, lambda wire: wire.write("PUT", path, doing, {"canUseSmtpCredentials": allowed}))

    @override
    def activate(self, user: User) -> None:
        doing = f"activating {user.name}"
        reasons = self._session.identity().read_exactly(IamInactivity, user_path(user.ocid), doing, {})
        if (reasons.inactive_status or 0) & ~BLOCKED:
            raise UsageError(f"{user.name} is suspended or disabled. OCI's API can only unblock a user.")
        path = f"{user_path(user.ocid)}/state"
        at_home(self._session, lambda wire: wire.write("PUT", path, doing, {"blocked": False}))

    @override
    def roster(self, domain: str) -> Roster:
        if domain:
            raise NotFoundError(
                f"--directory classic can't select the identity domain {domain}.", "Use --directory domains."
            )
        return ClassicRoster(self._session)

    def _pages(self, kind: type[T], path: str, doing: str, query: dict[str, str]) -> Iterator[list[T]]:
        return pages(self._session.identity, kind, path, doing, query)


def _users(page: list[IamUser]) -> list[User]:
    return [user_from(item) for item in page]


def _members(page: list[IamMembership]) -> list[str]:
    return [item.user_id for item in page]


def _no_suspension() -> UsageError:
    """IAM has no such operation (oci.identity.models.UpdateSmtpCredentialDetails has a description alone)."""
    return UsageError(
        "IAM without identity domains can't suspend a credential.", "Delete it once its replacement is deployed."
    )
