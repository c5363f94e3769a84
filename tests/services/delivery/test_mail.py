"""Mail with the ciphertext, through the demo tenancy's SMTP server."""

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

import pytest

from services.delivery import NotDeliveredError
from services.delivery.age import AgeSeal
from services.delivery.age_recipients import find_recipients
from services.delivery.mail import OutgoingMail, SealedMail
from services.demo.certificates import Authority
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from services.model.destination import Destination
from services.model.errors import UsageError
from services.model.secret import Secret
from tests.services.delivery.packages import awkward_password, opened_letter, package
from tests.services.smtp.scripted import EHLO, GREETING, OK, SIGNED_IN, ScriptedServer

pytestmark = pytest.mark.tenancy(users=60)


@pytest.fixture
def seal(age_identity: Path) -> AgeSeal:
    done = subprocess.run(["age-keygen", "-y", age_identity], check=True, capture_output=True, text=True)
    return AgeSeal(find_recipients([done.stdout]))


@pytest.fixture
def outgoing(smtp_server: SmtpServer, tenancy: Tenancy) -> OutgoingMail:
    held = tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0]
    return OutgoingMail(smtp_server.tls, held.user_name, "orders@example.com", "anna@example.org")


class Keeper:
    """Keeps the passwords of all accounts of a tenancy, and every secret that it ever gave out."""

    def __init__(self, tenancy: Tenancy) -> None:
        self.given: list[Secret] = []
        self._kept = {held.user_name: held.password for held in tenancy.credentials()}

    def find(self, account: str) -> Secret | None:
        if account not in self._kept:
            return None
        self.given.append(Secret(self._kept[account]))
        return self.given[-1]


@pytest.fixture
def keeper(tenancy: Tenancy) -> Iterator[Keeper]:
    made = Keeper(tenancy)
    yield made
    assert all(secret.is_wiped for secret in made.given)


def test_the_recipient_can_decrypt_the_mail_that_the_server_accepted(
    smtp_server: SmtpServer, outgoing: OutgoingMail, keeper: Keeper, seal: AgeSeal, age_identity: Path
) -> None:
    password = awkward_password()
    noted: list[Destination] = []
    made = replace(package(password), note=noted.append)
    mail = SealedMail(outgoing, seal, keeper.find, smtp_server.trust)
    assert mail.available().is_available
    assert smtp_server.accepted == []
    receipt = mail.deliver(made)
    assert not receipt.is_verified
    assert [(place.name, place.is_encrypted, place.is_gone) for place in noted] == [("anna@example.org", True, False)]
    assert not mail.verify(made)
    (taken,) = smtp_server.accepted
    assert made.user_name.encode() not in taken.content
    parsed = BytesParser(policy=SMTP).parsebytes(taken.content)
    assert (parsed["From"], parsed["To"]) == ("orders@example.com", "anna@example.org")
    (attached,) = parsed.iter_attachments()
    sealed = str(attached.get_content()).encode()
    opened = subprocess.run(["age", "-d", "-i", age_identity], input=sealed, check=True, capture_output=True).stdout
    assert opened.decode() == opened_letter(made, password)


@pytest.mark.parametrize(
    ("sender", "find", "told"),
    [
        ("orders@example.com", lambda _: Secret("not this one"), r"user name or password is wrong.*\(535 "),
        ("orders@example.com", lambda _: None, "no password for"),
        ("nobody@example.com", None, "sender"),
    ],
    ids=["password", "account", "sender"],
)
def test_mail_with_a_wrong_or_missing_password_or_wrong_sender_is_not_sent(
    smtp_server: SmtpServer,
    outgoing: OutgoingMail,
    keeper: Keeper,
    seal: AgeSeal,
    sender: str,
    find: Callable[[str], Secret | None] | None,
    told: str,
) -> None:
    mail = SealedMail(replace(outgoing, sender=sender), seal, find or keeper.find, smtp_server.trust)
    availability = mail.available()
    assert not availability.is_available
    assert re.search(told, availability.reason)
    with pytest.raises(NotDeliveredError, match=told):
        mail.deliver(package("p"))
    assert smtp_server.accepted == []


def test_mail_is_not_sent_to_a_server_with_an_untrusted_certificate(
    smtp_server: SmtpServer, outgoing: OutgoingMail, keeper: Keeper, seal: AgeSeal
) -> None:
    noted: list[Destination] = []
    with pytest.raises(NotDeliveredError, match=r"^Not sent\..*certificate isn't trusted"):
        SealedMail(outgoing, seal, keeper.find).deliver(replace(package("p"), note=noted.append))
    assert [place.is_gone for place in noted] == [False, True]
    assert smtp_server.accepted == []


def test_a_mail_with_a_lost_reply_is_reported_as_not_confirmed(
    outgoing: OutgoingMail, keeper: Keeper, seal: AgeSeal
) -> None:
    authority = Authority()
    server = ScriptedServer(authority.server_context(), GREETING, EHLO, SIGNED_IN, OK, OK, "354 go on", None)
    try:
        mail = SealedMail(replace(outgoing, endpoint=server.endpoint), seal, keeper.find, authority.trust)
        receipt = mail.deliver(package("p"))
    finally:
        server.close()
    assert not receipt.is_verified
    assert receipt.message.startswith("The server didn't confirm the mail")


def test_an_invalid_sender_address_is_rejected(outgoing: OutgoingMail, keeper: Keeper, seal: AgeSeal) -> None:
    with pytest.raises(UsageError, match="isn't an email address"):
        SealedMail(replace(outgoing, sender="a\nBcc: b@c"), seal, keeper.find)
