"""What screens and dialogs ask of the app: messages that rise to it.

They're neither compared nor printed, and without code for that they're made in half the time, before the first frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.doctor.tenancy_snapshot import TenancySnapshot
    from services.model.destination import Destination
    from services.model.values import User
    from services.sending_user.wish import Wish


@dataclass(eq=False, repr=False)
class GoBack(Message):
    """Close this screen and show the one before it."""

    or_quit: bool = False
    """Whether Home quits the app."""


@dataclass(eq=False, repr=False)
class GoForward(Message):
    """Open the screen that was left by going back."""


@dataclass(eq=False, repr=False)
class GoToLast(Message):
    """Open the screen that was left last."""


@dataclass(eq=False, repr=False)
class OpenUser(Message):
    """Open a user of a list."""

    user: User


@dataclass(eq=False, repr=False)
class GenerateFor(Message):
    """Open a user, and then the Generate dialog."""

    user: User


@dataclass(eq=False, repr=False)
class OpenRecent(Message):
    """Open one of the users that were opened last."""

    ocid: str
    name: str
    generate: bool = False
    """Whether to open the Generate dialog then."""


@dataclass(eq=False, repr=False)
class UserOpened(Message):
    """A user was opened, and exists."""

    user: User


@dataclass(eq=False, repr=False)
class OfferUsers(Message):
    """Show the users that fit a text instead of one user; `reason` says why."""

    text: str
    reason: str


@dataclass(eq=False, repr=False)
class OpenSettings(Message):
    """Open the signed-in user."""

    generate: bool = False
    """Whether to open the Generate dialog then."""


@dataclass(eq=False, repr=False)
class FindUsers(Message):
    """Open the list of users with a text in the filter."""

    text: str = ""
    is_typing: bool = True
    """Whether the keyboard is in the filter."""


@dataclass(eq=False, repr=False)
class OpenDoctor(Message):
    """Open the doctor with a question that is filled in."""

    sender: str
    user: str


@dataclass(eq=False, repr=False)
class OpenPlan(Message):
    """Open the plan of a new sending user."""

    wish: Wish
    here: TenancySnapshot


@dataclass(eq=False, repr=False)
class SendingUserReady(Message):
    """Leave the plan of a sending user that is set up, and generate its credential."""

    user: User


@dataclass(eq=False, repr=False)
class OfferDestinations(Message):
    """Check where the password of a deleted credential was delivered, and offer to delete it there."""

    destinations: Sequence[Destination]
