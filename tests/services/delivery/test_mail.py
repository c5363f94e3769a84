"""Mail with the ciphertext, through the demo tenancy's SMTP server."""

import subprocess
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

import pytest

from services.delivery import NotDeliveredError
from services.delivery.age import AgeSeal
from services.delivery.age_recipients import find_recipients
from services.delivery.mail import SealedMail
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from services.errors import UsageError
from services.secret import Secret
from services.smtp.message import Submission
from tests.needs import needs
from tests.services.delivery.packages import awkward_password, opened_letter, package


@pytest.fixture(scope="module")
def tenancy() -> Tenancy:
    return Tenancy(users=60)


@pytest.fixture
def server(tenancy: Tenancy) -> Iterator[SmtpServer]:
    server = SmtpServer(tenancy)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needs("age", "age-keygen")
    path = tmp_path_factory.mktemp("age") / "key"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    return path


@pytest.fixture
def seal(identity: Path) -> AgeSeal:
    done = subprocess.run(["age-keygen", "-y", identity], check=True, capture_output=True, text=True)
    return AgeSeal(find_recipients([done.stdout]))


def account(server: SmtpServer, tenancy: Tenancy, sender: str = "orders@example.com", password: str = "") -> Submission:
    held = tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0]
    return Submission(server.tls, held.user_name, Secret(password or held.password), sender, "anna@example.org")


def test_the_recipient_opens_what_the_server_took(
    server: SmtpServer, tenancy: Tenancy, seal: AgeSeal, identity: Path
) -> None:
    password = awkward_password()
    made = package(password)
    receipt = SealedMail(account(server, tenancy), seal, server.trust).deliver(made)
    assert not receipt.is_verified
    (taken,) = server.accepted
    assert made.user_name.encode() not in taken.content
    mail = BytesParser(policy=SMTP).parsebytes(taken.content)
    assert (mail["From"], mail["To"]) == ("orders@example.com", "anna@example.org")
    (attached,) = mail.iter_attachments()
    sealed = str(attached.get_content()).encode()
    opened = subprocess.run(["age", "-d", "-i", identity], input=sealed, check=True, capture_output=True).stdout
    assert opened.decode() == opened_letter(made, password)


def test_what_the_server_does_not_take_is_not_sent(server: SmtpServer, tenancy: Tenancy, seal: AgeSeal) -> None:
    for refused in (
        account(server, tenancy, password="not this one"),
        account(server, tenancy, sender="nobody@example.com"),
    ):
        with pytest.raises(NotDeliveredError, match=r"^Not sent\."):
            SealedMail(refused, seal, server.trust).deliver(package("p"))
    with pytest.raises(NotDeliveredError, match="certificate is not trusted"):
        SealedMail(account(server, tenancy), seal).deliver(package("p"))
    assert server.accepted == []


def test_an_address_must_be_one(server: SmtpServer, tenancy: Tenancy, seal: AgeSeal) -> None:
    with pytest.raises(UsageError, match="not an e-mail address"):
        SealedMail(account(server, tenancy, sender="a\nBcc: b@c"), seal)
