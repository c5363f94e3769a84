"""Connections to the demo's SMTP server, as clients make them."""

import smtplib
from typing import Any

from services.demo.smtp_server import SmtpServer


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


def connected_to(server: SmtpServer, number: str) -> smtplib.SMTP:
    """A connection that is secured as clients do it on the port of that number."""
    if number == "465":
        return connected(server, "TLS")
    smtp = smtplib.SMTP("127.0.0.1", (server.relay if number == "25" else server.starttls).port)
    smtp.starttls(context=server.trust())
    return smtp
