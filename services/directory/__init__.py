"""Users, groups, and SMTP credentials, in identity domains and in IAM without identity domains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from services.model.errors import OciSmtpError

if TYPE_CHECKING:  # its own modules: see `tests/services/test_import_locks.py`; values: msgspec can wait until later
    from collections.abc import Iterator
    from datetime import datetime

    from services.directory.roster import Roster
    from services.directory.source import UserSource
    from services.model.values import Credential, Group, IssuedCredential, User

Json = dict[str, Any]
"""A JSON object as a service sent it."""


class PasswordMissingError(OciSmtpError):
    """OCI created the credential, but its answer lacks `missing`, usually the password."""

    title = "No password"

    def __init__(self, credential: Credential, missing: str = "no password") -> None:
        super().__init__(f"OCI created the credential but returned {missing}.")
        self.credential = credential


class Directory(Protocol):
    """The users of the tenancy and their SMTP credentials, through either API.

    Every method blocks on the network and raises only `services.model.errors.OciSmtpError`.
    """

    @property
    def searches(self) -> bool:
        """Whether the service filters for `search`; otherwise `search` reads every page and filters here."""

    @property
    def sets_expiry(self) -> bool:
        """Whether a credential can be generated with an expiry."""

    def sources(self) -> list[UserSource]:
        """The sources that an audit reads: one for each identity domain, or one for IAM.

        Raises:
            OciSmtpError: the domains could not be listed.
        """

    def users(self) -> Iterator[list[User]]:
        """All users, one list for each page, in the order of the service."""

    def domain_names(self) -> list[str]:
        """The names of the identity domains, Default first; one empty name for IAM without identity domains."""

    def users_of(self, domain: str) -> Iterator[list[User]]:
        """All users of the identity domain with that name, in pages as from `users`."""

    def search(self, text: str) -> Iterator[list[User]]:
        """The users whose name or email contains that text, in any case. A directory can search more fields."""

    def user(self, ocid: str) -> User:
        """The user with that OCID.

        Raises:
            NotAuthorizedError: the user doesn't exist or isn't visible to you; OCI doesn't tell which.
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
            NotFoundError: the principal isn't a user, but for example an instance.
        """

    def user_record(self, user: User) -> Json:
        """The user as JSON, as the service sent it, without secrets."""

    def credential_record(self, user: User, credential: Credential) -> Json:
        """The credential as JSON, as the service sent it, without its password.

        Raises:
            NotFoundError: the user doesn't have it now.
        """

    def groups(self, user: User) -> list[Group]:
        """The groups of the user, sorted by name."""

    def credentials(self, user: User) -> list[Credential]:
        """The user's SMTP credentials, oldest first, without deleted ones."""

    def create_credential(
        self, user: User, description: str, retry_token: str, expires: datetime | None = None
    ) -> IssuedCredential:
        """Create an SMTP credential with one request that is never repeated automatically.

        `expires` is the expiry to request, in UTC. What OCI made of it is in the answer.

        Raises:
            UsageError: an expiry is given, and the directory can't set one.
            LimitReachedError: OCI says that the user has two credentials, the maximum.
            OutcomeUnknownError: no answer came; the credential might exist.
            PasswordMissingError: the credential exists, but the answer lacks its password or its user name.
        """

    def describe_credential(self, user: User, credential: Credential, description: str) -> None:
        """Replace the description of a credential."""

    @property
    def can_suspend(self) -> bool:
        """Whether credentials can be suspended: in identity domains."""

    def suspend_credential(self, user: User, credential: Credential) -> None:
        """Make a credential INACTIVE: Email Delivery rejects it until it is restored. OCI never returns the status.

        Raises:
            UsageError: IAM without identity domains can't.
        """

    def restore_credential(self, user: User, credential: Credential) -> None:
        """Make a suspended credential ACTIVE again.

        Raises:
            UsageError: IAM without identity domains can't.
        """

    def delete_credential(self, user: User, credential: Credential) -> None:
        """Delete a credential. One that doesn't exist counts as deleted."""

    def change_smtp_capability(self, user: User, allowed: bool) -> None:
        """Change the user capability for SMTP credentials. The other capabilities stay as they are."""

    def activate(self, user: User) -> None:
        """Let an inactive user sign in again.

        Raises:
            UsageError: only the Console can, or OCI alone.
        """

    def roster(self, domain: str) -> Roster:
        """The roster of the domain with that name, for looking up and adding users and groups.

        Raises:
            NotFoundError: no domain has that name.
        """
