"""Vaults, as the Key Management service lists them (`oci.key_management.KmsVaultClient`)."""

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import not_found
from services.demo.store.vaults import Vault
from services.demo.wire import Json, answer, etag, timestamp


def _form(vault: Vault) -> Json:
    return {
        "compartmentId": vault.compartment,
        "cryptoEndpoint": vault.management_endpoint.replace("-management.", "-crypto."),
        "displayName": vault.name,
        "id": vault.ocid,
        "lifecycleState": vault.state,
        "managementEndpoint": vault.management_endpoint,
        "timeCreated": timestamp(vault.created),
        "vaultType": "DEFAULT",
        "freeformTags": {},
        "definedTags": {},
    }


def list_vaults(call: Call) -> Response:
    """GET /vaults: those of that compartment in this region, whatever their state."""
    compartment = call.compartment()
    here = [v for v in call.world.vaults if v.compartment == compartment and v.region == call.region.key.lower()]
    return paging.iam_page_of_list(call, here, _form)


def get_vault(call: Call) -> Response:
    """GET /vaults/{vaultId}."""
    vault = call.world.vaults.find(call.params["vaultId"])
    if vault is None or vault.region != call.region.key.lower():
        raise not_found()
    return answer(_form(vault), headers={"etag": etag(vault.ocid, 0)})
