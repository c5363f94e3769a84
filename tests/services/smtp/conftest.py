from collections.abc import Iterator
from dataclasses import replace

import pytest

from services.demo.smtp_server import SmtpServer
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.model.secret import Secret
from services.smtp import Login


@pytest.fixture
def server(tenancy: Tenancy) -> Iterator[SmtpServer]:
    server = SmtpServer(tenancy)
    yield server
    server.stop()


@pytest.fixture
def credential(tenancy: Tenancy) -> StoredCredential:
    """A credential of a user in MailSenders."""
    return tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0]


@pytest.fixture(params=["STARTTLS", "TLS"])
def login(request: pytest.FixtureRequest, server: SmtpServer, credential: StoredCredential) -> Login:
    """A good login, on either port."""
    endpoint = server.starttls if request.param == "STARTTLS" else server.tls
    return Login(endpoint, credential.user_name, Secret(credential.password))


def with_password(login: Login, password: str) -> Login:
    return replace(login, password=Secret(password))
