import smtplib
import ssl
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from services.demo.certificates import Authority
from services.demo.settings import SmtpTrouble
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy


def connected(server: SmtpServer, security: str) -> smtplib.SMTP:
    if security == "TLS":
        return smtplib.SMTP_SSL("127.0.0.1", server.tls.port, context=server.trust())
    smtp = smtplib.SMTP("127.0.0.1", server.starttls.port)
    smtp.starttls(context=server.trust())
    return smtp


def sign_in(smtp: smtplib.SMTP, user_name: str, password: str) -> Any:
    smtp.ehlo()
    smtp.user, smtp.password = user_name, password
    return smtp.auth("PLAIN", smtp.auth_plain)


PORTS = ("25", "587", "465")


def connected_to(server: SmtpServer, number: str) -> smtplib.SMTP:
    """A connection that is secured as clients do it on the port of that number."""
    if number == "465":
        return connected(server, "TLS")
    smtp = smtplib.SMTP("127.0.0.1", (server.relay if number == "25" else server.starttls).port)
    smtp.starttls(context=server.trust())
    return smtp


@pytest.fixture
def open_mail(smtp_server: SmtpServer, tenancy: Tenancy) -> Iterator[smtplib.SMTP]:
    """A connection over which shop.mailer can send from orders@example.com."""
    credential = tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0]
    with connected(smtp_server, "TLS") as smtp:
        sign_in(smtp, credential.user_name, credential.password)
        yield smtp


@pytest.mark.parametrize("number", PORTS)
def test_each_port_offers_what_email_delivery_offers_inside_tls(smtp_server: SmtpServer, number: str) -> None:
    with connected_to(smtp_server, number) as smtp:
        _, lines = smtp.ehlo()
    assert lines.decode().splitlines()[1:] == ["PIPELINING", "8BITMIME", "AUTH PLAIN", "Ok"]


def test_a_port_with_starttls_is_not_one_with_implicit_tls_and_the_other_way_around(smtp_server: SmtpServer) -> None:
    with pytest.raises(ssl.SSLError, match=r"(?i)wrong.version.number|record"):
        smtplib.SMTP_SSL("127.0.0.1", smtp_server.starttls.port, context=smtp_server.trust())
    with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
        smtplib.SMTP("127.0.0.1", smtp_server.tls.port, timeout=0.3)


@pytest.mark.parametrize("number", ["25", "587"])
def test_a_sender_needs_tls_first(smtp_server: SmtpServer, number: str) -> None:
    port = (smtp_server.relay if number == "25" else smtp_server.starttls).port
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.ehlo()
        assert smtp.docmd("MAIL", "FROM:<orders@example.com>") == (530, b"Must issue a STARTTLS command first")


@pytest.mark.parametrize(
    ("commands", "reply"),
    [
        ([("AUTH", "PLAIN !")], (501, b"Invalid command argument, not a valid Base64 string")),
        ([("AUTH", "PLAIN YWJj")], (501, b"Invalid command argument, does not contain NUL")),
        ([("AUTH", "CRAM-MD5")], (504, b"Method not supported")),
        ([("MAIL", "FROM:<orders@example.com>")], (535, b"Authentication required")),
    ],
)
def test_a_client_that_errs_before_it_has_signed_in_is_told_so_in_oracles_words(
    smtp_server: SmtpServer, commands: list[tuple[str, str]], reply: tuple[int, bytes]
) -> None:
    with connected(smtp_server, "TLS") as smtp:
        smtp.ehlo()
        assert [smtp.docmd(*command) for command in commands][-1] == reply


@pytest.mark.parametrize(
    ("commands", "reply"),
    [
        ([("MAIL", "FROM:<orders@example.com>"), ("DATA", "")], (503, b"Need RCPT command")),
        ([("MAIL", "FROM:<orders>")], (553, b"<orders> Invalid email address")),
        ([("MAIL", "FROM:<orders@example.com>"), ("RCPT", "TO:<@>")], (553, b"<@> Invalid email address")),
    ],
)
def test_a_client_that_errs_after_it_has_signed_in_is_told_so_in_oracles_words(
    open_mail: smtplib.SMTP, commands: list[tuple[str, str]], reply: tuple[int, bytes]
) -> None:
    assert [open_mail.docmd(*command) for command in commands][-1] == reply


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        (f"Subject: x\r\n\r\n{'x' * 998}\r\n", (250, b"Ok")),
        (f"Subject: x\r\n\r\n.{'x' * 997}\r\n", (250, b"Ok")),
        (f"Subject: x\r\n\r\n{'x' * 999}\r\n", (550, b"maximum allowed line length is 998 octets")),
        (f"Subject: x\r\n\r\n{'x' * 5000}\r\n", (550, b"maximum allowed line length is 998 octets")),
        (("X: " + "x" * 900 + "\r\n") * 300 + "\r\nbody\r\n", (554, b"Message parse error")),
        ("Subject: x\r\n\r\n" + ("x" * 900 + "\r\n") * 2500, (552, b"Exceeds byte limit")),
    ],
    ids=["998", "998 with a dot", "999", "5000", "headers of 256 KB", "2 MB"],
)
def test_a_message_is_as_large_as_email_delivery_takes_it(
    open_mail: smtplib.SMTP, message: str, reply: tuple[int, bytes]
) -> None:
    open_mail.docmd("MAIL", "FROM:<orders@example.com>")
    open_mail.docmd("RCPT", "TO:<a@b.example>")
    assert open_mail.data(message) == reply
    assert open_mail.noop()[0] == 250, "the conversation goes on"


