"""Where the app opens."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from services.directory.prefetch import Prefetch


class Start(NamedTuple):
    """A place, as `oci-smtp open` names it."""

    place: str
    """`users`, `user`, `settings`, `senders`, `audit` or `doctor`."""

    name: str = ""
    """Whom to open, for `user`."""

    generate: bool = False
    """Whether to continue to the Generate dialog."""

    ahead: "Prefetch | None" = None
    """What reads it already, for `settings`."""


PLACES = {
    "users": "the list of users",
    "senders": "the approved senders of the region",
    "doctor": "diagnose rejected email",
    "audit": "every SMTP credential in the tenancy, with findings",
}
"""Places that are opened without saying more."""

OPEN_PLACES = (*PLACES, "user", "settings")
"""Every place that `oci-smtp open` knows."""
