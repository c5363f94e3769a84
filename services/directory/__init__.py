"""Users, groups, and SMTP credentials, in identity domains and in IAM without identity domains."""

from collections.abc import Iterator
from typing import Any, Protocol

from services.directory.roster import Roster
from services.directory.source import Source
from services.model.errors import OciSmtpError
from services.model.values import Credential, Group, IssuedCredential, User

Json = dict[str, Any]
"""A JSON object as a service sent it."""


class PasswordMissingError(OciSmtpError):
    """OCI created the credential and did not send what it takes to use it: `missing`, mostly its password."""

    title = "No password came"

    def __init__(self, credential: Credential, missing: str = "no password") -> None:
        super().__init__(f"OCI created the credential but sent {missing}.")
        self.credential = credential


class Directory(Protocol):
    """One view of the tenancy's users, whatever API answers.

    Every method blocks on the network and raises only `services.model.errors.OciSmtpError`.
    """

    @property
    def searches(self) -> bool:
        """Whether the service itself looks for what `search` wants; otherwise all pages are read and looked through."""

    def sources(self) -> list[Source]:
        """What an audit has to look through.

        Raises:
            OciSmtpError: that could not be found out.
        """

    def users(self) -> Iterator[list[User]]:
        """All users, a list a page, in the order of the service."""

    def domain_names(self) -> list[str]:
        """The identity domains, the Default one first; for classic IAM, which knows of none, one empty name."""

    def users_of(self, domain: str) -> Iterator[list[User]]:
        """All users of the identity domain of that name, as `users` has them."""

    def search(self, text: str) -> Iterator[list[User]]:
        """The users whose name or email has that text somewhere in it, in any case; a directory may look further."""

    def user(self, ocid: str) -> User:
        """The user with that OCID.

        Raises:
            NotAuthorizedError: there is none, or it is not for us to see; OCI does not tell which.
        """

    def find(self, text: str) -> User:
        """The one user with that name, email or OCID.

        Raises:
            NotFoundError: none.
            AmbiguousError: several, such as one by its name and another by its email.
        """

    def myself(self) -> User:
        """The signed-in user.

        Raises:
            NotFoundError: the principal is not a person.
        """

    def user_record(self, user: User) -> Json:
        """All that the service says of a user, in its own words; never a secret."""

    def credential_record(self, user: User, credential: Credential) -> Json:
        """All that the service says of a credential, in its own words; never its password.

        Raises:
            NotFoundError: the user has it no longer.
        """

    def groups(self, user: User) -> list[Group]:
        """The groups that the user is in, by name."""

    def credentials(self, user: User) -> list[Credential]:
        """The user's SMTP credentials that are not deleted, oldest first."""

    def create_credential(self, user: User, description: str, retry_token: str) -> IssuedCredential:
        """Create an SMTP credential: one request, never repeated by itself.

        Raises:
            LimitReachedError: OCI says that the user has all it may have.
            OutcomeUnknownError: no answer came; it may have been created.
            PasswordMissingError: it was created, and its password, or its user name, did not come.
        """

    def describe_credential(self, user: User, credential: Credential, description: str) -> None:
        """Replace the description of a credential."""

    def delete_credential(self, user: User, credential: Credential) -> None:
        """Delete a credential; one that is already gone counts as done."""

    def change_smtp_capability(self, user: User, allowed: bool) -> None:
        """Let a user have SMTP credentials, or not; what else the user may use stays as it is."""

    def roster(self, domain: str) -> Roster:
        """What users and groups are added to in the domain of that name.

        Raises:
            NotFoundError: there is no such domain here.
        """