@pytest.mark.parametrize("trouble", [each for each in get_args(SmtpTrouble) if each])
def test_each_reply_to_come_back_later(open_mail: smtplib.SMTP, tenancy: Tenancy, trouble: SmtpTrouble) -> None:
    tenancy.settings.smtp_trouble = trouble
    code, text = open_mail.docmd("MAIL", "FROM:<orders@example.com>")
    assert f"{code} {text.decode()}" == trouble
    if code == 421:
        with pytest.raises(smtplib.SMTPServerDisconnected):
            open_mail.noop()


def test_a_suppressed_recipient_is_named(open_mail: smtplib.SMTP, tenancy: Tenancy) -> None:
    suppressed = next(iter(tenancy.world.suppressions)).address
    open_mail.docmd("MAIL", "FROM:<orders@example.com>")
    open_mail.docmd("RCPT", f"TO:<{suppressed}>")
    said = f"4.7.1 Suppression for user {tenancy.user_ocid('shop.mailer')} to {suppressed}"
    assert open_mail.data("Subject: x\r\n\r\nHello\r\n") == (254, said.encode())


def test_an_idle_client_is_told_why_the_connection_closes(tenancy: Tenancy) -> None:
    server = SmtpServer(tenancy, idle=0.1)
    with smtplib.SMTP("127.0.0.1", server.starttls.port) as smtp:
        assert smtp.getreply() == (421, b"Timeout waiting for data from client")
        with pytest.raises(smtplib.SMTPServerDisconnected):
            smtp.getreply()
    server.stop()


@pytest.mark.parametrize("security", ["STARTTLS", "TLS"])
def test_it_offers_plain_alone_and_only_inside_tls(smtp_server: SmtpServer, security: str) -> None:
    with connected(smtp_server, security) as smtp:
        smtp.ehlo()
        assert smtp.esmtp_features["auth"].split() == ["PLAIN"]
    with smtplib.SMTP("127.0.0.1", smtp_server.starttls.port) as smtp:
        smtp.ehlo()
        assert "auth" not in smtp.esmtp_features
        assert smtp.docmd("AUTH", "PLAIN AHUAcA==")[0] == 530


@pytest.mark.parametrize("security", ["STARTTLS", "TLS"])
def test_it_accepts_credentials_of_the_tenancy(smtp_server: SmtpServer, tenancy: Tenancy, security: str) -> None:
    credential = tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0]
    with connected(smtp_server, security) as smtp:
        assert sign_in(smtp, credential.user_name, tenancy.password_of(credential.ocid))[0] == 235
        smtp.sendmail("orders@example.com", ["a@b.example", "c@d.example"], "Subject: x\r\n\r\n.dot\r\n")
    (accepted,) = smtp_server.accepted
    assert accepted.recipients == ("a@b.example", "c@d.example")
    assert accepted.content.endswith(b"\r\n\r\n.dot\r\n")


def test_it_rejects_deleted_credentials(smtp_server: SmtpServer, tenancy: Tenancy) -> None:
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


def test_a_sender_is_rejected_with_the_text_of_oci(smtp_server: SmtpServer, tenancy: Tenancy) -> None:
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
def test_a_header_from_is_checked_after_data(
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


def test_only_its_own_authority_vouches_for_it(smtp_server: SmtpServer) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        smtplib.SMTP_SSL("127.0.0.1", smtp_server.tls.port, context=ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        smtplib.SMTP_SSL("127.0.0.1", smtp_server.tls.port, context=Authority().trust())


def test_a_port_that_is_taken_is_reported(smtp_server: SmtpServer, tenancy: Tenancy) -> None:
    with pytest.raises(OSError, match="in use"):
        SmtpServer(tenancy, tls_port=smtp_server.tls.port)


def test_it_stops_at_once_and_twice(tenancy: Tenancy) -> None:
    server = SmtpServer(tenancy)
    port = server.tls.port
    server.stop()
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("127.0.0.1", port)
