"""Keeping a credential as a secret of OCI Vault."""

import contextlib
import hmac
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timezone
from time import monotonic, sleep
from typing import TypeVar

import msgspec

from services.api.session import Session
from services.delivery import Availability, DeliveryChannel, NotDeliveredError, Package, Receipt
from services.model.destination import VAULT, Destination
from services.model.errors import (
    ConflictError,
    NotAuthorizedError,
    OciSmtpError,
    OutcomeUnknownError,
    ServiceLimitError,
    UsageError,
)
from services.resources.compartments import read_compartments
from services.resources.vault_secrets import StoredSecret, Target, content_of, create, named, state_of
from services.resources.vaults import Key, Vault, keys, vaults
from services.storage.state_dir import StateDirError

ACTIVE_WITHIN_SECONDS = 60
"""How long a new secret is waited for: Oracle says no time."""

READABLE_WITHIN_SECONDS = 10
"""How long an active secret is asked for what it holds: a 404 can mean that you don't have permission, or not yet."""

POLL_SECONDS = 1.0

T = TypeVar("T")
VaultOrKey = TypeVar("VaultOrKey", Vault, Key)

PERMISSIONS = (
    'You need "manage secret-family" in the secret\'s compartment and "use vaults" and "use keys" in the vault\'s '
    "compartment. Or the vault or key was deleted or is in another region."
)
"""What creating a secret needs (docs.oracle.com, Identity/Concepts/commonpolicies.htm, secrets)."""


class VaultChannel(DeliveryChannel):
    """A new secret, whose content is JSON: user_name, password, host, port and security."""

    def __init__(self, session: Session, target: Target) -> None:
        self.name = f"vault {target.vault.name}"
        self._session = session
        self._target = target
        self._wait: Callable[[float], object] = sleep
        self._stored: StoredSecret | None = None

    @classmethod
    def from_argument(cls, argument: str, session: Session) -> "VaultChannel":
        """`VAULT[/KEY[/NAME]]`: names or OCIDs, and what to call the secret.

        Without a key it is the vault's only one, without a name the secret is called oci-smtp and six characters.

        Raises:
            UsageError: there is no such vault or key here, or more than one.
            OciSmtpError: no answer.
        """
        vault_name, _, rest = argument.partition("/")
        key_name, _, name = rest.partition("/")
        _check_region(vault_name, session)
        tree = read_compartments(session)
        vault = _only("vault", vault_name, [v for found in vaults(session, tree) for v in found.vaults])
        key = _only("key", key_name, [k for found in keys(session, vault, tree) for k in found.keys])
        target = Target(vault, key, vault.compartment, name or f"oci-smtp-{secrets.token_hex(3)}")
        return cls(session, target)

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
        content = _content(package)
        where = self._destination()
        package.note(where)
        made = self._create(content, package)
        if isinstance(made, OciSmtpError):
            if not isinstance(made, OutcomeUnknownError | ConflictError):  # one of that name may be ours
                _note_later(package, msgspec.structs.replace(where, is_gone=True))
            raise _not_delivered(made)
        _note_later(package, msgspec.structs.replace(where, ocid=made.id))
        self._stored = made
        place = f"secret {self._target.name} in the vault {self._target.vault.name}"
        found = self._read_back(made.id)
        if isinstance(found, NotAuthorizedError):
            told = (
                f"Created the {place} ({made.id}), but you don't have permission to verify it "
                '("read secret-bundles"). Check it in the Console.'
            )
            return Receipt(place, False, told)
        if isinstance(found, OciSmtpError):
            raise NotDeliveredError(
                f"The secret was created ({made.id}), but couldn't be verified: {found.cause}",
                "Check it in the Console before you try another name.",
            )
        if not hmac.compare_digest(found, content):
            _note_later(package, msgspec.structs.replace(where, is_gone=True))
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
        return hmac.compare_digest(content_of(self._session, self._stored.id), _content(package))

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
            outcome = _attempt(lambda: create(self._session, self._target, content, description, token))
            if isinstance(outcome, OutcomeUnknownError) or (lost and isinstance(outcome, ConflictError)):
                found = _attempt(lambda: named(self._session, self._target))
                if isinstance(found, StoredSecret):
                    return found  # whether it is ours shows when it is read back
            if not isinstance(outcome, OutcomeUnknownError):
                break
        return outcome or OutcomeUnknownError("The state of the secret is unknown.")

    def _read_back(self, ocid: str) -> bytes | OciSmtpError:
        """What it holds, once it is active."""
        trouble = self._become_active(ocid)
        if trouble:
            return trouble
        end = monotonic() + READABLE_WITHIN_SECONDS
        while True:
            found = _attempt(lambda: content_of(self._session, ocid))
            if not isinstance(found, NotAuthorizedError) or monotonic() > end:
                return found
            self._wait(POLL_SECONDS)

    def _become_active(self, ocid: str) -> OciSmtpError | None:
        """Wait for it; why it will not be."""
        end = monotonic() + ACTIVE_WITHIN_SECONDS
        while True:
            stored = _attempt(lambda: state_of(self._session, ocid))
            if isinstance(stored, OciSmtpError) or stored.lifecycle_state == "ACTIVE":
                return None  # who may not look at it may perhaps read what it holds
            if stored.lifecycle_state != "CREATING":
                details = stored.lifecycle_details or "OCI gave no reason."
                return OciSmtpError(f"The secret is {stored.lifecycle_state}: {details}")
            if monotonic() > end:
                return OciSmtpError(
                    f"The secret is still {stored.lifecycle_state} after {ACTIVE_WITHIN_SECONDS} seconds."
                )
            self._wait(POLL_SECONDS)


