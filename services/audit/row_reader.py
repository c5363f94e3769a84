"""Reading the credentials of one part of the tenancy, in a way that can be stopped and continued with."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from services.model.errors import IncompleteError, OciSmtpError
from services.model.values import Credential, User


class UserHoldings(NamedTuple):
    """A user with all its credentials. With an `error` they could not be read, or not all of what there is to know."""

    user: User
    credentials: Sequence[Credential] = ()
    error: OciSmtpError | None = None


class RowReader(Protocol):
    """The users of one source with what they hold, each once."""

    listed: int
    """Users known so far."""
    is_listed: bool
    """Whether those are all."""
    lacking: list[IncompleteError]
    """Why lists that came to an end are not whole."""

    def run(self) -> Iterator[list[UserHoldings]]:
        """Read on from where it stopped; what comes, as it comes.

        Raises:
            CancelledError: the person wants no more; call again to continue.
            OciSmtpError: it cannot continue; call again to try again.
        """
