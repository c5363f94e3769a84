"""Each reply has the words that Oracle publishes."""

import smtplib
from collections.abc import Iterator
from typing import get_args

import pytest

from services.demo.settings import SmtpTrouble
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from tests.services.demo.smtp_clients import connected, sign_in


@pytest.fixture
def open_mail(smtp_server: SmtpServer, tenancy: Tenancy) -> Iterator[smtplib.SMTP]:
    """A connection over which shop.mailer can send from orders@example.com."""
    credential = tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0]
    with connected(smtp_server, "TLS") as smtp:
        sign_in(smtp, credential.user_name, credential.password)
        yield smtp


@pytest.mark.parametrize(
    ("commands", "reply"),
    [
        ([("AUTH", "PLAIN !")], (501, b"Invalid command argument, not a valid Base64 string")),
        ([("AUTH", "PLAIN YWJj")], (501, b"Invalid command argument, does not contain NUL")),
        ([("AUTH", "CRAM-MD5")], (504, b"Method not supported")),
        ([("MAIL", "FROM:<orders@example.com>")], (535, b"Authentication required")),
    ],
)
def test_an_error_before_sign_in_has_the_text_that_oracle_documents(
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
def test_an_error_after_sign_in_has_the_text_that_oracle_documents(
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
def test_line_header_and_message_size_limits_match_email_delivery(
    open_mail: smtplib.SMTP, message: str, reply: tuple[int, bytes]
) -> None:
    open_mail.docmd("MAIL", "FROM:<orders@example.com>")
    open_mail.docmd("RCPT", "TO:<a@b.example>")
    assert open_mail.data(message) == reply
    assert open_mail.noop()[0] == 250, "the conversation continues"


@pytest.mark.parametrize("trouble", [each for each in get_args(SmtpTrouble) if each])
def test_each_smtp_trouble_setting_returns_its_reply(
    open_mail: smtplib.SMTP, tenancy: Tenancy, trouble: SmtpTrouble
) -> None:
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


def test_an_idle_connection_closes_with_a_timeout_reply(tenancy: Tenancy) -> None:
    server = SmtpServer(tenancy, idle=0.1)
    with smtplib.SMTP("127.0.0.1", server.starttls.port) as smtp:
        assert smtp.getreply() == (421, b"Timeout waiting for data from client")
        with pytest.raises(smtplib.SMTPServerDisconnected):
            smtp.getreply()
    server.stop()
