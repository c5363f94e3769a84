"""What the doctor says of every user and sender of the demo tenancy is what its SMTP server answers."""

import smtplib
from collections.abc import Iterator

import pytest

from services.config.options import DirectoryKind
from services.demo.smtp_server import SmtpServer
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.directory.choice import open_directory
from services.doctor.diagnosis import Question, diagnose
from services.doctor.tenancy_snapshot import look_around
from services.policy.decision import PolicyAnswer
from tests.services.accounts import session_on

USERS = 40
PARTNERS = 12
REFUSED, ALLOWED = PolicyAnswer.REFUSED, PolicyAnswer.ALLOWED
pytestmark = pytest.mark.tenancy(users=USERS, partners=PARTNERS)


@pytest.fixture
def patient_smtp_server(tenancy: Tenancy) -> Iterator[SmtpServer]:
    server = SmtpServer(tenancy)
    server.throttle_after = 1_000_000
    yield server
    server.stop()


def addresses(tenancy: Tenancy) -> list[str]:
    """The address of each sender of the home region, and one in each domain that is approved as a whole."""
    here = [sender.address for sender in tenancy.world.senders if sender.region == "iad"]
    return [f"anyone{address}" if address.startswith("@") else address for address in here] + ["nobody@example.com"]


def credential_of(tenancy: Tenancy, ocid: str) -> StoredCredential:
    owner = tenancy.world.person(ocid)
    assert owner is not None
    held = tenancy.credentials(ocid)
    return held[0] if held else tenancy.world.credentials.add(owner, "made by a test", tenancy.world.now())


def answers(server: SmtpServer, credential: StoredCredential, wanted: list[str]) -> dict[str, PolicyAnswer]:
    """What the server says to each address when the credential signs in."""
    with smtplib.SMTP_SSL("127.0.0.1", server.tls.port, context=server.trust()) as smtp:
        smtp.ehlo()
        smtp.user, smtp.password = credential.user_name, credential.password
        try:
            smtp.auth("PLAIN", smtp.auth_plain)
        except smtplib.SMTPAuthenticationError:
            return dict.fromkeys(wanted, REFUSED)
        said = {}
        for address in wanted:
            said[address] = ALLOWED if smtp.docmd("MAIL", f"FROM:<{address}>")[0] == 250 else REFUSED
            smtp.rset()
        return said


@pytest.mark.parametrize("setting", ["classic", "domains"])
def test_the_verdict_agrees_with_the_server_for_every_user_and_sender(
    tenancy: Tenancy, patient_smtp_server: SmtpServer, setting: DirectoryKind
) -> None:
    """Through classic IAM those of the Default domain, through the identity domains those of the second one."""
    session, wanted = session_on(tenancy), addresses(tenancy)
    directory, _ = open_directory(session, setting)
    here = look_around(session)
    people = [user for page in directory.users() for user in page if setting == "classic" or user.domain == "Partners"]
    said: list[PolicyAnswer] = []
    for user in people:
        expected = answers(patient_smtp_server, credential_of(tenancy, user.ocid), wanted)
        asked = {address: Question(address, user) for address in wanted}
        found = {address: diagnose(session, directory, question, here) for address, question in asked.items()}
        assert {address: report.verdict for address, report in found.items()} == expected, user.name
        said += expected.values()
    assert len(people) >= PARTNERS
    assert set(said) == {ALLOWED, REFUSED}


HEADERS = ("orders@example.com", "newsletter@example.com", "nobody@example.com")


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("user", ["shop.mailer", "newsletter.sender"])
def test_the_verdict_agrees_with_the_server_about_the_header_from(
    tenancy: Tenancy, patient_smtp_server: SmtpServer, user: str, header: str
) -> None:
    """The reply itself is the question: the doctor finds the address in it, and comes to what the server said."""
    credential = credential_of(tenancy, tenancy.user_ocid(user))
    envelope = "orders@example.com" if user == "shop.mailer" else "newsletter@example.com"
    server = patient_smtp_server
    with smtplib.SMTP_SSL("127.0.0.1", server.tls.port, context=server.trust()) as smtp:
        smtp.login(credential.user_name, credential.password)
        smtp.docmd("MAIL", f"FROM:<{envelope}>")
        smtp.docmd("RCPT", "TO:<a@b.example>")
        code, text = smtp.data(f"From: {header}\r\n\r\nHello\r\n")
    session = session_on(tenancy)
    directory, _ = open_directory(session, "classic")
    error = f"SMTP error from remote mail server after end of data: {code} {text.decode()}"
    question = Question(header, directory.find(user)) if code == 250 else Question("", directory.find(user), error)
    report = diagnose(session, directory, question)
    assert report.verdict is (ALLOWED if code == 250 else REFUSED)
    assert (code == 250) is (header == envelope)
