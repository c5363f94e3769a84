"""Secrets of OCI Vault: made once, looked for by name, and read back."""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass

import msgspec

from services.api.answer import decoded
from services.api.json_types import Id, Time
from services.api.pagination import pages
from services.api.session import Session
from services.model.errors import OciSmtpError, UsageError
from services.model.secret import Secret
from services.resources.vaults import Key, Vault

NAME = re.compile(r"[A-Za-z0-9._-]{1,255}")
"""What a secret may be called (API reference, CreateSecretDetails, secretName)."""

GONE = ("DELETING", "DELETED")
LEAVING = (*GONE, "SCHEDULING_DELETION", "PENDING_DELETION")
"""States in which it can't be read; a name stays in use while the deletion is pending."""


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


class _Content(msgspec.Struct, rename="camel"):
    content: Secret


class _Bundle(msgspec.Struct, rename="camel"):
    secret_bundle_content: _Content


def create(session: Session, target: Target, content: bytes, description: str, retry_token: str) -> StoredSecret:
    """Send one create, with the content as the CURRENT version.

    Raises:
        OutcomeUnknownError: the request was sent, and no answer says whether it happened.
        OciSmtpError: it was rejected, or not sent.
    """
    body = {
        "compartmentId": target.compartment,
        "vaultId": target.vault.ocid,
        "keyId": target.key.ocid,
        "secretName": target.name,
        "description": description,
        "secretContent": {"contentType": "BASE64", "stage": "CURRENT", "content": b64encode(content).decode()},
    }
    doing = "creating the secret"
    return decoded(StoredSecret, session.secrets().write("POST", "/secrets", doing, body, retry_token), doing)


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


def state_of(session: Session, ocid: str) -> StoredSecret:
    """The secret as it stands.

    Raises:
        OciSmtpError: no answer.
    """
    return session.secrets().read(StoredSecret, f"/secrets/{ocid}", "waiting for the secret")[0]


def schedule_deletion(session: Session, ocid: str) -> None:
    """Schedule its deletion in 30 days, OCI's default; it can't be read from now on.

    Source: docs.oracle.com, secret-management/Tasks/delete-secret.htm.

    Raises:
        OutcomeUnknownError: the request was sent, and no answer says whether it happened.
        OciSmtpError: it was rejected, or not sent.
    """
    session.secrets().write("POST", f"/secrets/{ocid}/actions/scheduleDeletion", "scheduling the secret's deletion", {})


def content_of(session: Session, ocid: str) -> bytes:
    """What the CURRENT version holds.

    Raises:
        OciSmtpError: no answer, or none that can be read.
    """
    doing = "reading the secret back"
    query = {"stage": "CURRENT"}
    bundle, _ = session.secret_bundles().read(_Bundle, f"/secretbundles/{ocid}", doing, query)
    try:
        return b64decode(bundle.secret_bundle_content.content.reveal(), validate=True)
    except NotBase64:
        raise OciSmtpError(f"Can't read the response from OCI (while {doing}).", "Try again.") from None
