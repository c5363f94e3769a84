"""Mail servers that hand their mail to Email Delivery: Postfix and Exim."""

import string

from services.delivery.clients import CannotCarryError, ClientFormat, SmtpAccount, is_one_line

PLAIN = (string.ascii_lowercase + string.digits).encode()
"""What no macro of Exim begins with, and means nothing to it."""


def sasl_passwd(account: SmtpAccount) -> str:
    """Postfix's table of passwords: `key value`, and the value is `user:password` up to the end of the line.

    White space at the end of a line is dropped, a line feed ends it, and the first colon ends the user name:
    postmap(1), TABLE FORMAT; SASL_README, Configuring SASL authentication in the Postfix SMTP/LMTP client.
    """
    if not is_one_line(account.user_name, account.password):
        raise CannotCarryError("Postfix", "its table has one line for each server, without control characters")
    if account.password != account.password.rstrip():
        raise CannotCarryError("Postfix", "it drops spaces at the end of a line")
    if ":" in account.user_name:
        raise CannotCarryError("Postfix", "a colon ends the user name")
    return f"[{account.host}]:{account.port} {account.user_name}:{account.password}\n"


def main_cf(account: SmtpAccount) -> str:
    """Postfix's side of it, without the password: postconf(5), of the parameters named; TLS_README, wrapper mode."""
    security = ["smtp_tls_wrappermode = yes"] if account.is_tls else []
    lines = (
        f"relayhost = [{account.host}]:{account.port}",
        "smtp_sasl_auth_enable = yes",
        "smtp_sasl_password_maps = texthash:/etc/postfix/sasl_passwd",
        "smtp_sasl_security_options = noanonymous",
        "smtp_sasl_mechanism_filter = plain",
        *security,
        "smtp_tls_security_level = secure",
        "smtp_tls_CApath = /etc/ssl/certs",
    )
    return "".join(f"{line}\n" for line in lines)


def exim(account: SmtpAccount) -> str:
    r"""Exim's router, transport and authenticator.

    `client_send` is a list that is split at colons, then expanded, and then `^` is NUL and `^^` is a circumflex
    (specification, 6.20, 11.1 and 34.4). In the expansion `\xHH` is the byte of that number, so whatever is neither a
    small letter nor a digit is written so; macros, which begin with a capital letter (6.4), find nothing to replace
    either. The `^` that ends the user name cannot be told from one that begins the password.
    """
    if account.password.startswith("^"):
        raise CannotCarryError("Exim", "it reads a circumflex at the start of a password as part of the user name")
    if "\0" in account.user_name + account.password:
        raise CannotCarryError("Exim", "it doesn't support NUL")
    protocol = "  protocol = smtps\n" if account.is_tls else ""
    return (
        '# after "begin routers", before the router for other hosts\n'
        "oci_email_delivery:\n"
        "  driver = manualroute\n"
        "  domains = ! +local_domains\n"
        "  transport = oci_email_delivery\n"
        f"  route_list = * {account.host}::{account.port}\n"
        "  no_more\n"
        "\n"
        '# after "begin transports"\n'
        "oci_email_delivery:\n"
        "  driver = smtp\n"
        f"{protocol}"
        "  hosts_require_tls = *\n"
        "  hosts_require_auth = *\n"
        f"  tls_verify_hosts = *\n"
        f"  tls_verify_cert_hostnames = *\n"
        "\n"
        '# after "begin authenticators"\n'
        "oci_email_delivery:\n"
        "  driver = plaintext\n"
        "  public_name = PLAIN\n"
        f"  client_send = ^{_expandable(account.user_name)}^{_expandable(account.password)}\n"
    )


def _expandable(text: str) -> str:
    doubled = text.replace("^", "^^").encode()
    return "".join(chr(byte) if byte in PLAIN else f"\\x{byte:02x}" for byte in doubled)


POSTFIX = ClientFormat(
    "postfix",
    "Postfix: sasl_passwd",
    "/etc/postfix/sasl_passwd",
    sasl_passwd,
    advice="Use it with the settings for main.cf. Then run postfix reload.",
)
POSTFIX_MAIN = ClientFormat(
    "postfix-main",
    "Postfix: main.cf",
    "main.cf.oci",
    main_cf,
    has_password=False,
    advice="Contains no password. smtp_tls_CApath is the Debian path for CA certificates.",
)
EXIM = ClientFormat("exim", "Exim", "exim.conf.oci", exim, advice="Add each part to the section named in its comment.")
