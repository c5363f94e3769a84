"""The cores of clients are as the SDK's own would be."""

from typing import Any

import oci
import pytest

from services.api.client_pool import SERVICES, Clients
from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy

THEIRS: dict[str, Any] = {
    "identity": oci.identity.IdentityClient,
    "email": oci.email.EmailClient,
    "limits": oci.limits.LimitsClient,
    "kms": oci.key_management.KmsVaultClient,
    "vaults": oci.vault.VaultsClient,
    "secrets": oci.secrets.SecretsClient,
}


@pytest.fixture(scope="module")
def config() -> dict[str, Any]:
    return {**DemoAccount(Tenancy(users=0)).config()}


@pytest.mark.parametrize("elsewhere", ["", "https://elsewhere.example"])
@pytest.mark.parametrize("region", ["us-ashburn-1", "uk-gov-london-1", "eu-madrid-2"])
@pytest.mark.parametrize("service", SERVICES)
def test_each_service_has_the_same_endpoint_as_the_sdk_client(
    service: str, region: str, elsewhere: str, config: dict[str, Any]
) -> None:
    clients = Clients(config, dict.fromkeys(SERVICES, elsewhere))
    theirs = THEIRS[service]({**config, "region": region}, **({"service_endpoint": elsewhere} if elsewhere else {}))
    assert clients.wire(service, region).endpoint == theirs.base_client.endpoint


@pytest.mark.parametrize("service", SERVICES)
def test_endpoints_match_the_sdk_client_with_realm_specific_endpoints_on(
    service: str, config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of these services has such endpoints."""
    monkeypatch.setenv("OCI_REALM_SPECIFIC_SERVICE_ENDPOINT_TEMPLATE_ENABLED", "true")
    theirs = THEIRS[service]({**config, "region": "eu-frankfurt-1"})
    ours = Clients(config, dict.fromkeys(SERVICES, "")).wire(service, "eu-frankfurt-1")
    assert ours.endpoint == theirs.base_client.endpoint
