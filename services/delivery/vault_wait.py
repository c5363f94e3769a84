"""Waits until a secret of OCI Vault can be used, and reads it."""

from collections.abc import Callable
from time import monotonic, sleep

from services.api.session import Session
from services.delivery.vault_content import attempt
from services.model.errors import NotAuthorizedError, OciSmtpError
from services.resources.vault_secrets import content_of, state_of

ACTIVE_WITHIN_SECONDS = 60
"""How long a new or changed secret is waited for: Oracle says no time."""

READABLE_WITHIN_SECONDS = 10
"""How long an active secret is asked for what it holds: a 404 can mean that you don't have permission, or not yet."""

POLL_SECONDS = 1.0

IN_PROGRESS = ("CREATING", "UPDATING")
"""States of a secret that pass by themselves."""


class SecretWaiter:
    """Waits for one secret. Its errors are answered and not raised: see `attempt`."""

    def __init__(self, session: Session, pause: Callable[[float], object] = sleep) -> None:
        self._session = session
        self.pause = pause

    def content(self, ocid: str, number: int = 0) -> bytes | OciSmtpError:
        """What the secret holds once it is active: in the version of that number, else in the CURRENT one."""
        trouble = self.become_active(ocid)
        if trouble:
            return trouble
        end = monotonic() + READABLE_WITHIN_SECONDS
        while True:
            found = attempt(lambda: content_of(self._session, ocid, number))
            if not isinstance(found, NotAuthorizedError) or monotonic() > end:
                return found
            self.pause(POLL_SECONDS)

    def become_active(self, ocid: str) -> OciSmtpError | None:
        """Wait for it; why it will not be."""
        end = monotonic() + ACTIVE_WITHIN_SECONDS
        while True:
            stored = attempt(lambda: state_of(self._session, ocid))
            if isinstance(stored, OciSmtpError) or stored.lifecycle_state == "ACTIVE":
                return None  # who may not look at it may perhaps read what it holds
            if stored.lifecycle_state not in IN_PROGRESS:
                details = stored.lifecycle_details or "OCI gave no reason."
                return OciSmtpError(f"The secret is {stored.lifecycle_state}: {details}")
            if monotonic() > end:
                return OciSmtpError(
                    f"The secret is still {stored.lifecycle_state} after {ACTIVE_WITHIN_SECONDS} seconds."
                )
            self.pause(POLL_SECONDS)
