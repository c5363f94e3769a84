"""Versions of a secret of OCI Vault: added as PENDING, made CURRENT, and deleted again."""

from base64 import b64encode

import msgspec

from services.api.answer import Time
from services.api.list_ends import each_row
from services.api.pagination import pages
from services.api.session import Session
from services.model.errors import NotFoundError, RefusedError
from services.resources.vault_secrets import name_conflict

MOST_VERSIONS = 30
"""Versions in use that a secret can have; as many more can be pending deletion
(docs.oracle.com, secret-management/Concepts/secret-versions.htm)."""

CURRENT, PENDING, PREVIOUS, DEPRECATED = "CURRENT", "PENDING", "PREVIOUS", "DEPRECATED"
"""Rotation states. Only a DEPRECATED version can be deleted (API reference, ScheduleSecretVersionDeletion)."""


class SecretVersion(msgspec.Struct, rename="camel", frozen=True):
    """A version of a secret, without what it holds."""

    version_number: int
    name: str | None = None
    stages: list[str] = []
    time_created: Time | None = None
    time_of_deletion: Time | None = None

    @property
    def stage(self) -> str:
        """The rotation state that decides what can be done with it; empty where OCI says none that we know."""
        return next((stage for stage in (CURRENT, PENDING, PREVIOUS, DEPRECATED) if stage in self.stages), "")


def versions_of(session: Session, ocid: str) -> list[SecretVersion]:
    """Every version of a secret.

    Raises:
        OciSmtpError: no answer, or the list isn't whole.
    """
    path = f"/secrets/{ocid}/versions"
    return list(each_row(pages(session.secrets, SecretVersion, path, "listing the versions of the secret", {})))


def version_named(session: Session, ocid: str, name: str) -> SecretVersion:
    """The version of that name.

    Raises:
        NotFoundError: the secret has none.
        OciSmtpError: no answer, or the list isn't whole.
    """
    for version in versions_of(session, ocid):
        if version.name == name:
            return version
    raise NotFoundError("The secret has no version of that name.")


def add_pending(session: Session, ocid: str, name: str, content: bytes, etag: str) -> None:
    """Send one update, with the content as a PENDING version of that name.

    No name can be in a secret twice, so sending it again after a lost answer adds no second one.

    Raises:
        ConflictError: a version has that name, the secret changed since its ETag was read, or is just being updated.
        OutcomeUnknownError: the request was sent, and no answer says whether it happened.
        OciSmtpError: it was rejected, or not sent.
    """
    sent = {"contentType": "BASE64", "stage": PENDING, "name": name, "content": b64encode(content).decode()}
    try:
        session.secrets().write("PUT", f"/secrets/{ocid}", "adding a version", {"secretContent": sent}, etag=etag)
    except RefusedError as error:
        raise name_conflict(error) from None


def make_current(session: Session, ocid: str, number: int, etag: str) -> None:
    """Send one update that makes a version CURRENT; programs that read the secret get that version from then on.

    Raises:
        ConflictError: the secret changed since its ETag was read, or is just being updated.
        OutcomeUnknownError: the request was sent, and no answer says whether it happened.
        OciSmtpError: it was rejected, or not sent.
    """
    body = {"currentVersionNumber": number}
    session.secrets().write("PUT", f"/secrets/{ocid}", f"making version {number} CURRENT", body, etag=etag)


def schedule_version_deletion(session: Session, ocid: str, number: int, etag: str) -> None:
    """Schedule the deletion of a DEPRECATED version in 30 days, OCI's default; it can't be read from now on.

    Source: API reference, ScheduleSecretVersionDeletion, and "Deleting a Secret Version" in Oracle's documentation.

    Raises:
        ConflictError: it isn't DEPRECATED, or the secret changed since its ETag was read.
        OutcomeUnknownError: the request was sent, and no answer says whether it happened.
        OciSmtpError: it was rejected, or not sent.
    """
    path = f"/secrets/{ocid}/version/{number}/actions/scheduleDeletion"
    session.secrets().write("POST", path, f"scheduling the deletion of version {number}", {}, etag=etag)
