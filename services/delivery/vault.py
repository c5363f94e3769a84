"""Saving a credential as a new secret of OCI Vault."""

import hmac
import secrets
from datetime import datetime, timezone

import msgspec

from services.api.session import Session
from services.delivery import Availability, DeliveryChannel, NotDeliveredError, Package, Receipt
from services.delivery.vault_content import attempt, content_for, not_delivered, unverified
from services.delivery.vault_wait import SecretWaiter
from services.model.destination import VAULT, Destination
from services.model.errors import ConflictError, OciSmtpError, OutcomeUnknownError
from services.resources.vault_secrets import StoredSecret, Target, content_of, create, named


class VaultChannel(DeliveryChannel):
    """A new secret, whose content is JSON: user_name, password, host, port and security."""

    def __init__(self, session: Session, target: Target) -> None:
        self.name = f"vault {target.vault.name}"
        self._session = session
        self._target = target
        self._waiter = SecretWaiter(session)
        self._stored: StoredSecret | None = None

    @property
    def place(self) -> Destination:
        """Where the secret is, for what is to follow it."""
        return self._destination()

    def available(self) -> Availability:
        """Vault and key were looked at when they were chosen; whether a name is taken shows only then."""
        target = self._target
        return Availability(True, f'Secret "{target.name}" in the vault {target.vault.name}, key {target.key.name}.')

    def deliver(self, package: Package) -> Receipt:
        """Create the secret, wait until it is active, and read it back.

        Raises:
            NotDeliveredError: it is not there, or that can't be checked.
            SecretGoneError: the password was wiped.
        """
        content = content_for(package)
        where = self._destination()
        package.note(where)
        made = self._create(content, package)
        if isinstance(made, OciSmtpError):
            if not isinstance(made, OutcomeUnknownError | ConflictError):  # one of that name may be ours
                package.note_later(msgspec.structs.replace(where, is_gone=True))
            raise not_delivered(made, "Choose another name for the secret.")
        package.note_later(msgspec.structs.replace(where, ocid=made.id))
        self._stored = made
        place = f"secret {self._target.name} in the vault {self._target.vault.name}"
        found = self._waiter.content(made.id)
        if isinstance(found, OciSmtpError):
            done, next_step = f"Created the {place} ({made.id})", "Check it in the Console before you try another name."
            return unverified(found, done, place, next_step)
        if not hmac.compare_digest(found, content):
            package.note_later(msgspec.structs.replace(where, is_gone=True))
            raise NotDeliveredError(
                f"The secret {self._target.name} ({made.id}) doesn't match what was sent.", "Don't use this secret."
            )
        return Receipt(place, True, f"Saved as the {place} and verified. OCID: {made.id}")

    def verify(self, package: Package) -> bool:
        """Whether the secret holds this package.

        Raises:
            OciSmtpError: that can't be checked.
            SecretGoneError: the password was wiped.
        """
        if self._stored is None:
            return False
        return hmac.compare_digest(content_of(self._session, self._stored.id), content_for(package))

    def _destination(self) -> Destination:
        target, now = self._target, datetime.now(timezone.utc)
        return Destination(
            VAULT,
            target.name,
            now,
            vault=target.vault.ocid,
            vault_name=target.vault.name,
            compartment=target.compartment,
            region=self._session.region,
        )

    def _create(self, content: bytes, package: Package) -> StoredSecret | OciSmtpError:
        """Make it once, though an answer be lost: look for the name, then send the same again with the same token.

        Errors are answered and not raised, so that none carries a request with the password in it along as its context.
        """
        token = secrets.token_hex(16)
        description = f"SMTP credential of {package.user.name}: {package.description}"[:200]
        outcome: StoredSecret | OciSmtpError | None = None
        for _ in range(2):
            lost = isinstance(outcome, OutcomeUnknownError)
            outcome = attempt(lambda: create(self._session, self._target, content, description, token))
            if isinstance(outcome, OutcomeUnknownError) or (lost and isinstance(outcome, ConflictError)):
                found = attempt(lambda: named(self._session, self._target))
                if isinstance(found, StoredSecret):
                    return found  # whether it is ours shows when it is read back
            if not isinstance(outcome, OutcomeUnknownError):
                break
        return outcome or OutcomeUnknownError("The state of the secret is unknown.")
