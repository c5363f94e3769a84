"""Secrets of OCI Vault, and versions of them, that may hold a password: looked at, and deleted as a person says.

A secret is deleted only as long as the version that it was created with is its only one. Of a secret with more
versions, programs get one, so that only a version can be deleted, and only when OCI lets that be: once it's DEPRECATED.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from services.api.session import Session
from services.delivery.destination_status import DestinationStatus, Presence, unknown
from services.model.destination import Destination
from services.model.errors import ConflictError, NotFoundError
from services.resources.secret_versions import (
    CURRENT,
    DEPRECATED,
    SecretVersion,
    schedule_version_deletion,
    version_named,
    versions_of,
)
from services.resources.vault_secrets import LEAVING, StoredSecret, named_in, schedule_deletion, tagged_state_of

CLOCKS_DIFFER = timedelta(minutes=5)
"""By how much OCI's clock and ours may (docs.oracle.com, API/Concepts/signingrequests.htm: more is rejected)."""

FIRST = 1
"""The number of the version that a secret is created with (secret-management/Concepts/secret-versions.htm)."""


@dataclass(frozen=True)
class _Held:
    """What a destination is in the vault now."""

    secret: StoredSecret
    etag: str
    version: SecretVersion | None
    """The version to look at; None where the secret has no other, so that it is looked at as a whole."""


class VaultPlaces:
    """Looks at the secrets of one session's region. Its methods block: call them in threads."""

    def __init__(self, session: Session | None) -> None:
        self._session = session

    def look(self, destination: Destination) -> DestinationStatus:
        """What is there now.

        Raises:
            OciSmtpError: no answer.
        """
        if self._session is None or self._session.region != destination.region:
            return unknown(destination, f"The secret is in the region {destination.region}.")
        try:
            return _status(destination, _held(self._session, destination))
        except NotFoundError as error:
            return DestinationStatus(destination, Presence.GONE, error.cause)

    def empty(self, destination: Destination) -> str:
        """Schedule the deletion of the secret or the version, as it was looked at; what became of it.

        Raises:
            ConflictError: it changed since.
            OciSmtpError: it couldn't be scheduled.
        """
        assert self._session  # nothing was found without it
        held = _held(self._session, destination)
        status = _status(destination, held)
        if not status.can_be_emptied:
            raise ConflictError(f"Left unchanged: {destination.label}. {status.told}", "Check it yourself.")
        if held.version is None:
            schedule_deletion(self._session, held.secret.id, held.etag)
            return f"OCI deletes the secret {destination.name} in 30 days. Until then, it can't be read."
        number = held.version.version_number
        schedule_version_deletion(self._session, held.secret.id, number, held.etag)
        return (
            f"OCI deletes version {number} of the secret {destination.name} in 30 days. Until then, it can't be read."
        )


def _held(session: Session, destination: Destination) -> _Held:
    """What a destination is now.

    Raises:
        NotFoundError: nothing; the cause says what is missing.
        OciSmtpError: no answer.
    """
    ocid = destination.ocid
    if not ocid:
        found = named_in(session, destination.vault, destination.compartment, destination.name)
        if found is None:
            raise NotFoundError("No secret has that name.")
        ocid = found.id
    secret, etag = tagged_state_of(session, ocid)
    if secret.lifecycle_state in LEAVING:
        return _Held(secret, etag, None)
    if destination.version_name:
        return _Held(secret, etag, version_named(session, ocid, destination.version_name))
    versions = versions_of(session, ocid)
    if len(versions) <= 1:
        return _Held(secret, etag, None)
    first = next((each for each in versions if each.version_number == FIRST), None)
    if first is None:
        raise NotFoundError("The version no longer exists.")
    return _Held(secret, etag, first)


def _status(destination: Destination, held: _Held) -> DestinationStatus:
    secret, created = held.secret, held.secret.time_created
    is_made_here = not destination.version_name
    if is_made_here and created and created < destination.noted_at - CLOCKS_DIFFER:
        told = f"The secret of that name was created earlier: {secret.id}."
        return DestinationStatus(destination, Presence.OTHER, told)
    if secret.lifecycle_state in LEAVING:
        return DestinationStatus(destination, Presence.GONE, f"The secret is {secret.lifecycle_state}.")
    if held.version:
        return _version_status(destination, held.version)
    made = f", created {_minute(created)}" if created else ""
    told = f"The secret is {secret.lifecycle_state}{made}: {secret.id}."
    return DestinationStatus(destination, Presence.THERE, told, True)


def _version_status(destination: Destination, version: SecretVersion) -> DestinationStatus:
    name = f"Version {version.version_number}"
    if version.time_of_deletion:
        return DestinationStatus(destination, Presence.GONE, f"{name} is scheduled for deletion.", is_version=True)
    if version.stage == DEPRECATED:
        return DestinationStatus(destination, Presence.THERE, f"{name} is DEPRECATED.", True, True)
    told = f"{name} is {version.stage or 'in use'}. OCI deletes only DEPRECATED versions."
    if version.stage == CURRENT:
        told = f"{name} is CURRENT: programs that follow the secret get it."
    return DestinationStatus(destination, Presence.THERE, told, is_version=True)


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC"
