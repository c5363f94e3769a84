"""The cores of the SDK's clients of one session, made when first needed and once a thread.

The SDK's own clients wrap that core in methods and models which `Wire` has no use for: importing those of IAM takes a
tenth as long as all the rest, those of the identity domains about as long.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from services.api.client import Wire
from services.api.in_flight import InFlight
from services.api.read_log import OnAnswer
from services.api.relocation import Relocation
from services.api.token_refresh import Renewal

TIMEOUT_SECONDS = (5, 30)
"""To connect, and between two bytes of an answer."""

Mount = Callable[[Any], None]
"""Puts another transport under an SDK client's HTTP session; only the embedded tenancy does."""


class Service(NamedTuple):
    """Where a service is in a region, and under which path."""

    host: str
    path: str


SERVICES = {
    "identity": Service("identity.{region}.oci.{secondLevelDomain}", "/20160918"),
    "email": Service("ctrl.email.{region}.oci.{secondLevelDomain}", "/20170907"),
    "limits": Service("limits.{region}.oci.{secondLevelDomain}", "/"),
    "kms": Service("kms.{region}.{secondLevelDomain}", "/"),
    "vaults": Service("vaults.{region}.oci.{secondLevelDomain}", "/20180608"),
    "secrets": Service("secrets.vaults.{region}.oci.{secondLevelDomain}", "/20190301"),
}
"""As the SDK's own clients have it (oci/identity/identity_client.py and so on)."""


class Clients:
    """Wires to OCI's services. `endpoints` are addresses in place of OCI's own, by service; empty for OCI's.

    Without a `signer` the configuration has a key that is known to be in order.
    """

    def __init__(
        self,
        config: dict[str, Any],
        endpoints: Mapping[str, str],
        signer: Any = None,
        mount: Mount | None = None,
        *,
        read_only: bool = False,
        cert_bundle: str = "",
        proxy: str = "",
    ) -> None:
        self._config = config
        self._endpoints = endpoints
        self._signer = signer
        self._making_signer = threading.Lock()
        self._mount = mount
        self._read_only = read_only
        self._cert_bundle = cert_bundle
        self._proxy = proxy
        self._threads = threading.local()
        self._moved: dict[str, str] = {}
        """The address in the home region of each domain that was found there, by its own address."""
        self.renewal: Renewal | None = None
        self.under_way = InFlight()
        self.on_wait: Callable[[float], object] = lambda seconds: None
        """Told the seconds that OCI asks to wait before a read is sent again."""
        self.on_answer: OnAnswer = lambda answer: None
        """Told of each answer to a read, in the thread that reads."""

    def wire(self, service: str, region: str, url: str = "", where: str = "", home: str = "") -> Wire:
        """The wire to a service in a region; with a URL, to the identity domain or the vault at that address.

        `where` is how errors name that place. `home` is the address to which it may have moved.
        """
        made: dict[tuple[str, str, str], Wire] = self._threads.__dict__.setdefault("made", {})
        relocation = self._relocation(url, home)
        url = self._moved.get(url, url)
        key = (service, region, url)
        if key not in made:
            core = self._core(service, region, url) if url else self._regional_core(service, region)
            made[key] = Wire(
                core,
                read_only=self._read_only,
                renewal=self.renewal,
                under_way=self.under_way,
                on_wait=lambda seconds: self.on_wait(seconds),
                on_answer=lambda answer: self.on_answer(answer),
                where=where,
                relocation=relocation,
            )
        return made[key]

    def _relocation(self, url: str, home: str) -> Relocation | None:
        if not home or home == url or url in self._moved:
            return None
        return Relocation(home, lambda: self._moved.update({url: home}))

    def authentication(self, region: str) -> Wire:
        """The wire to the authentication service, which is never asked to renew its own token.

        Renewing it changes nothing in the tenancy, so it is done in a read-only session as well.
        """
        import oci

        url = self._endpoints["auth"] or oci.regions.endpoint_for("auth", region)
        return Wire(self._core("auth", region, url))

    def sign_out(self) -> None:
        """End a signer that keeps a PIN (services/api/pkcs11_signer.py); no other has anything to forget."""
        end = getattr(self._signer, "end", None)
        if end:
            end()

    def _regional_core(self, service: str, region: str) -> Any:
        host, path = SERVICES[service]
        return self._core(
            service,
            region,
            self._endpoints[service] or None,
            path,
            regional_client=True,
            service_endpoint_template=f"https://{host}",
            service_endpoint_template_per_realm={},  # the SDK looks into it where its environment variable says so
        )

    def _core(self, service: str, region: str, url: str | None, path: str = "", **more: Any) -> Any:
        import oci

        from services.api.environment_settings import remember_environment
        from services.api.request_bounds import bound_http

        bound_http()
        remember_environment()
        core = oci.base_client.BaseClient(
            service,
            {**self._config, "region": region},
            self._one_signer(),
            {},
            **{"regional_client": False, **more},
            service_endpoint=url,
            base_path=path,
            # One process-wide breaker would let trouble with one service shut another out.
            circuit_breaker_strategy=oci.circuit_breaker.NoCircuitBreakerStrategy(),
            enable_strict_url_encoding=True,
            timeout=TIMEOUT_SECONDS,
        )
        if self._cert_bundle:
            core.session.verify = self._cert_bundle
        if self._proxy:
            core.session.proxies = {"http": self._proxy, "https": self._proxy}
        if self._mount:
            self._mount(core.session)
        return core

    def _one_signer(self) -> Any:
        """One for all threads: checking a private key takes 35 ms in which no other Python runs."""
        import oci

        with self._making_signer:
            if self._signer is None:
                self._signer = oci.signer.Signer(
                    *(self._config[name] for name in ("tenancy", "user", "fingerprint")),
                    private_key_file_location=None,
                    private_key_content=self._config["key_content"],
                )
            return self._signer
