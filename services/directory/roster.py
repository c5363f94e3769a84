"""Who is in one identity domain by exact name, and how users and groups are added to it."""

from dataclasses import dataclass
from typing import Protocol

from services.model.values import Group, User


@dataclass(frozen=True)
class NewUser:
    """A user to be made."""

    name: str
    email: str
    description: str


class Roster(Protocol):
    """The users and groups of one identity domain, or of classic IAM, asked where changes are made: at home.

    Every method blocks on the network and raises only `services.model.errors.OciSmtpError`. What adds is one request,
    never repeated by itself: after an `OutcomeUnknownError` it is to be looked for.
    """

    needs_email: bool
    """Whether a user cannot be made without an email address."""

    def find_user(self, name: str) -> User | None:
        """The user of exactly that name."""

    def create_user(self, new: NewUser, retry_token: str) -> User:
        """Make a user.

        Raises:
            ConflictError: the name is taken.
        """

    def find_group(self, name: str) -> Group | None:
        """The group of that name, in any case, or with that OCID."""

    def create_group(self, name: str, description: str, retry_token: str) -> Group:
        """Make a group.

        Raises:
            ConflictError: the name is taken.
        """

    def is_member(self, user: User, group: Group) -> bool:
        """Whether the user is in the group."""

    def add_member(self, user: User, group: Group, retry_token: str) -> None:
        """Put a user into a group.

        Raises:
            ConflictError: the user is in it.
        """
