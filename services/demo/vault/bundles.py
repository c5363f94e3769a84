"""What secrets hold (`oci.secrets.SecretsClient`)."""

from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import not_found
from services.demo.wire import answer, timestamp


def get_secret_bundle(call: Call) -> Response:
    """GET /secretbundles/{secretId}: nothing while it is being created."""
    secret = call.world.vaults.secret(call.params["secretId"])
    stage = call.chosen("stage", ("CURRENT", "PENDING", "LATEST", "PREVIOUS", "DEPRECATED")) or "CURRENT"
    vault = call.world.vaults.find(secret.vault) if secret else None
    if secret is None or vault is None or vault.region != call.region.key.lower():
        raise not_found()
    if secret.state != "ACTIVE" or stage not in ("CURRENT", "LATEST"):
        raise not_found()
    return answer(
        {
            "secretId": secret.ocid,
            "timeCreated": timestamp(secret.created),
            "versionNumber": 1,
            "secretBundleContent": {"contentType": "BASE64", "content": secret.content},
            "stages": ["CURRENT", "LATEST"],
            "metadata": None,
        }
    )
