"""Secrets, without what they hold (`oci.vault.VaultsClient`)."""

import re
from datetime import timedelta

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import RefusalError, invalid, not_found
from services.demo.store.vault_secrets import StoredSecret
from services.demo.vault.versions import add_version, here, make_current, sent_content
from services.demo.wire import Json, answer, etag, timestamp

_NAME = re.compile(r"[A-Za-z0-9._-]{1,255}")


def _form(secret: StoredSecret) -> Json:
    return {
        "compartmentId": secret.compartment,
        "currentVersionNumber": secret.current,
        "description": secret.description,
        "id": secret.ocid,
        "keyId": secret.key,
        "lifecycleState": secret.state,
        "secretName": secret.name,
        "timeCreated": timestamp(secret.created),
        "timeOfDeletion": timestamp(secret.deleted_from) if secret.deleted_from else None,
        "vaultId": secret.vault,
        "freeformTags": secret.tags,
        "definedTags": {},
    }


def _answer(secret: StoredSecret) -> Response:
    return answer(_form(secret), headers={"etag": etag(secret.ocid, secret.revision)})


def list_secrets(call: Call) -> Response:
    """GET /secrets: those of that compartment in this region."""
    compartment, name, vault = call.compartment(), call.query("name"), call.query("vaultId")
    vaults = call.world.vaults
    in_region = {each.ocid for each in vaults if each.region == call.region_key}
    found = [
        secret
        for secret in vaults.secrets
        if secret.compartment == compartment
        and secret.vault in in_region
        and name in (None, secret.name)
        and vault in (None, secret.vault)
    ]
    return paging.page_of_list(call, found, _form)


def get_secret(call: Call) -> Response:
    """GET /secrets/{secretId}: a new one is CREATING for a while, a changed one UPDATING."""
    secret = here(call)
    told = _answer(secret)
    secret.creating_reads -= 1
    secret.updating_reads -= 1
    return told


def create_secret(call: Call) -> Response:
    """POST /secrets."""
    vaults = call.world.vaults
    vault, key = vaults.find(call.text("vaultId")), vaults.key(call.text("keyId"))
    compartment, name = call.text("compartmentId"), call.text("secretName")
    if vault is None or vault.region != call.region_key or not call.world.compartments.exists(compartment):
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
        raise _name_taken(call, name)
    content = sent_content(call)
    if content.is_pending:
        raise invalid("The stage of a first version is CURRENT.")
    description, reads = str(call.body().get("description") or ""), call.world.settings.secret_creating_reads
    made = vaults.add(vault, key, compartment, name, description, call.world.now(), reads)
    made.tags = dict(call.body().get("freeformTags") or {})
    made.add(content.name, content.content, call.world.now(), is_pending=False)
    return _answer(made)


def _name_taken(call: Call, name: str) -> RefusalError:
    if call.world.settings.secret_name_taken == "400":
        return invalid("name already exists")
    return RefusalError(409, "Conflict", f"A secret with the name {name} already exists in the vault.")


def update_secret(call: Call) -> Response:
    """PUT /secrets/{secretId}: new content makes a new version; a version number makes that version CURRENT."""
    secret, body = here(call), call.body()
    call.check_etag(secret.ocid, secret.revision)
    if secret.state != "ACTIVE":
        raise RefusalError(409, "IncorrectState", f"The secret has a conflicting state of {secret.state}.")
    number, has_content = body.get("currentVersionNumber"), body.get("secretContent") is not None
    if number is not None and has_content:
        raise invalid("The content and the current version number can't be updated at the same time.")
    if has_content:
        add_version(call, secret)
    if number is not None:
        make_current(secret, number)
    secret.description = str(body.get("description") or secret.description)
    secret.tags = dict(body.get("freeformTags") or secret.tags)
    secret.updating_reads = call.world.settings.secret_updating_reads
    secret.revision += 1
    return _answer(secret)


def schedule_secret_deletion(call: Call) -> Response:
    """POST /secrets/{secretId}/actions/scheduleDeletion: 30 days from now, unless another time is asked for."""
    secret = here(call)
    call.check_etag(secret.ocid, secret.revision)
    if secret.state != "ACTIVE":
        raise RefusalError(409, "IncorrectState", f"The secret is {secret.state}.")
    secret.deleted_from = call.world.now() + timedelta(days=30)
    secret.revision += 1
    return answer(None, headers={"etag": etag(secret.ocid, secret.revision)})
