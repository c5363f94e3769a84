import pytest

from services.demo.smtp_server import SmtpServer
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.model.secret import Secret
from services.smtp.probe import Login


@pytest.fixture
def credential(tenancy: Tenancy) -> StoredCredential:
    """A credential of a user in MailSenders."""
    return tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0]


@pytest.fixture(params=["STARTTLS", "TLS"])
def login(request: pytest.FixtureRequest, smtp_server: SmtpServer, credential: StoredCredential) -> Login:
    """A good login, on either port."""
    endpoint = smtp_server.starttls if request.param == "STARTTLS" else smtp_server.tls
    return Login(endpoint, credential.user_name, Secret(credential.password))
