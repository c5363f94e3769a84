from collections.abc import Callable
from typing import Any

import oci
import pytest

from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy
from services.demo.transport import mount

USERS = 250
ClientMaker = Callable[..., Any]
DomainMaker = Callable[..., Any]


@pytest.fixture
def tenancy() -> Tenancy:
    return Tenancy(users=USERS)


def sdk_client(kind: type, account: DemoAccount, **overrides: Any) -> Any:
    """A client of the real SDK that neither retries nor trips a breaker."""
    return kind(
        {**account.config(), **overrides.pop("config", {})},
        retry_strategy=oci.retry.NoneRetryStrategy(),
        circuit_breaker_strategy=oci.circuit_breaker.NoCircuitBreakerStrategy(),
        **overrides,
    )


@pytest.fixture
def client(tenancy: Tenancy) -> ClientMaker:
    """Makes SDK clients, in this process, for any user and region."""

    def make(kind: type = oci.identity.IdentityClient, user: str | None = None, **overrides: Any) -> Any:
        account = DemoAccount(tenancy, None if user is None else tenancy.user_ocid(user))
        made = sdk_client(kind, account, **overrides)
        mount(made.base_client.session, tenancy)
        return made

    return make


def domain_client(tenancy: Tenancy, account: DemoAccount, name: str, **overrides: Any) -> Any:
    """A client of the real SDK, in this process, for the identity domain of that name."""
    url = next(domain.url for domain in tenancy.world.domains if domain.display_name == name)
    made = sdk_client(oci.identity_domains.IdentityDomainsClient, account, service_endpoint=url, **overrides)
    mount(made.base_client.session, tenancy)
    return made


@pytest.fixture
def domain(tenancy: Tenancy) -> DomainMaker:
    """Makes SDK clients for an identity domain, by its name, for any user."""

    def make(name: str, user: str | None = None, **overrides: Any) -> Any:
        account = DemoAccount(tenancy, None if user is None else tenancy.user_ocid(user))
        return domain_client(tenancy, account, name, **overrides)

    return make


@pytest.fixture
def identity(client: ClientMaker) -> Any:
    return client()


@pytest.fixture
def create(identity: Any, tenancy: Tenancy) -> Callable[..., Any]:
    """Creates an SMTP credential for the administrator, or for the user with that name."""

    def make(description: str = "made by a test", user: str | None = None, **more: Any) -> Any:
        ocid = tenancy.admin_ocid if user is None else tenancy.user_ocid(user)
        details = oci.identity.models.CreateSmtpCredentialDetails(description=description)
        return identity.create_smtp_credential(details, ocid, **more)

    return make
