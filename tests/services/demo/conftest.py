from collections.abc import Callable
from typing import Any

import oci
import pytest

from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy
from services.demo.transport import mount
from tests.services.demo.clients import USERS, ClientMaker, DomainMaker, domain_client, sdk_client


@pytest.fixture
def tenancy() -> Tenancy:
    """One of several pages of users."""
    return Tenancy(users=USERS)


@pytest.fixture
def email(client: ClientMaker) -> Any:
    """The SDK's client of Email Delivery."""
    return client(oci.email.EmailClient)


@pytest.fixture
def client(tenancy: Tenancy) -> ClientMaker:
    """Makes SDK clients, in this process, for any user and region."""

    def make(kind: type = oci.identity.IdentityClient, user: str | None = None, **overrides: Any) -> Any:
        account = DemoAccount(tenancy, None if user is None else tenancy.user_ocid(user))
        made = sdk_client(kind, account, **overrides)
        mount(made.base_client.session, tenancy)
        return made

    return make


@pytest.fixture
def domain(tenancy: Tenancy) -> DomainMaker:
    """Makes SDK clients for an identity domain, by its name, for any user."""

    def make(name: str, user: str | None = None, **overrides: Any) -> Any:
        account = DemoAccount(tenancy, None if user is None else tenancy.user_ocid(user))
        return domain_client(tenancy, account, name, **overrides)

    return make


@pytest.fixture
def identity_client(client: ClientMaker) -> Any:
    """A client of the SDK for classic IAM, for the administrator."""
    return client()


@pytest.fixture
def create(identity_client: Any, tenancy: Tenancy) -> Callable[..., Any]:
    """Creates an SMTP credential for the administrator, or for the user with that name."""

    def make(description: str = "made by a test", user: str | None = None, **more: Any) -> Any:
        ocid = tenancy.admin_ocid if user is None else tenancy.user_ocid(user)
        details = oci.identity.models.CreateSmtpCredentialDetails(description=description)
        return identity_client.create_smtp_credential(details, ocid, **more)

    return make
