"""The SDK's clients of one session, made when first needed and once a thread."""

import threading
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from services.renewal import Renewal
from services.under_way import UnderWay
from services.wire import Wire

TIMEOUT_SECONDS = (5, 30)
"""To connect, and between two bytes of an answer."""

Mount = Callable[[Any], None]
"""Puts another transport under an SDK client's HTTP session; only the embedded tenancy does."""


class Clients:
    """Wires to OCI's services. `endpoints` are addresses in place of OCI's own, by service; empty for OCI's."""

    def __init__(
        self,
        config: dict[str, Any],
        endpoints: Mapping[str, str],
        signer: Any = None,
        mount: Mount | None = None,
        *,
        read_only: bool = False,
    ) -> None:
        self._config = config
        self._endpoints = endpoints
        self._signer = {"signer": signer} if signer else {}
        self._mount = mount
        self._read_only = read_only
        self._threads = threading.local()
        self.renewal: Renewal | None = None
        self.under_way = UnderWay()

    def wire(self, service: str, region: str, url: str = "") -> Wire:
        """The wire to a service in a region; with a URL, to the identity domain or the vault at that address."""
        made: dict[tuple[str, str, str], Wire] = self._threads.__dict__.setdefault("made", {})
        key = (service, region, url)
        if key not in made:
            client = self._core(service, region, url) if url else self._client(service, region)
            if self._mount:
                self._mount(client.base_client.session)
            made[key] = Wire(client, read_only=self._read_only, renewal=self.renewal, under_way=self.under_way)
        return made[key]

    def authentication(self, region: str) -> Wire:
        """The wire to the authentication service, which is never asked to renew its own token.

        Renewing it changes nothing in the tenancy, so it is done in a read-only session as well.
        """
        import oci

        url = self._endpoints["auth"] or oci.regions.endpoint_for("auth", region)
        client = self._core("auth", region, url)
        if self._mount:
            self._mount(client.base_client.session)
        return Wire(client)

    def _core(self, service: str, region: str, url: str) -> Any:
        """The core of a client, for services of which the SDK's own has nothing that `Wire` could use.

        Importing that of the identity domains, 480 models, takes about as long as the rest of the SDK.
        """
        import oci

        base = oci.base_client.BaseClient(
            service,
            {**self._config, "region": region},
            self._signer.get("signer") or self.wire("identity", region).signer,
            {},
            regional_client=False,
            service_endpoint=url,
            base_path="",
            circuit_breaker_strategy=oci.circuit_breaker.NoCircuitBreakerStrategy(),
            enable_strict_url_encoding=True,
            timeout=TIMEOUT_SECONDS,
        )
        return SimpleNamespace(base_client=base)

    def _client(self, service: str, region: str) -> Any:
        import oci

        kinds = {  # found when called for: the SDK imports a service with its first mention
            "identity": lambda: oci.identity.IdentityClient,
            "email": lambda: oci.email.EmailClient,
            "kms": lambda: oci.key_management.KmsVaultClient,
            "vaults": lambda: oci.vault.VaultsClient,
            "secrets": lambda: oci.secrets.SecretsClient,
        }
        endpoint = self._endpoints[service]
        client = kinds[service]()(
            {**self._config, "region": region},
            # One process-wide breaker would let trouble with one service shut another out.
            circuit_breaker_strategy=oci.circuit_breaker.NoCircuitBreakerStrategy(),
            retry_strategy=oci.retry.NoneRetryStrategy(),
            enable_strict_url_encoding=True,
            timeout=TIMEOUT_SECONDS,
            **self._signer,
            **({"service_endpoint": endpoint} if endpoint else {}),
        )
        # Checking a private key takes 35 ms in which no other Python runs: once a session, not once a thread.
        self._signer = {"signer": client.base_client.signer}
        return client
