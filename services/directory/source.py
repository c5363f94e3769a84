"""What an audit reads from one part of the tenancy."""

from collections.abc import Iterator
from typing import Protocol

from services.model.errors import OciSmtpError
from services.model.override import override
from services.model.values import Credential, OwnedCredential, User


class UserSource(Protocol):
    """The users and credentials of IAM, or of one identity domain.

    Every method blocks on the network and raises only `services.model.errors.OciSmtpError`.
    """

    @property
    def label(self) -> str:
        """Its name in a sentence, such as `the identity domain Partners`."""

    def users(self) -> Iterator[list[User]]:
        """All users, one list for each page. After an error, the next `next` requests the same page again."""

    def user_count(self) -> int | None:
        """The number of users; None if the service doesn't say."""

    def credentials(self, user: User) -> list[Credential]:
        """The user's SMTP credentials."""

    def all_credentials(self) -> Iterator[list[OwnedCredential]] | None:
        """The credentials of all users, in pages as from `users`; None if the service lists them user by user only."""

    def group_names(self) -> dict[str, str]:
        """The groups: the name of each, by its OCID, or by its SCIM id in a domain."""

    def members(self, group: str) -> Iterator[list[str]]:
        """The OCIDs of the users in a group of `group_names`, in pages as from `users`."""


class UnreadSource(UserSource):
    """A part of the tenancy that might have users, and can't be read."""

    def __init__(self, label: str, error: OciSmtpError) -> None:
        self._label = label
        self._error = error

    @property
    @override
    def label(self) -> str:
        return self._label

    @override
    def users(self) -> Iterator[list[User]]:
        raise self._error

    @override
    def user_count(self) -> int | None:
        raise self._error

    @override
    def credentials(self, user: User) -> list[Credential]:
        raise self._error

    @override
    def all_credentials(self) -> Iterator[list[OwnedCredential]] | None:
        raise self._error

    @override
    def group_names(self) -> dict[str, str]:
        raise self._error

    @override
    def members(self, group: str) -> Iterator[list[str]]:
        raise self._error
