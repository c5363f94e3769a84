"""Clients of the real SDK for the demo tenancy."""

from collections.abc import Callable
from typing import Any

import oci

from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy
from services.demo.transport import mount

USERS = 250


ClientMaker = Callable[..., Any]


DomainMaker = Callable[..., Any]


def sdk_client(kind: type, account: DemoAccount, **overrides: Any) -> Any:
    """A client of the real SDK that neither retries nor trips a breaker."""
    return kind(
        {**account.config(), **overrides.pop("config", {})},
        retry_strategy=oci.retry.NoneRetryStrategy(),
        circuit_breaker_strategy=oci.circuit_breaker.NoCircuitBreakerStrategy(),
        **overrides,
    )


def domain_client(tenancy: Tenancy, account: DemoAccount, name: str, **overrides: Any) -> Any:
    """A client of the real SDK, in this process, for the identity domain of that name."""
    url = next(domain.url for domain in tenancy.world.domains if domain.display_name == name)
    made = sdk_client(oci.identity_domains.IdentityDomainsClient, account, service_endpoint=url, **overrides)
    mount(made.base_client.session, tenancy)
    return made
