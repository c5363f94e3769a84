"""Secrets, without what they hold (`oci.vault.VaultsClient`)."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import timedelta

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import RefusalError, invalid, missing, not_found
from services.demo.store.vaults import StoredSecret
from services.demo.wire import Json, answer, etag, timestamp

_NAME = re.compile(r"[A-Za-z0-9._-]{1,255}")
_MOST_BYTES = 25 * 1024  # docs.oracle.com, KeyManagement/Concepts/secretLimits.htm


def _form(secret: StoredSecret) -> Json:
    return {
        "compartmentId": secret.compartment,
        "currentVersionNumber": 1,
        "description": secret.description,
        "id": secret.ocid,
        "keyId": secret.key,
        "lifecycleState": secret.state,
        "secretName": secret.name,
        "timeCreated": timestamp(secret.created),
        "timeOfDeletion": timestamp(secret.deleted_from) if secret.deleted_from else None,
        "vaultId": secret.vault,
        "freeformTags": {},
        "definedTags": {},
    }


def _is_here(call: Call, secret: StoredSecret) -> bool:
    vault = call.world.vaults.find(secret.vault)
    return vault is not None and vault.region == call.region.key.lower()


def list_secrets(call: Call) -> Response:
    """GET /secrets: those of that compartment in this region."""
    compartment, name, vault = call.compartment(), call.query("name"), call.query("vaultId")
    found = [
        secret
        for secret in call.world.vaults.secrets
        if secret.compartment == compartment
        and _is_here(call, secret)
        and name in (None, secret.name)
        and vault in (None, secret.vault)
    ]
    return paging.page_of_list(call, found, _form)


def get_secret(call: Call) -> Response:
    """GET /secrets/{secretId}: a new one is CREATING for a while."""
    secret = call.world.vaults.secret(call.params["secretId"])
    if secret is None or not _is_here(call, secret):
        raise not_found()
    form = _form(secret)
    secret.creating_reads -= 1
    return answer(form, headers={"etag": etag(secret.ocid, 0)})


def create_secret(call: Call) -> Response:
    """POST /secrets."""
    vaults = call.world.vaults
    vault, key = vaults.find(call.text("vaultId")), vaults.key(call.text("keyId"))
    compartment, name = call.text("compartmentId"), call.text("secretName")
    if vault is None or vault.region != call.region.key.lower() or not call.world.compartments.exists(compartment):
        raise not_found()
    if key is None or key.vault != vault.ocid:
        raise not_found()
    if vault.state != "ACTIVE" or key.state != "ENABLED":
        raise RefusalError(409, "IncorrectState", "The vault or the key is not in a state that allows this.")
    if key.algorithm != "AES":
        raise invalid("Secrets cannot be encrypted with an asymmetric key.")
    if not _NAME.fullmatch(name):
        raise invalid("secretName may have letters, digits, hyphens, underscores and periods.")
    if any(secret.vault == vault.ocid and secret.name == name for secret in vaults.secrets):
        raise RefusalError(409, "Conflict", f"A secret with the name {name} already exists in the vault.")
    description = str(call.body().get("description") or "")
    made = vaults.add(
        vault,
        key,
        compartment,
        name,
        _content(call),
        description,
        call.world.now(),
        call.world.settings.secret_creating_reads,
    )
    return answer(_form(made), headers={"etag": etag(made.ocid, 0)})


def schedule_secret_deletion(call: Call) -> Response:
    """POST /secrets/{secretId}/actions/scheduleDeletion: 30 days from now, unless another time is asked for."""
    secret = call.world.vaults.secret(call.params["secretId"])
    if secret is None or not _is_here(call, secret):
        raise not_found()
    if secret.state != "ACTIVE":
        raise RefusalError(409, "IncorrectState", f"The secret is {secret.state}.")
    secret.deleted_from = call.world.now() + timedelta(days=30)
    return answer(None, headers={"etag": etag(secret.ocid, 1)})


def _content(call: Call) -> str:
    details = call.body().get("secretContent")
    if not isinstance(details, dict) or details.get("contentType") != "BASE64":
        raise missing("secretContent")
    content = str(details.get("content") or "")
    try:
        size = len(b64decode(content, validate=True))
    except NotBase64:
        raise invalid("The content is not base64.") from None
    if not 0 < size <= _MOST_BYTES or details.get("stage") not in (None, "CURRENT"):
        raise invalid("The content is empty or too large, or its stage cannot be that of a first version.")
    return content
