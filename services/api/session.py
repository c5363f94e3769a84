"""Who signs, and where to: one signed-in profile in one region."""

import contextlib
import copy
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from services.api.client import Wire
from services.api.client_pool import Clients, Mount
from services.api.list_ends import as_far_as_readable, whole
from services.api.pagination import pages_of_unpaged
from services.api.read_log import OnAnswer
from services.api.region_names import REGION
from services.api.session_token import SessionToken
from services.api.token_refresh import Renewal
from services.config.endpoints import checked_domain_url, checked_endpoint, checked_vault_url
from services.config.options import Options
from services.config.profile import Profile
from services.model.errors import (
    BusyError,
    ConfigError,
    IncompleteError,
    NotAuthorizedError,
    NotFoundError,
    OciSmtpError,
    UnreachableError,
)
from services.model.values import Endpoint

if TYPE_CHECKING:
    import ssl

QUIET = {"log_requests": False}
"""Else the SDK prints the Authorization header over the screen."""

EMAIL = ("email", "limits")
"""Email Delivery, and the service that knows its limits."""

VAULT = ("kms", "vaults", "secrets")
"""The services of which OCI Vault is made: vaults and keys, secrets, and what secrets hold."""


class MailServer(NamedTuple):
    """An SMTP server that stands in for Email Delivery's: where it listens, and what makes the TLS context for it."""

    endpoint: Endpoint
    trust: "Callable[[], ssl.SSLContext]"


class Subscription(msgspec.Struct, rename="camel"):
    """A region that the tenancy subscribes to."""

    region_key: str
    region_name: str
    is_home_region: bool = False


