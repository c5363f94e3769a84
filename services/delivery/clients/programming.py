"""What programmers paste: Python's smtplib, Django, Spring, Nodemailer."""

import re

from services.delivery.clients import SENDER, CannotCarryError, ClientFormat, SmtpAccount
from services.delivery.clients.quoting import json_quoted, python_quoted

PLACEHOLDER = re.compile(r"\$\{.*\}", re.DOTALL)
"""What Spring replaces in a value (Spring Boot reference, Externalized Configuration, Property Placeholders)."""


def smtplib(account: SmtpAccount) -> str:
    """Python that signs in (docs.python.org, library/smtplib).

    It calls `auth` and not `login`, which tries again with other mechanisms where a password is rejected.
    """
    where = f"{python_quoted(account.host)}, {account.port}"
    trust = "context=ssl.create_default_context()"
    connect = (
        f"smtp = smtplib.SMTP_SSL({where}, {trust})\n"
        if account.is_tls
        else f"smtp = smtplib.SMTP({where})\nsmtp.starttls({trust})\n"
    )
    return (
        "import smtplib\n"
        "import ssl\n"
        "\n"
        f"{connect}"
        "smtp.ehlo()\n"
        f"smtp.user = {python_quoted(account.user_name)}\n"
        f"smtp.password = {python_quoted(account.password)}\n"
        'smtp.auth("PLAIN", smtp.auth_plain)\n'
    )


def django(account: SmtpAccount) -> str:
    """Lines of settings.py (docs.djangoproject.com, ref/settings, EMAIL_HOST and following)."""
    return (
        'EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"\n'
        f"EMAIL_HOST = {python_quoted(account.host)}\n"
        f"EMAIL_PORT = {account.port}\n"
        f"EMAIL_HOST_USER = {python_quoted(account.user_name)}\n"
        f"EMAIL_HOST_PASSWORD = {python_quoted(account.password)}\n"
        f"EMAIL_USE_{'SSL' if account.is_tls else 'TLS'} = True\n"
        f"DEFAULT_FROM_EMAIL = {python_quoted(SENDER)}\n"
    )


def spring(account: SmtpAccount) -> str:
    """Lines of application.properties.

    Escapes as in java.util.Properties.load; then Spring replaces placeholders, which only its newest versions can
    escape (Spring Boot reference, Externalized Configuration).
    """
    if PLACEHOLDER.search(account.user_name) or PLACEHOLDER.search(account.password):
        raise CannotCarryError("Spring", "it replaces text between ${ and }")
    security = "ssl.enable" if account.is_tls else "starttls.required"
    return (
        f"spring.mail.host={_property(account.host)}\n"
        f"spring.mail.port={account.port}\n"
        f"spring.mail.username={_property(account.user_name)}\n"
        f"spring.mail.password={_property(account.password)}\n"
        "spring.mail.properties.mail.smtp.auth=true\n"
        "spring.mail.properties.mail.smtp.auth.mechanisms=PLAIN\n"
        f"spring.mail.properties.mail.smtp.{security}=true\n"
    )


def _property(text: str) -> str:
    r"""A value of a Java properties file: `\\`, a first blank escaped, and UTF-16 units as `\uXXXX`."""
    units = text.encode("utf-16-be").hex()
    numbers = [int(units[at : at + 4], 16) for at in range(0, len(units), 4)]
    escaped = "".join(
        "\\\\" if number == 92 else chr(number) if 32 <= number <= 126 else f"\\u{number:04x}" for number in numbers
    )
    return f"\\{escaped}" if escaped.startswith(" ") else escaped


def nodemailer(account: SmtpAccount) -> str:
    """JavaScript that makes a transport (nodemailer.com, SMTP transport: secure, requireTLS, auth)."""
    security = "secure: true" if account.is_tls else "secure: false,\n  requireTLS: true"
    return (
        'const nodemailer = require("nodemailer");\n'
        "const transporter = nodemailer.createTransport({\n"
        f"  host: {json_quoted(account.host)},\n"
        f"  port: {account.port},\n"
        f"  {security},\n"
        '  authMethod: "PLAIN",\n'
        "  auth: {\n"
        f"    user: {json_quoted(account.user_name)},\n"
        f"    pass: {json_quoted(account.password)},\n"
        "  },\n"
        "});\n"
    )


SMTPLIB = ClientFormat("smtplib", "Python smtplib", "oci_smtp.py", smtplib)
DJANGO = ClientFormat("django", "Django", "oci_smtp_settings.py", django)
SPRING = ClientFormat("spring", "Spring", "application-mail.properties", spring)
NODEMAILER = ClientFormat("nodemailer", "Nodemailer", "oci-smtp.js", nodemailer)
