"""Looking up users and groups of one identity domain by exact name, and adding them."""

from dataclasses import dataclass
from typing import Protocol

from services.model.values import Group, User


@dataclass(frozen=True)
class NewUser:
    """A user to create."""

    name: str
    email: str
    description: str


class Roster(Protocol):
    """The users and groups of one identity domain, or of IAM, in the home region, where changes are made.

    Every method blocks on the network and raises only `services.model.errors.OciSmtpError`. A method that adds sends
    one request, which is never repeated automatically. After an `OutcomeUnknownError`, look for what it should add.
    """

    needs_email: bool
    """Whether a user must have an email."""

    def find_user(self, name: str) -> User | None:
        """The user of exactly that name."""

    def create_user(self, new: NewUser, retry_token: str) -> User:
        """Create a user.

        Raises:
            ConflictError: the name exists already.
        """

    def find_group(self, name: str) -> Group | None:
        """The group of that name, in any case, or with that OCID."""

    def create_group(self, name: str, description: str, retry_token: str) -> Group:
        """Create a group.

        Raises:
            ConflictError: the name exists already.
        """

    def is_member(self, user: User, group: Group) -> bool:
        """Whether the user is in the group."""

    def add_member(self, user: User, group: Group, retry_token: str) -> None:
        """Add a user to a group.

        Raises:
            ConflictError: the user is already in the group.
        """
