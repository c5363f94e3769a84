"""Versions of secrets, without what they hold (`oci.vault.VaultsClient`)."""

from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import timedelta

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import RefusalError, invalid, missing, not_found
from services.demo.store.vault_secrets import CURRENT, DEPRECATED, PENDING, SecretVersion, StoredSecret
from services.demo.wire import Json, answer, etag, timestamp

_MOST_BYTES = 25 * 1024  # docs.oracle.com, KeyManagement/Concepts/secretLimits.htm
_MOST_VERSIONS = 30  # in use, and as many whose deletion is pending (secret-management/Concepts/secret-versions.htm)


@dataclass(frozen=True)
class SentContent:
    """What a request wants to put into a secret."""

    name: str | None
    content: str
    is_pending: bool


def here(call: Call) -> StoredSecret:
    """The secret in the path, if it is in the region that is asked.

    Raises:
        RefusalError: it isn't.
    """
    secret = call.world.vaults.secret(call.params["secretId"])
    vault = call.world.vaults.find(secret.vault) if secret else None
    if secret is None or vault is None or vault.region != call.region_key:
        raise not_found()
    return secret


def sent_content(call: Call) -> SentContent:
    """The `secretContent` of a request.

    Raises:
        RefusalError: it is missing, empty, too large, or of a stage that can't be asked for.
    """
    details = call.body().get("secretContent")
    if not isinstance(details, dict) or details.get("contentType") != "BASE64":
        raise missing("secretContent")
    content, stage = str(details.get("content") or ""), details.get("stage") or CURRENT
    try:
        size = len(b64decode(content, validate=True))
    except NotBase64:
        raise invalid("The content is not base64.") from None
    if not 0 < size <= _MOST_BYTES or stage not in (CURRENT, PENDING):
        raise invalid("The content is empty or too large, or its stage is neither CURRENT nor PENDING.")
    name = details.get("name")
    return SentContent(None if name is None else str(name), content, stage == PENDING)


def add_version(call: Call, secret: StoredSecret) -> None:
    """Add the version that a request has.

    Raises:
        RefusalError: its name is taken, or there are too many versions.
    """
    sent = sent_content(call)
    if sent.name and any(each.name == sent.name for each in secret.versions):
        raise invalid("name already exists")
    if sum(each.deleted_from is None for each in secret.versions) >= _MOST_VERSIONS:
        raise RefusalError(400, "LimitExceeded", "The limit of versions of the secret has been reached.")
    if sent.is_pending and call.world.settings.pending_is_superseded:
        for each in secret.versions:
            each.is_pending = False
    secret.add(sent.name, sent.content, call.world.now(), is_pending=sent.is_pending)


def make_current(secret: StoredSecret, number: object) -> None:
    """Make the version of that number the CURRENT one.

    Raises:
        RefusalError: there is none, or it is to be deleted.
    """
    version = secret.version(number) if isinstance(number, int) else None
    if version is None or version.deleted_from:
        raise invalid(f"The secret has no version {number} that can be made current.")
    secret.make_current(version)


def _form(secret: StoredSecret, version: SecretVersion) -> Json:
    return {
        "contentType": "BASE64",
        "name": version.name,
        "secretId": secret.ocid,
        "stages": secret.stages(version),
        "timeCreated": timestamp(version.created),
        "timeOfDeletion": timestamp(version.deleted_from) if version.deleted_from else None,
        "versionNumber": version.number,
    }


def list_secret_versions(call: Call) -> Response:
    """GET /secrets/{secretId}/versions: newest first."""
    secret = here(call)
    return paging.page_of_list(call, secret.versions[::-1], lambda version: _form(secret, version))


def get_secret_version(call: Call) -> Response:
    """GET /secrets/{secretId}/version/{secretVersionNumber}."""
    secret = here(call)
    return answer(_form(secret, _asked(call, secret)), headers={"etag": etag(secret.ocid, secret.revision)})


def schedule_secret_version_deletion(call: Call) -> Response:
    """POST /secrets/{secretId}/version/{secretVersionNumber}/actions/scheduleDeletion: of a DEPRECATED one only."""
    secret = here(call)
    version = _asked(call, secret)
    call.check_etag(secret.ocid, secret.revision)
    if secret.state != "ACTIVE" or version.deleted_from or DEPRECATED not in secret.stages(version):
        stages = ", ".join(secret.stages(version))
        raise RefusalError(409, "IncorrectState", f"The version is {stages}, and the secret is {secret.state}.")
    if sum(each.deleted_from is not None for each in secret.versions) >= _MOST_VERSIONS:
        raise RefusalError(400, "LimitExceeded", "The limit of versions pending deletion has been reached.")
    version.deleted_from = call.world.now() + timedelta(days=30)
    secret.revision += 1
    return answer(None, headers={"etag": etag(secret.ocid, secret.revision)})


def _asked(call: Call, secret: StoredSecret) -> SecretVersion:
    number = call.params["secretVersionNumber"]
    version = secret.version(int(number)) if number.isascii() and number.isdigit() else None
    if version is None:
        raise not_found()
    return version
