"""What the errors of mail programs mean that couldn't talk to the server: TLS, certificates, names, connections."""

import re
from dataclasses import dataclass

from services.smtp import client_texts
from services.smtp.meaning import Actor, Kind, Meaning
from services.smtp.published_replies import reply_about

TLS_MODE = Meaning(
    Kind.TLS_MODE,
    Actor.APPLICATION,
    "The mail program uses implicit TLS on a port for STARTTLS, or STARTTLS on a port for implicit TLS.",
    "Use STARTTLS with port 587, or implicit TLS with port 465.",
)
TLS_VERSION = Meaning(
    Kind.TLS_VERSION,
    Actor.APPLICATION,
    "The mail program and the server have no TLS version or cipher in common. Email Delivery requires TLS 1.2.",
    "Turn on TLS 1.2 or newer in the mail program.",
)
CERTIFICATE = Meaning(
    Kind.CERTIFICATE,
    Actor.APPLICATION,
    "The mail program doesn't trust the certificate of the server that it reached.",
    "Check the server name and the CA certificates of that machine. A proxy might intercept the connection.",
)
HOST_NOT_FOUND = Meaning(
    Kind.HOST_NOT_FOUND,
    Actor.APPLICATION,
    "The mail program can't resolve the name of the SMTP server.",
    "Check the spelling of smtp.email.REGION.oci.oraclecloud.com, and the DNS of that machine.",
)
REFUSED = Meaning(
    Kind.CONNECTION_REFUSED,
    Actor.APPLICATION,
    "The mail program reached a machine that accepts no connection on that port.",
    "Check the server name. Use port 587 with STARTTLS, or port 465 with implicit TLS.",
)
TIMEOUT = Meaning(
    Kind.CONNECTION_TIMEOUT,
    Actor.APPLICATION,
    "The mail program can't connect to the SMTP server, or got no answer in time.",
    "Use port 587 with STARTTLS, or port 465 with implicit TLS: many clouds block port 25. Then check firewalls.",
)
TLS_MODE_PERHAPS = Meaning(
    Kind.TLS_MODE,
    Actor.UNKNOWN,
    "The connection ended before TLS was established. The port might be one for the other kind of TLS.",
    "Use STARTTLS with port 587, or implicit TLS with port 465. If that doesn't help, check proxies and firewalls.",
)
NOT_AUTHENTICATED = Meaning(
    Kind.NOT_AUTHENTICATED,
    Actor.APPLICATION,
    "The mail program didn't sign in, or didn't encrypt the connection.",
    "Turn on SMTP authentication and TLS in the mail program, with user name and password.",
)
NO_AUTH = Meaning(
    Kind.STARTTLS_REQUIRED,
    Actor.APPLICATION,
    "The server didn't offer AUTH. Email Delivery offers AUTH only after the connection is encrypted.",
    "Turn on STARTTLS in the mail program for port 587 or 25, or use implicit TLS on port 465.",
)
LOST = Meaning(
    Kind.CONNECTION_LOST,
    Actor.UNKNOWN,
    "The connection ended without a reply. The cause isn't in this text.",
    "Check that port 587 is used with STARTTLS and port 465 with implicit TLS. Then check proxies and firewalls.",
)
SIGN_IN = Meaning(
    Kind.AUTHENTICATION,
    Actor.ADMINISTRATOR,
    "The mail program couldn't sign in.",
    "Check the user name and password. The server's reply, a line with 535 or 504, says more.",
)


@dataclass(frozen=True)
class Sign:
    """A meaning, and what is written where it applies."""

    meaning: Meaning
    texts: tuple[str, ...]
    """In lower case."""
    pattern: re.Pattern[str]


def _sign(meaning: Meaning, texts: tuple[str, ...]) -> Sign:
    any_of_them = "|".join(map(re.escape, texts))
    return Sign(meaning, texts, re.compile(rf"(?<![^\W_])(?:{any_of_them})(?![^\W_])", re.IGNORECASE))


SIGNS = (
    _sign(TLS_MODE, client_texts.TLS_MODE),
    _sign(TLS_VERSION, client_texts.TLS_VERSION),
    _sign(CERTIFICATE, client_texts.CERTIFICATE),
    _sign(TLS_MODE_PERHAPS, client_texts.TLS_MODE_PERHAPS),
    _sign(NOT_AUTHENTICATED, client_texts.NOT_AUTHENTICATED),
    _sign(NO_AUTH, client_texts.NO_AUTH),
    _sign(reply_about(Kind.AUTH_MECHANISM).meaning, client_texts.AUTH_MECHANISM),
    _sign(HOST_NOT_FOUND, client_texts.HOST_NOT_FOUND),
    _sign(REFUSED, client_texts.REFUSED),
    _sign(TIMEOUT, client_texts.TIMEOUT),
    _sign(SIGN_IN, client_texts.SIGN_IN),
    _sign(LOST, client_texts.LOST),
)
"""The specific before the general: the first that is found counts. A reply counts more than the last."""
