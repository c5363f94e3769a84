"""What a flow about a user starts from."""

from typing import TYPE_CHECKING, NamedTuple

from services.model.values import Credential, User

if TYPE_CHECKING:
    from services.credentials.rotation_status import RotationStatus


class UserState(NamedTuple):
    """A user as it was read last."""

    user: User
    credentials: list[Credential]
    underway: "RotationStatus | None"
    """The rotation in progress."""