class _Tenancy(msgspec.Struct, rename="camel"):
    name: str


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
        token: SessionToken | None = None,
        signer: Any = None,
        cert_bundle: str = "",
    ) -> None:
        self._endpoints = {
            "identity": checked_endpoint("--identity-endpoint", options.identity_endpoint),
            # Only Email Delivery's limits are read: with another address for that service, OCI's own isn't meant.
            **dict.fromkeys(EMAIL, checked_endpoint("--email-endpoint", options.email_endpoint)),
            **dict.fromkeys(VAULT, checked_endpoint("--vault-endpoint", options.vault_endpoint)),
            "auth": checked_endpoint("--auth-endpoint", options.auth_endpoint),
        }
        self.profile = profile
        self.region = profile.region
        self.options = options
        self._mail_server = mail_server
        self._clients = Clients(
            config,
            self._endpoints,
            signer or _signer(token),
            mount,
            read_only=options.read_only,
            cert_bundle=cert_bundle,
            proxy=profile.proxy,
        )
        if token:
            self._clients.renewal = Renewal(token, lambda: self._clients.authentication(profile.region))
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

    def own_user(self) -> str:
        """The OCID of the person who is signed in.

        Raises:
            NotFoundError: the principal is no person, or OCI doesn't say which person.
        """
        if self.user_ocid:
            return self.user_ocid
        who = self.profile.auth.principal or "a machine"
        raise NotFoundError(f"You're signed in as {who}, which has no user settings.", "Open a user instead.")

    @property
    def renewal(self) -> Renewal | None:
        """What keeps the session's token fresh; None where it has none, or the SDK does so by itself."""
        return self._clients.renewal

    @property
    def is_changing(self) -> bool:
        """Whether a change was sent to OCI and its answer hasn't come."""
        return self._clients.under_way.count > 0

    def tell_waits(self, told: Callable[[float], object]) -> None:
        """Call `told` with the seconds that OCI asks to wait before a read is sent again, in the thread that waits."""
        self._clients.on_wait = told

    def tell_answers(self, told: OnAnswer) -> None:
        """Call `told` with each answer to a read, in the thread that reads."""
        self._clients.on_answer = told

    def sign_out(self) -> None:
        """Forget the PIN of the token that signs, where one does: nothing can be signed with it any more."""
        self._clients.sign_out()

    def in_region(self, region: str) -> "Session":
        """The same session in another of the tenancy's regions."""
        there = copy.copy(self)
        there.region = region
        return there

    def identity(self) -> Wire:
        """IAM, for reading, in the session's region."""
        return self._clients.wire("identity", self.region)

    def identity_at_home(self) -> Wire:
        """IAM where changes must go: the tenancy's home region."""
        return self._clients.wire("identity", self.home_region())

    def email(self) -> Wire:
        """Email Delivery in the session's region."""
        return self._clients.wire("email", self.region)

    def limits(self) -> Wire:
        """The tenancy's service limits in the session's region."""
        return self._clients.wire("limits", self.region)

    def domain(self, name: str, url: str, home: str = "") -> Wire:
        """The SCIM API of the identity domain with that name and URL, as IAM gives them (`https://idcs-...:443`).

        `home` is its URL in its home region. One that requests can't be sent to is left out.

        Raises:
            ConfigError: requests can't be sent to that URL.
        """
        checked = checked_domain_url(name, url, self._endpoints["identity"])
        at_home = ""
        with contextlib.suppress(ConfigError):
            at_home = checked_domain_url(name, home, self._endpoints["identity"])
        where = f" in the identity domain {name}"
        return self._clients.wire("identity_domains", self.region, checked, where, at_home)

    def vaults(self) -> Wire:
        """The vaults of the session's region."""
        return self._clients.wire("kms", self.region)

    def keys(self, management_endpoint: str) -> Wire:
        """The keys of the vault that has that management endpoint.

        Raises:
            ConfigError: requests can't be sent to that URL.
        """
        url = checked_vault_url(management_endpoint, self._endpoints["kms"])
        return self._clients.wire("kms_management", self.region, url)

    def secrets(self) -> Wire:
        """The secrets of the session's region, without what they hold."""
        return self._clients.wire("vaults", self.region)

    def secret_bundles(self) -> Wire:
        """What the secrets of the session's region hold."""
        return self._clients.wire("secrets", self.region)

    @cached_property
    def mail_server(self) -> MailServer | None:
        """The SMTP server that stands in for Email Delivery's; None outside the embedded tenancy."""
        return self._mail_server() if self._mail_server else None

    def home_region(self) -> str:
        """The tenancy's home region.

        Where the subscriptions can't be read, for whatever reason, it's the session's region until OCI names the home
        region while rejecting a change there (`moved_home`).
        """
        with self._home:
            if not self._home_region:
                self._home_region = self._subscribed_home()
            return self._home_region or self.region

    def moved_home(self, region_key: str) -> bool:
        """Note the home region that OCI named in a rejection, such as `IAD`; returns whether it is new."""
        import oci

        region = oci.regions.get_region_from_short_name(region_key.lower())
        news = region != self._home_region and bool(oci.regions.is_region(region))
        if news:
            self._home_region = region
        return news

    def tenancy_name(self) -> str:
        """The tenancy's name, or its OCID if the name isn't visible to you.

        Raises:
            OciSmtpError: no answer.
        """
        try:
            return self.identity().read(_Tenancy, f"/tenancies/{self.tenancy_ocid}", "reading the tenancy")[0].name
        except NotAuthorizedError:
            return self.tenancy_ocid

    def subscriptions(self) -> list[Subscription]:
        """The regions that the tenancy subscribes to, without what can't be part of a host name.

        Raises:
            IncompleteError: not all can be read; the error has the part that can.
            OciSmtpError: no answer, or the regions aren't visible to you.
        """
        path = f"/tenancies/{self.tenancy_ocid}/regionSubscriptions"
        pages = pages_of_unpaged(self.identity, Subscription, path, "reading the tenancy's regions")
        found, lacking = as_far_as_readable(pages)
        return whole([item for item in found if REGION.fullmatch(item.region_name)], lacking)

    def _subscribed_home(self) -> str:
        """Empty where the next request might tell."""
        try:
            found: Sequence[Subscription] = self.subscriptions()
        except IncompleteError as error:
            found = error.part
        except (BusyError, UnreachableError):
            return ""
        except OciSmtpError:
            return self.region
        return next((item.region_name for item in found if item.is_home_region), self.region)


def _signer(token: SessionToken | None) -> Any:
    if token is None:
        return None
    from services.api.signers import RenewedSigner

    return RenewedSigner(token)