def _note_later(package: Package, known: Destination) -> None:
    """Write down what is known of a place that is written down already."""
    with contextlib.suppress(StateDirError):
        package.note(known)


def _content(package: Package) -> bytes:
    where = package.endpoint
    fields = {
        "user_name": package.user_name,
        "password": package.password.reveal(),
        "host": where.host,
        "port": where.port,
        "security": where.security,
    }
    return json.dumps(fields, indent=2).encode()


def _attempt(work: Callable[[], T]) -> T | OciSmtpError:
    try:
        return work()
    except OciSmtpError as error:
        return error


def _not_delivered(error: OciSmtpError) -> NotDeliveredError:
    """Why there is no secret, in words that fit one."""
    ids = {"code": error.code, "request_id": error.request_id}
    if isinstance(error, OutcomeUnknownError):
        return NotDeliveredError(
            error.cause, "Check whether the name exists in the vault before you try another.", **ids
        )
    if isinstance(error, ConflictError):
        return NotDeliveredError(error.cause, "Choose another name for the secret.", **ids)
    if isinstance(error, ServiceLimitError):
        return NotDeliveredError(
            error.cause, "Choose another vault, or request a limit increase in the Console.", **ids
        )
    if isinstance(error, NotAuthorizedError):
        return NotDeliveredError(error.cause, PERMISSIONS, **ids)
    return NotDeliveredError(error.cause, error.next_step, **ids)


def _only(kind: str, wanted: str, found: "list[VaultOrKey]") -> "VaultOrKey":
    matching = [each for each in found if wanted in (each.ocid, each.name)] if wanted else list(found)
    if len(matching) == 1:
        return matching[0]
    names = ", ".join(sorted(each.name for each in found)) or "none"
    which = f'{kind} "{wanted}"' if wanted else kind
    if not matching:
        raise UsageError(f"No usable {which} in this region is visible to you.", f"Options: {names}.")
    raise UsageError(f"More than one {which} is available.", f"Specify its name or OCID: {names}.")


def _check_region(vault: str, session: Session) -> None:
    """A vault's OCID names its region, as a key or in full (docs.oracle.com, General/Concepts/identifiers.htm)."""
    parts = vault.split(".")
    if not vault.startswith("ocid1.vault.") or len(parts) < 5:
        return
    import oci

    region = str(oci.regions.get_region_from_short_name(parts[3]))
    if region != session.region:
        raise UsageError(
            f"The vault is in {region}, but you work in {session.region}.", f"Restart with --region {region}."
        )
