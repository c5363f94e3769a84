"""Keys, asked for at the management endpoint of their vault (`oci.key_management.KmsManagementClient`)."""

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import not_found
from services.demo.store.vaults import Key, Vault
from services.demo.wire import Json, answer, etag, timestamp


def _vault(call: Call) -> Vault:
    vault = call.world.vaults.at(call.request.netloc)
    if vault is None:
        raise not_found()
    return vault


def _form(key: Key) -> Json:
    return {
        "compartmentId": key.compartment,
        "displayName": key.name,
        "id": key.ocid,
        "lifecycleState": key.state,
        "timeCreated": timestamp(key.created),
        "vaultId": key.vault,
        "protectionMode": "SOFTWARE",
        "algorithm": key.algorithm,
        "freeformTags": {},
        "definedTags": {},
    }


def list_keys(call: Call) -> Response:
    """GET /keys: those of that compartment in this vault, whatever their state."""
    vault, compartment = _vault(call), call.compartment()
    algorithm = call.chosen("algorithm", ("AES", "RSA", "ECDSA"))
    found = [
        key
        for key in call.world.vaults.keys
        if key.vault == vault.ocid and key.compartment == compartment and algorithm in (None, key.algorithm)
    ]
    return paging.iam_page_of_list(call, found, _form)


def get_key(call: Call) -> Response:
    """GET /keys/{keyId}."""
    key = call.world.vaults.key(call.params["keyId"])
    if key is None or key.vault != _vault(call).ocid:
        raise not_found()
    return answer(_form(key), headers={"etag": etag(key.ocid, 0)})
