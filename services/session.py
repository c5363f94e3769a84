"""Who signs, and where to: one signed-in profile in one region."""

import difflib
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import msgspec

from services.endpoints import checked_domain_url, checked_endpoint
from services.errors import ConfigError
from services.mail_server import MailServer
from services.options import Options
from services.profile import Profile
from services.signing_key import read_key
from services.wire import Wire

TIMEOUT_SECONDS = (5, 30)
"""To connect, and between two bytes of an answer."""

REGION = re.compile(r"[a-z0-9-]+")
"""Shape of a region's name, which becomes part of host names."""

Mount = Callable[[Any], None]
"""Puts another transport under an SDK client's HTTP session; only the embedded tenancy does."""


class _Subscription(msgspec.Struct, rename="camel"):
    region_key: str
    region_name: str
    is_home_region: bool = False


class _Tenancy(msgspec.Struct, rename="camel"):
    name: str
    home_region_key: str = ""


class Session:
    """A signed-in profile. Every method blocks on the network; clients are made once a thread.

    Raises ConfigError when an endpoint of the options cannot be one.
    """

    def __init__(
        self,
        profile: Profile,
        config: dict[str, Any],
        options: Options,
        mount: Mount | None = None,
        mail_server: Callable[[], MailServer] | None = None,
    ) -> None:
        self._endpoints = {
            "identity": checked_endpoint("--identity-endpoint", options.identity_endpoint),
            "email": checked_endpoint("--email-endpoint", options.email_endpoint),
        }
        self.profile = profile
        self.region = profile.region
        self.options = options
        self._config = config
        self._mount = mount
        self._mail_server = mail_server
        self._clients = threading.local()
        self._home = threading.Lock()
        self._home_region = ""
        self._signer: Any = None

    @property
    def tenancy_ocid(self) -> str:
        """The tenancy, which is also its root compartment."""
        return self.profile.tenancy

    @property
    def user_ocid(self) -> str:
        """The signed-in user; empty where the principal is not a person."""
        return self.profile.user

    def identity(self) -> Wire:
        """IAM, for reading, in the session's region."""
        return self._wire("identity", self.region)

    def identity_at_home(self) -> Wire:
        """IAM where changes must go: the tenancy's home region."""
        return self._wire("identity", self.home_region())

    def email(self) -> Wire:
        """Email Delivery in the session's region."""
        return self._wire("email", self.region)

    def domain(self, url: str) -> Wire:
        """The SCIM API of the identity domain at that URL, as IAM names it (`https://idcs-...:443`).

        Raises:
            ConfigError: it is no URL to send anything to.
        """
        return self._wire("domain", checked_domain_url(url, self._endpoints["identity"]))

    @cached_property
    def mail_server(self) -> MailServer | None:
        """The SMTP server that stands in for Email Delivery's; None outside the embedded tenancy."""
        return self._mail_server() if self._mail_server else None

    def home_region(self) -> str:
        """The tenancy's home region.

        A user without the right to read the subscriptions works in the session's region until OCI names the home
        region while refusing a change there (`moved_home`).

        Raises:
            OciSmtpError: no answer.
        """
        with self._home:
            if not self._home_region:
                self._home_region = self._subscribed_home()
            return self._home_region

    def moved_home(self, region_key: str) -> bool:
        """Take the home region that OCI named in a refusal, such as `IAD`; whether that is news."""
        import oci

        region = oci.regions.get_region_from_short_name(region_key.lower())
        news = region != self._home_region and bool(oci.regions.is_region(region))
        if news:
            self._home_region = region
        return news

    def tenancy_name(self) -> str:
        """The tenancy's name, or its OCID where it is not for this user to read.

        Raises:
            OciSmtpError: no answer.
        """
        from services.errors import NotAuthorizedError

        try:
            return self.identity().read(_Tenancy, f"/tenancies/{self.tenancy_ocid}", "reading the tenancy")[0].name
        except NotAuthorizedError:
            return self.tenancy_ocid

    def _subscribed_home(self) -> str:
        from services.errors import NotAuthorizedError

        path = f"/tenancies/{self.tenancy_ocid}/regionSubscriptions"
        try:
            found, _ = self.identity().read(list[_Subscription], path, "looking for the home region")
        except NotAuthorizedError:
            return self.region
        return next((item.region_name for item in found if item.is_home_region), self.region)

    def _wire(self, service: str, place: str) -> Wire:
        """`place`: a region, or the URL of a domain."""
        made: dict[tuple[str, str], Wire] = self._clients.__dict__.setdefault("made", {})
        if (service, place) not in made:
            client = self._domain_client(place) if service == "domain" else self._client(service, place)
            if self._mount:
                self._mount(client.base_client.session)
            made[service, place] = Wire(client)
        return made[service, place]

    def _domain_client(self, url: str) -> Any:
        """A client for one identity domain.

        It is the core of the SDK's `IdentityDomainsClient`: importing all of that, 480 models that `Wire` has no use
        for, takes about as long as the rest of the SDK.
        """
        import oci

        base = oci.base_client.BaseClient(
            "identity_domains",
            {**self._config, "region": self.region},
            self.identity().signer,
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

        kinds = {"identity": oci.identity.IdentityClient, "email": oci.email.EmailClient}
        endpoint = self._endpoints[service]
        client = kinds[service](
            {**self._config, "region": region},
            # One process-wide breaker would let trouble with one service shut another out.
            circuit_breaker_strategy=oci.circuit_breaker.NoCircuitBreakerStrategy(),
            retry_strategy=oci.retry.NoneRetryStrategy(),
            enable_strict_url_encoding=True,
            timeout=TIMEOUT_SECONDS,
            **({"service_endpoint": endpoint} if endpoint else {}),
            **({"signer": self._signer} if self._signer else {}),
        )
        # Checking a private key takes 35 ms in which no other Python runs: once a session, not once a thread.
        self._signer = client.base_client.signer
        return client


def open_session(profile: Profile, options: Options, passphrase: str = "") -> Session:
    """Check the key and the region of a profile and make a session of it; nothing is sent yet.

    Raises:
        PassphraseNeededError: ask for the passphrase and call again.
        ConfigError: what is wrong with the key, the region or an endpoint.
    """
    pem = read_key(profile, passphrase)
    profile = replace(profile, region=_region_name(profile, options))
    config = {
        "user": profile.user,
        "tenancy": profile.tenancy,
        "fingerprint": profile.fingerprint,
        # In bytes, because the SDK takes text to be ASCII: neither a passphrase nor what surrounds a key need be.
        "key_content": pem,
        "pass_phrase": (passphrase or profile.passphrase).encode() or None,
        "region": profile.region,
        "log_requests": False,  # else the SDK prints the Authorization header over the screen
    }
    return Session(profile, config, options)


def open_demo(options: Options) -> Session:
    """A session with the embedded tenancy: the real SDK, no network."""
    from services.demo.account import DemoAccount
    from services.demo.tenancy import Tenancy
    from services.demo.transport import mount

    tenancy = Tenancy()
    config = DemoAccount(tenancy).config()
    profile = Profile(
        name="demo",
        user=config["user"],
        tenancy=config["tenancy"],
        fingerprint=config["fingerprint"],
        region=config["region"],
        key_file="",
    )

    def mail_server() -> MailServer:
        from services.demo.smtp_server import SmtpServer  # its certificates take a moment: only when mail is asked for

        server = SmtpServer(tenancy)
        return MailServer(server.tls, server.trust)

    settings = {**config, "log_requests": False}
    return Session(profile, settings, options, lambda session: mount(session, tenancy), mail_server)


def _region_name(profile: Profile, options: Options) -> str:
    """The region of the profile, which may have it as a key such as `fra`."""
    import oci

    name = str(oci.regions.get_region_from_short_name(profile.region.lower()))
    if oci.regions.is_region(name) or (options.identity_endpoint and REGION.fullmatch(name)):
        return name
    near = difflib.get_close_matches(name, oci.regions.REGIONS, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise ConfigError(
        f"Oracle's SDK knows no region '{profile.region}' (profile {profile.name}).",
        f"{hint}Correct it, or describe a newer region in ~/.oci/regions-config.json.",
    )
