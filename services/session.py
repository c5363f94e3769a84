"""Who signs, and where to: one signed-in profile in one region."""

import difflib
import threading
from collections.abc import Callable
from typing import Any

import msgspec

from services.errors import ConfigError, OciSmtpError
from services.options import Options
from services.profile import Profile
from services.signing_key import read_key
from services.wire import Wire

TIMEOUT_SECONDS = (5, 30)
"""To connect, and between two bytes of an answer."""

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
    """A signed-in profile. Every method blocks on the network; clients are made once a thread."""

    def __init__(self, profile: Profile, config: dict[str, Any], options: Options, mount: Mount | None = None) -> None:
        self.profile = profile
        self.region = profile.region
        self.options = options
        self._config = config
        self._mount = mount
        self._clients = threading.local()
        self._home = threading.Lock()
        self._home_region = ""

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

    def _wire(self, service: str, region: str) -> Wire:
        made: dict[tuple[str, str], Wire] = self._clients.__dict__.setdefault("made", {})
        if (service, region) not in made:
            made[service, region] = Wire(self._client(service, region))
        return made[service, region]

    def _client(self, service: str, region: str) -> Any:
        import oci

        kinds = {"identity": oci.identity.IdentityClient, "email": oci.email.EmailClient}
        endpoints = {"identity": self.options.identity_endpoint, "email": self.options.email_endpoint}
        extra = {"service_endpoint": endpoints[service]} if endpoints[service] else {}
        try:
            client = kinds[service](
                {**self._config, "region": region},
                # One process-wide breaker would let trouble with one service shut another out.
                circuit_breaker_strategy=oci.circuit_breaker.NoCircuitBreakerStrategy(),
                retry_strategy=oci.retry.NoneRetryStrategy(),
                enable_strict_url_encoding=True,
                timeout=TIMEOUT_SECONDS,
                **extra,
            )
        except ValueError as error:
            raise ConfigError(f"The endpoint {endpoints[service]} cannot be used: {error}", "Correct it.") from None
        if self._mount:
            self._mount(client.base_client.session)
        return client


def open_session(profile: Profile, options: Options, passphrase: str = "") -> Session:
    """Check the key and the region of a profile and make a session of it; nothing is sent yet.

    Raises:
        PassphraseNeededError: ask for the passphrase and call again.
        ConfigError: what is wrong with the key or the region.
    """
    pem = read_key(profile, passphrase)
    _check_region(profile, options)
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
    return Session(profile, {**config, "log_requests": False}, options, lambda session: mount(session, tenancy))


def _check_region(profile: Profile, options: Options) -> None:
    import oci

    if options.identity_endpoint or oci.regions.is_region(profile.region):
        return
    near = difflib.get_close_matches(profile.region, oci.regions.REGIONS, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise ConfigError(
        f"Oracle's SDK knows no region '{profile.region}' (profile {profile.name}).",
        f"{hint}Correct it, or describe a newer region in ~/.oci/regions-config.json.",
    )


def require_person(session: Session) -> str:
    """The signed-in user's OCID.

    Raises:
        OciSmtpError: the principal is not a person.
    """
    if not session.user_ocid:
        raise OciSmtpError("You are signed in as a machine, which has no user settings.", "Open a user instead.")
    return session.user_ocid
