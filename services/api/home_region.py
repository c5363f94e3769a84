"""Changes of IAM go to the tenancy's home region."""

from collections.abc import Callable
from typing import TypeVar

from services.api.client import Wire
from services.api.error_mapping import home_region_named
from services.api.session import Session
from services.model.errors import NotAuthorizedError

T = TypeVar("T")


def at_home(session: Session, change: Callable[[Wire], T]) -> T:
    """Make a change in the home region; where OCI names another home in its rejection, once more there.

    Raises:
        OciSmtpError: the request failed.
    """
    try:
        return change(session.identity_at_home())
    except NotAuthorizedError as error:
        named = home_region_named(error.__cause__) if error.__cause__ else ""
        if named and session.moved_home(named):
            return change(session.identity_at_home())
        raise
