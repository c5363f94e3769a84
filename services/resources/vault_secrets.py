"""Secrets of OCI Vault: made once, looked for by name, and read back."""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass

import msgspec

from services.api.answer import Id, Time, decoded
from services.api.pagination import pages
from services.api.session import Session
from services.model.errors import ConflictError, OciSmtpError, RefusedError, UsageError
from services.model.secret import Secret
from services.resources.compartments import CompartmentTree, of_each
from services.resources.vaults import Key, Vault

NAME = re.compile(r"[A-Za-z0-9._-]{1,255}")
"""What a secret may be called (API reference, CreateSecretDetails, secretName)."""

GONE = ("DELETING", "DELETED")
LEAVING = (*GONE, "SCHEDULING_DELETION", "PENDING_DELETION")
"""States in which it can't be read; a name stays in use while the deletion is pending."""

TAG, TAG_VALUE = "oci-smtp", "smtp-credential"
"""The freeform tag of the secrets that we create, by which a later delivery knows that it can add a version."""

NAME_TAKEN = "already exists"
"""What OCI says of a name that is in use, as 400 InvalidParameter "name already exists"
(github.com/external-secrets/external-secrets/issues/6771; of versions, oracle/terraform-provider-oci/issues/1913)."""


@dataclass(frozen=True)
class Target:
    """Where a secret goes, and what it is called there.

    Raises:
        UsageError: it cannot be called so.
    """

    vault: Vault
    key: Key
    compartment: str
    name: str

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise UsageError(
                f'"{self.name}" isn\'t a valid secret name.', "Use letters, digits, hyphens, underscores, and periods."
            )


class StoredSecret(msgspec.Struct, rename="camel", frozen=True):
    """A secret of a vault, without what it holds."""

    id: Id
    lifecycle_state: str = ""
    lifecycle_details: str | None = None
    time_created: Time | None = None
    compartment_id: str = ""
    key_id: str = ""
    current_version_number: int = 0
    freeform_tags: dict[str, str] | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it was made for an SMTP credential by this program, as its tag says."""
        return (self.freeform_tags or {}).get(TAG) == TAG_VALUE


class _Content(msgspec.Struct, rename="camel"):
    content: Secret


class _Bundle(msgspec.Struct, rename="camel"):
    secret_bundle_content: _Content


def create(session: Session, target: Target, content: bytes, description: str, retry_token: str) -> StoredSecret:
    """Send one create, with the content as the CURRENT version.

    Raises:
        ConflictError: a secret of the vault has that name.
        OutcomeUnknownError: the request was sent, and no answer says whether it happened.
        OciSmtpError: it was rejected, or not sent.
    """
    body = {
        "compartmentId": target.compartment,
        "vaultId": target.vault.ocid,
        "keyId": target.key.ocid,
        "secretName": target.name,
        "description": description,
        "freeformTags": {TAG: TAG_VALUE},
        "secretContent": {"contentType": "BASE64", "stage": "CURRENT", "content": b64encode(content).decode()},
    }
    doing = "creating the secret"
    try:
        return decoded(StoredSecret, session.secrets().write("POST", "/secrets", doing, body, retry_token), doing)
    except RefusedError as error:
        raise name_conflict(error) from None


def name_conflict(error: RefusedError) -> OciSmtpError:
    """A rejection as what it is: a name that is taken is a conflict, whatever its status."""
    if NAME_TAKEN not in error.cause:
        return error
    return ConflictError(error.cause, "Choose another name.", code=error.code, request_id=error.request_id)


def named(session: Session, target: Target) -> StoredSecret | None:
    """The secret of that name in the target's vault and compartment; None where none is to be seen.

    Raises:
        OciSmtpError: no answer.
    """
    return named_in(session, target.vault.ocid, target.compartment, target.name)


def named_in(session: Session, vault: str, compartment: str, name: str) -> StoredSecret | None:
    """The secret of that name in a vault and a compartment, both by OCID; None where none is to be seen.

    Raises:
        OciSmtpError: no answer.
    """
    query = {"compartmentId": compartment, "vaultId": vault, "name": name}
    found = pages(session.secrets, StoredSecret, "/secrets", "searching for the secret", query)
    return next((each for page in found for each in page if each.lifecycle_state not in GONE), None)


def named_anywhere(session: Session, vault: Vault, tree: CompartmentTree, name: str) -> StoredSecret | None:
    """The secret of that name in a vault, in any compartment that is visible; the vault's own is asked first.

    A compartment that can't be read counts as one without it: OCI rejects a second secret of that name anyway.

    Raises:
        OciSmtpError: no answer about the vault's own compartment.
    """
    found = named_in(session, vault.ocid, vault.compartment, name)
    if found:
        return found

    def look(compartment: str) -> StoredSecret | None:
        try:
            return named_in(session, vault.ocid, compartment, name) if compartment != vault.compartment else None
        except OciSmtpError:
            return None

    return next((each for each in of_each(tree, look) if each), None)


def state_of(session: Session, ocid: str) -> StoredSecret:
    """The secret as it stands.

    Raises:
        OciSmtpError: no answer.
    """
    return session.secrets().read(StoredSecret, f"/secrets/{ocid}", "waiting for the secret")[0]


def tagged_state_of(session: Session, ocid: str) -> tuple[StoredSecret, str]:
    """The secret as it stands, and its ETag, with which a change is rejected if the secret changed since.

    Raises:
        OciSmtpError: no answer.
    """
    return session.secrets().read_tagged(StoredSecret, f"/secrets/{ocid}", "reading the secret")


def schedule_deletion(session: Session, ocid: str, etag: str = "") -> None:
    """Schedule its deletion in 30 days, OCI's default; it can't be read from now on.

    Source: docs.oracle.com, secret-management/Tasks/delete-secret.htm.

    Raises:
        OutcomeUnknownError: the request was sent, and no answer says whether it happened.
        OciSmtpError: it was rejected, or not sent.
    """
    doing = "scheduling the secret's deletion"
    session.secrets().write("POST", f"/secrets/{ocid}/actions/scheduleDeletion", doing, {}, etag=etag)


def content_of(session: Session, ocid: str, number: int = 0) -> bytes:
    """What a version holds: the one of that number, else the CURRENT one.

    Raises:
        OciSmtpError: no answer, or none that can be read.
    """
    doing = "reading the secret back"
    query: dict[str, str | int] = {"versionNumber": number} if number else {"stage": "CURRENT"}
    bundle, _ = session.secret_bundles().read(_Bundle, f"/secretbundles/{ocid}", doing, query)
    try:
        return b64decode(bundle.secret_bundle_content.content.reveal(), validate=True)
    except NotBase64:
        raise OciSmtpError(f"Can't read the response from OCI (while {doing}).", "Try again.") from None
