"""What secrets hold (`oci.secrets.SecretsClient`)."""

from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import invalid, not_found
from services.demo.store.vault_secrets import CURRENT, STAGES, SecretVersion, StoredSecret
from services.demo.vault.versions import here
from services.demo.wire import answer, timestamp

_READABLE = ("ACTIVE", "UPDATING")


def get_secret_bundle(call: Call) -> Response:
    """GET /secretbundles/{secretId}: by number, name, or stage of the version; nothing while it is being created."""
    secret = here(call)
    version = _asked(call, secret)
    if secret.state not in _READABLE or version is None or version.deleted_from:
        raise not_found()
    return answer(
        {
            "secretId": secret.ocid,
            "timeCreated": timestamp(version.created),
            "versionNumber": version.number,
            "versionName": version.name,
            "secretBundleContent": {"contentType": "BASE64", "content": version.content},
            "stages": secret.stages(version),
            "metadata": None,
        }
    )


def _asked(call: Call, secret: StoredSecret) -> SecretVersion | None:
    number, name = call.query("versionNumber"), call.query("secretVersionName")
    if number is not None:
        if not (number.isascii() and number.isdigit()):
            raise invalid("versionNumber must be a number")
        return secret.version(int(number))
    if name is not None:
        return next((each for each in secret.versions if each.name == name), None)
    stage = call.chosen("stage", STAGES) or CURRENT
    return next((each for each in reversed(secret.versions) if stage in secret.stages(each)), None)
