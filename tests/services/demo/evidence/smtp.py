"""The SMTP server of Email Delivery."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import get_args

from services.demo.settings import SmtpTrouble
from services.demo.smtp_server import SmtpServer
from tests.services.demo.evidence.row import Bench, Row
from tests.services.demo.evidence.words import without_ocids

_FROM = ("MAIL", "FROM:<orders@example.com>")
_TO = ("RCPT", "TO:<a@b.example>")
_LATER: tuple[SmtpTrouble, ...] = tuple(reply for reply in get_args(SmtpTrouble) if reply)
_HELLO = "Subject: x\r\n\r\nHello\r\n"


@contextmanager
def _connected(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP_SSL("127.0.0.1", server.tls.port, context=server.trust()) as smtp:
        smtp.ehlo()
        yield smtp
        with suppress(smtplib.SMTPServerDisconnected):
            smtp.rset()


@contextmanager
def _signed_in(bench: Bench) -> Iterator[smtplib.SMTP]:
    credential = bench.tenancy.credentials(bench.tenancy.user_ocid("shop.mailer"))[0]
    with bench.smtp() as server, _connected(server) as smtp:
        smtp.user, smtp.password = credential.user_name, credential.password
        smtp.auth("PLAIN", smtp.auth_plain)
        yield smtp


def _told(reply: tuple[int, bytes]) -> str:
    return f"{reply[0]} {without_ocids(reply[1].decode())}"


def _before(*commands: tuple[str, str]) -> Callable[[Bench], str]:
    """The last reply, to commands of a client that hasn't signed in."""

    def ask(bench: Bench) -> str:
        with bench.smtp() as server, _connected(server) as smtp:
            return _told([smtp.docmd(*command) for command in commands][-1])

    return ask


def _after(*commands: tuple[str, str]) -> Callable[[Bench], str]:
    """The last reply, to commands of a client that has signed in."""

    def ask(bench: Bench) -> str:
        with _signed_in(bench) as smtp:
            return _told([smtp.docmd(*command) for command in commands][-1])

    return ask


def _message(text: str, recipient: tuple[str, str] = _TO) -> Callable[[Bench], str]:
    """The reply to a message."""

    def ask(bench: Bench) -> str:
        with _signed_in(bench) as smtp:
            smtp.docmd(*_FROM)
            smtp.docmd(*recipient)
            return _told(smtp.data(text))

    return ask


def _suppressed(bench: Bench) -> str:
    address = next(iter(bench.tenancy.world.suppressions)).address
    return _message(_HELLO, ("RCPT", f"TO:<{address}>"))(bench).replace(address, "ADDRESS")


def _too_many(bench: Bench) -> str:
    with bench.smtp() as server, _connected(server) as smtp:
        server.throttle_after = 0
        return _told(smtp.docmd("AUTH", "PLAIN AHVzZXIAd3Jvbmc="))


def _idle(bench: Bench) -> str:
    server = SmtpServer(bench.tenancy, idle=0.05)
    try:
        with smtplib.SMTP("127.0.0.1", server.starttls.port) as smtp:
            return _told(smtp.getreply())
    finally:
        server.stop()


def _later(bench: Bench) -> str:
    told = []
    for reply in _LATER:
        bench.tenancy.settings.smtp_trouble = reply
        told.append(_after(_FROM)(bench))
    return "; ".join(told)


def _ehlo(bench: Bench) -> str:
    with bench.smtp() as server, _connected(server) as smtp:
        return ", ".join(smtp.ehlo()[1].decode().splitlines()[1:])


def _in_clear(number: str) -> Row:
    def ask(bench: Bench) -> str:
        with bench.smtp() as server:
            port = (server.relay if number == "25" else server.starttls).port
            with smtplib.SMTP("127.0.0.1", port) as smtp:
                smtp.ehlo()
                refused = _told(smtp.docmd(*_FROM))
                smtp.starttls(context=server.trust())
                return f"{refused}; STARTTLS is accepted"

    return Row(f"port {number}", "530 Must issue a STARTTLS command first; STARTTLS is accepted", ("D",), ask)


def _implicit(bench: Bench) -> str:
    with bench.smtp() as server, _connected(server) as smtp:
        is_tls = isinstance(smtp.sock, ssl.SSLSocket)
    return "TLS from the first byte" if is_tls else "no TLS"


_NOT_AUTHORIZED = "535 Authorization failed: address newsletter@example.com not authorized"

ROWS: tuple[Row, ...] = (
    _in_clear("25"),
    _in_clear("587"),
    Row("port 465", "TLS from the first byte", ("D",), _implicit),
    Row("EHLO inside TLS", "PIPELINING, 8BITMIME, AUTH PLAIN, Ok", ("N",), _ehlo),
    Row(
        "wrong password",
        "535 Authentication credentials invalid",
        ("D",),
        _before(("AUTH", "PLAIN AHVzZXIAd3Jvbmc=")),
    ),
    Row("MAIL FROM before AUTH", "535 Authentication required", ("D",), _before(_FROM)),
    Row("envelope From that isn't allowed", _NOT_AUTHORIZED, ("D",), _after(("MAIL", "FROM:<newsletter@example.com>"))),
    Row(
        "header From that isn't allowed, after DATA",
        _NOT_AUTHORIZED,
        ("D", "N"),
        _message(f"From: newsletter@example.com\r\n{_HELLO}"),
    ),
    Row(
        "AUTH PLAIN that isn't base64",
        "501 Invalid command argument, not a valid Base64 string",
        ("D",),
        _before(("AUTH", "PLAIN !")),
    ),
    Row(
        "AUTH PLAIN without NUL",
        "501 Invalid command argument, does not contain NUL",
        ("D",),
        _before(("AUTH", "PLAIN YWJj")),
    ),
    Row("another mechanism than PLAIN", "504 Method not supported", ("D",), _before(("AUTH", "CRAM-MD5"))),
    Row("DATA before RCPT TO", "503 Need RCPT command", ("D",), _after(_FROM, ("DATA", ""))),
    Row(
        "address that isn't one",
        "553 <orders> Invalid email address",
        ("D",),
        _after(("MAIL", "FROM:<orders>")),
    ),
    Row("message that is too large", "552 Exceeds byte limit", ("D",), _message(_HELLO + ("x" * 900 + "\r\n") * 2500)),
    Row("message without headers", "554 Message parse error", ("D",), _message("\r\nHello\r\n")),
    Row(
        "headers of more than 256 KB",
        "554 Message parse error",
        ("D",),
        _message(("X: " + "x" * 900 + "\r\n") * 300 + _HELLO),
    ),
    Row(
        "line of 999 octets",
        "550 maximum allowed line length is 998 octets",
        ("N",),
        _message(f"{_HELLO}{'x' * 999}\r\n"),
    ),
    Row(
        "recipient on the suppression list",
        "254 4.7.1 Suppression for user ocid1.user to ADDRESS",
        ("D",),
        _suppressed,
    ),
    Row("many rejections", "421 Too many auth failures, try again later", ("D",), _too_many),
    Row("idle client", "421 Timeout waiting for data from client", ("D",), _idle),
    Row("MAIL FROM, with each value of the switch `smtp_trouble`", "; ".join(_LATER), ("D",), _later),
)
