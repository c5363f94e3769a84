"""Saving a credential as a new version of a secret that exists in OCI Vault.

Programs that follow a secret get its CURRENT version. The new one is PENDING until it is proven to work:
Oracle's order of a rotation (docs.oracle.com, secret-management/Concepts/secret-versions.htm).
"""

import hmac
import secrets
from datetime import datetime, timezone

import msgspec

from services.api.session import Session
from services.delivery import Availability, DeliveryChannel, NotDeliveredError, Package, Receipt
from services.delivery.promotion import how_to_promote, promote
from services.delivery.vault_content import VERSION_PERMISSIONS, attempt, content_for, not_delivered, unverified
from services.delivery.vault_wait import POLL_SECONDS, SecretWaiter
from services.model.destination import VAULT, Destination
from services.model.errors import (
    ConflictError,
    NotFoundError,
    OciSmtpError,
    OutcomeUnknownError,
    RateLimitedError,
)
from services.resources.secret_versions import (
    MOST_VERSIONS,
    PENDING,
    SecretVersion,
    add_pending,
    version_named,
    versions_of,
)
from services.resources.vault_secrets import StoredSecret, content_of, tagged_state_of
from services.resources.vaults import Vault

NAME_PREFIX = "oci-smtp-"
"""How the names of our versions begin."""

MOST_TRIES = 5
"""How often the same version is sent: another program might be adding one to the secret at the same time."""


class NewVersionChannel(DeliveryChannel):
    """A PENDING version of a secret. `promote` makes it CURRENT. No version and no secret is ever deleted here."""

    def __init__(self, session: Session, vault: Vault, secret: StoredSecret, name: str) -> None:
        self.name = f"vault {vault.name}"
        self._session = session
        self._secret = secret
        self._waiter = SecretWaiter(session)
        self._where = Destination(
            VAULT,
            name,
            datetime.now(timezone.utc),
            vault=vault.ocid,
            vault_name=vault.name,
            compartment=secret.compartment_id or vault.compartment,
            region=session.region,
            ocid=secret.id,
            version_name=f"{NAME_PREFIX}{secrets.token_hex(6)}",
        )

    @property
    def place(self) -> Destination:
        """Where the secret is, for what is to follow it."""
        return self._where

    def available(self) -> Availability:
        """Whether the secret has room for a version, and no other program is rotating it."""
        versions = attempt(lambda: versions_of(self._session, self._secret.id))
        if isinstance(versions, OciSmtpError):
            return Availability(False, f"{versions.cause} {versions.next_step}".strip())
        if sum(each.time_of_deletion is None for each in versions) >= MOST_VERSIONS:
            told = f"It has {MOST_VERSIONS} versions, the maximum. Delete DEPRECATED versions in the Console."
            return Availability(False, told)
        for each in versions:
            if each.stage == PENDING and not (each.name or "").startswith(NAME_PREFIX):
                told = f"Version {each.version_number} is PENDING, and isn't from oci-smtp. Finish that rotation first."
                return Availability(False, told)
        return Availability(True, f'A new version of the secret "{self._where.name}" in the {self.name}.')

    def deliver(self, package: Package) -> Receipt:
        """Add the version, wait until the secret is active, and read the version back.

        Raises:
            NotDeliveredError: it is not there, or that can't be checked.
            SecretGoneError: the password was wiped.
        """
        content = content_for(package)
        self._where = msgspec.structs.replace(self._where, noted_at=datetime.now(timezone.utc))
        package.note(self._where)
        added = self._add(content)
        if isinstance(added, OciSmtpError):
            if not isinstance(added, OutcomeUnknownError):
                package.note_later(msgspec.structs.replace(self._where, is_gone=True))
            again = "Wait until no other program changes the secret, and then try again."
            raise not_delivered(added, again, VERSION_PERMISSIONS)
        self._where = msgspec.structs.replace(self._where, version=added.version_number)
        package.note_later(self._where)
        place = self._where.label
        found = self._waiter.content(self._secret.id, added.version_number)
        if isinstance(found, OciSmtpError):
            done, next_step = f"Added {place} ({self._secret.id})", "It stays PENDING. Check it in the Console."
            return unverified(found, done, place, next_step)
        if not hmac.compare_digest(found, content):
            raise NotDeliveredError(
                f"Verification failed: {place} ({self._secret.id}) doesn't match what was sent.",
                "Don't make it CURRENT.",
            )
        told = f"Saved as {place} and verified."
        return Receipt(place, True, told, held_back=f"It's PENDING. {how_to_promote(self._where)}")

    def verify(self, package: Package) -> bool:
        """Whether the version holds this package.

        Raises:
            OciSmtpError: that can't be checked.
            SecretGoneError: the password was wiped.
        """
        if not self._where.version:
            return False
        found = content_of(self._session, self._secret.id, self._where.version)
        return hmac.compare_digest(found, content_for(package))

    def promote(self) -> str:
        """Make the version CURRENT.

        Raises:
            ConflictError: a newer version is CURRENT.
            OutcomeUnknownError: the request was sent, and no answer says whether it happened.
            OciSmtpError: it stays PENDING.
        """
        return promote(self._session, self._where, self._waiter.pause)

    def _add(self, content: bytes) -> SecretVersion | OciSmtpError:
        """Add it once, though an answer be lost and others change the secret: its name is in the secret once at most.

        OutcomeUnknownError is answered wherever it may be there.
        """
        trouble: OciSmtpError | None = None
        was_sent = False
        for _ in range(MOST_TRIES):
            outcome = self._waiter.become_active(self._secret.id) or attempt(lambda: self._send(content))
            was_sent = was_sent or outcome is None or isinstance(outcome, OutcomeUnknownError)
            found = attempt(self._find) if was_sent else None
            if isinstance(found, SecretVersion):
                return found
            trouble = outcome or found
            if not isinstance(trouble, OutcomeUnknownError | ConflictError | RateLimitedError | NotFoundError):
                break
            self._waiter.pause(max(POLL_SECONDS, getattr(trouble, "retry_after", 0.0)))
        told = trouble.cause if trouble else "The state of the version is unknown."
        return OutcomeUnknownError(told) if was_sent or trouble is None else trouble

    def _send(self, content: bytes) -> None:
        stored, etag = tagged_state_of(self._session, self._secret.id)
        add_pending(self._session, stored.id, self._where.version_name, content, etag)

    def _find(self) -> SecretVersion:
        return version_named(self._session, self._secret.id, self._where.version_name)
