"""What an audit needs of a part of the tenancy."""

from collections.abc import Iterator
from typing import Protocol

from services.model.values import Credential, OwnedCredential, User


class Source(Protocol):
    """Users and credentials that can be looked through: those of IAM, or of one identity domain.

    Every method blocks on the network and raises only `services.model.errors.OciSmtpError`.
    """

    @property
    def label(self) -> str:
        """What to call it, such as `the identity domain Partners`."""

    def users(self) -> Iterator[list[User]]:
        """All users, a list a page. An error does not end it: asked again, it asks for the same page."""

    def user_count(self) -> int | None:
        """How many users there are; None where the service does not say."""

    def credentials(self, user: User) -> list[Credential]:
        """The user's SMTP credentials."""

    def all_credentials(self) -> Iterator[list[OwnedCredential]] | None:
        """Those of everyone, a list a page, as `users`; None where the service gives them user by user only."""

    def group_names(self) -> dict[str, str]:
        """The groups: OCID or id, and name."""

    def members(self, group: str) -> Iterator[list[str]]:
        """The OCIDs of the users in a group of `group_names`, a list a page, as `users`."""
