"""An identity domain that answers at another address than its own.

Oracle documents 307 and 308 as answers of a domain (Identity/api-getstarted/StatusCodes.htm). Where such an answer
leads can't be trusted by itself: a signed request, and in time a password, would go there. One address can: that of
the domain in its home region, because IAM named it, too (`homeRegionUrl`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from services.api.transport_errors import redirect_behind

PORTS = {"https": 443, "http": 80}
PERMANENT_METHODS = (307, 308)
"""Redirects after which a request is repeated as it was (RFC 9110, sections 15.4.8 and 15.4.9)."""


@dataclass(frozen=True)
class Relocation:
    """Where a domain may be found instead. `note` tells the session that it was."""

    home: str
    note: Callable[[], None]

    def is_followed(self, method: str, error: BaseException) -> bool:
        """Whether a request is to be signed again for the home region: a read that the domain sends exactly there.

        A change is never sent a second time.
        """
        redirect = redirect_behind(error)
        return (
            method == "GET"
            and redirect is not None
            and redirect.status in PERMANENT_METHODS
            and _origin(redirect.target) == _origin(self.home)
        )

    def follow(self, core: Any) -> None:
        """Send the further requests of an SDK client's core to the home region."""
        core.endpoint = self.home
        self.note()


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host, and port; None for what is no address."""
    try:
        parts = urlsplit(url)
        found = (parts.scheme, parts.hostname or "", parts.port or PORTS.get(parts.scheme))
    except ValueError:
        return None
    return found if parts.hostname and not parts.username else None
