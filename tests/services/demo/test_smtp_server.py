import smtplib
import ssl

import pytest

from services.demo.certificates import Authority
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from tests.services.demo.smtp_clients import connected, connected_to, sign_in

PORTS = ("25", "587", "465")


@pytest.mark.parametrize("number", PORTS)
def test_each_port_offers_the_email_delivery_extensions_inside_tls(smtp_server: SmtpServer, number: str) -> None:
    with connected_to(smtp_server, number) as smtp:
        _, lines = smtp.ehlo()
    assert lines.decode().splitlines()[1:] == ["PIPELINING", "8BITMIME", "AUTH PLAIN", "Ok"]


def test_starttls_and_implicit_tls_are_not_interchangeable_on_a_port(smtp_server: SmtpServer) -> None:
    with pytest.raises(ssl.SSLError, match=r"(?i)wrong.version.number|record"):
        smtplib.SMTP_SSL("127.0.0.1", smtp_server.starttls.port, context=smtp_server.trust())
    with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
        smtplib.SMTP("127.0.0.1", smtp_server.tls.port, timeout=0.3)


@pytest.mark.parametrize("number", ["25", "587"])
def test_the_mail_command_before_starttls_is_rejected(smtp_server: SmtpServer, number: str) -> None:
    port = (smtp_server.relay if number == "25" else smtp_server.starttls).port
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.ehlo()
        assert smtp.docmd("MAIL", "FROM:<orders@example.com>") == (530, b"Must issue a STARTTLS command first")


@pytest.mark.parametrize("security", ["STARTTLS", "TLS"])
def test_only_auth_plain_is_offered_and_only_inside_tls(smtp_server: SmtpServer, security: str) -> None:
    with connected(smtp_server, security) as smtp:
        smtp.ehlo()
        assert smtp.esmtp_features["auth"].split() == ["PLAIN"]
    with smtplib.SMTP("127.0.0.1", smtp_server.starttls.port) as smtp:
        smtp.ehlo()
        assert "auth" not in smtp.esmtp_features
        assert smtp.docmd("AUTH", "PLAIN AHUAcA==")[0] == 530


@pytest.mark.parametrize("security", ["STARTTLS", "TLS"])
def test_a_credential_of_the_tenancy_can_sign_in_and_send_mail(
    smtp_server: SmtpServer, tenancy: Tenancy, security: str
) -> None:
    credential = tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0]
    with connected(smtp_server, security) as smtp:
        assert sign_in(smtp, credential.user_name, tenancy.password_of(credential.ocid))[0] == 235
        smtp.sendmail("orders@example.com", ["a@b.example", "c@d.example"], "Subject: x\r\n\r\n.dot\r\n")
    (accepted,) = smtp_server.accepted
    assert accepted.recipients == ("a@b.example", "c@d.example")
    assert accepted.content.endswith(b"\r\n\r\n.dot\r\n")


def test_invalid_inactive_or_deleted_credentials_are_rejected(smtp_server: SmtpServer, tenancy: Tenancy) -> None:
    mailer, contractor = (tenancy.user_ocid(name) for name in ("shop.mailer", "former.contractor"))
    credential, other = tenancy.credentials(mailer)[0], tenancy.credentials(contractor)[0]

    def refusal(user_name: str, password: str) -> tuple[int, bytes | str]:
        with connected(smtp_server, "TLS") as smtp, pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            sign_in(smtp, user_name, password)
        return refused.value.smtp_code, refused.value.smtp_error

    expected = (535, b"Authentication credentials invalid")
    assert refusal(credential.user_name, "wrong") == expected
    assert refusal("nobody", "wrong") == expected
    assert refusal(other.user_name, other.password) == expected
    credential.state = "INACTIVE"
    assert refusal(credential.user_name, credential.password) == expected
    credential.state = "ACTIVE"
    tenancy.world.credentials.remove(credential)
    assert refusal(credential.user_name, credential.password) == expected


def test_an_unauthorized_sender_is_rejected_with_the_text_of_oci(smtp_server: SmtpServer, tenancy: Tenancy) -> None:
    credential = tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0]
    with connected(smtp_server, "TLS") as smtp:
        smtp.ehlo()
        assert smtp.docmd("MAIL", "FROM:<orders@example.com>") == (535, b"Authentication required")
        sign_in(smtp, credential.user_name, credential.password)
        said = smtp.docmd("MAIL", "FROM:<newsletter@example.com>")
        assert said == (535, b"Authorization failed: address newsletter@example.com not authorized")
        assert smtp.docmd("MAIL", "FROM:<orders@example.com>")[0] == 250


@pytest.mark.parametrize(
    ("headers", "reply"),
    [
        ("From: Shop <orders@example.com>", (250, b"Ok")),
        (
            "From: Shop <newsletter@example.com>",
            (535, b"Authorization failed: address newsletter@example.com not authorized"),
        ),
        (
            "From: orders@example.com, newsletter@example.com",
            (535, b"Authorization failed: address newsletter@example.com not authorized"),
        ),
        ("", (554, b"Message parse error")),
    ],
)
def test_the_from_header_is_checked_after_data(
    smtp_server: SmtpServer, tenancy: Tenancy, headers: str, reply: tuple[int, bytes]
) -> None:
    credential = tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0]
    with connected(smtp_server, "TLS") as smtp:
        sign_in(smtp, credential.user_name, credential.password)
        smtp.docmd("MAIL", "FROM:<orders@example.com>")
        smtp.docmd("RCPT", "TO:<a@b.example>")
        assert smtp.data(f"{headers}\r\n\r\nHello\r\n") == reply
    assert len(smtp_server.accepted) == (reply[0] == 250)


def test_too_many_rejections_are_throttled_and_the_connection_closed(smtp_server: SmtpServer, tenancy: Tenancy) -> None:
    smtp_server.throttle_after = 2
    credential = tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0]
    for _ in range(2):
        with connected(smtp_server, "TLS") as smtp, pytest.raises(smtplib.SMTPAuthenticationError):
            sign_in(smtp, credential.user_name, "wrong")
    smtp = connected(smtp_server, "TLS")
    with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
        sign_in(smtp, credential.user_name, credential.password)
    assert (refused.value.smtp_code, refused.value.smtp_error) == (421, b"Too many auth failures, try again later")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        smtp.noop()
    smtp.close()


def test_the_certificate_is_not_trusted_by_other_authorities(smtp_server: SmtpServer) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        smtplib.SMTP_SSL("127.0.0.1", smtp_server.tls.port, context=ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        smtplib.SMTP_SSL("127.0.0.1", smtp_server.tls.port, context=Authority().trust())
    with smtplib.SMTP_SSL("127.0.0.1", smtp_server.tls.port, context=smtp_server.trust()) as smtp:
        assert smtp.noop()[0] == 250


def test_a_port_that_is_taken_is_reported(smtp_server: SmtpServer, tenancy: Tenancy) -> None:
    with pytest.raises(OSError, match="in use"):
        SmtpServer(tenancy, tls_port=smtp_server.tls.port)


def test_the_server_closes_its_port_and_can_be_stopped_twice(tenancy: Tenancy) -> None:
    server = SmtpServer(tenancy)
    port = server.tls.port
    server.stop()
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("127.0.0.1", port)
