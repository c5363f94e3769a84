"""`smtp://` and `smtps://` URLs, one a line, or as the value of a setting."""

import re
from urllib.parse import unquote

from services.client_check.account import Account, Hazard, Reading, Role, Setting, Tls, control_hazard
from services.client_check.words import ADDRESS, is_true, tls_of_word
from services.resources.email import HOST, IMPLICIT_TLS_PORT

URL = re.compile(r"(smtps?)(?:\+([a-z]+))?://", re.IGNORECASE)

AFTER_HOST = re.compile(r"(\[[^\]@\s]*\]|[^@/?#:\s]*)(?::([0-9]*))?(?=[/?#]|$)")

UNSAFE = re.compile(r"[@/:?#\[\]\s]|%(?![0-9A-Fa-f]{2})")
"""What a user name or a password in a URL must percent-encode (RFC 3986, 2.2 and 3.2.1)."""

SYMFONY = "MAILER_DSN"
"""With port 465 it uses implicit TLS, whatever the scheme is (Symfony, Mailer, TLS)."""

AUTH_NAMES = ("authmethod", "auth_mode", "authmechanism", "auth")
FROM_NAMES = ("from", "sender", "fromaddress")


def read(text: str) -> Reading:
    """Each line that has such a URL is an account; quotes around it and comments before it don't count."""
    accounts, unread = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        found = URL.search(line)
        if found:
            accounts.append(account_of(Setting("URL", line[found.start() :].rstrip(" \t\"',;"), number)))
        elif line.strip() and not line.lstrip().startswith(("#", "//")):
            unread.append(number)
    return Reading(accounts, tuple(unread))


def account_of(setting: Setting) -> Account:
    """The account of a URL. What stands between the scheme and the server is user name and password, escaped or not."""
    url = setting.text
    scheme = URL.match(url)
    assert scheme  # the caller has seen it
    before, host, port, after = _split(url[scheme.end() :])
    settings = {Role.HOST: _part(setting, "server", host)} if host else {}
    if port:
        settings[Role.PORT] = _part(setting, "port", port)
    user, colon, password = before.partition(":")
    if user:
        settings[Role.USER] = _decoded(setting, "user name", user)
    if colon and password:
        settings[Role.PASSWORD] = _decoded(setting, "password", password)
    is_implicit = scheme[1].lower() == "smtps" or (setting.name == SYMFONY and port == str(IMPLICIT_TLS_PORT))
    tls = Tls.IMPLICIT if is_implicit else Tls.OPTIONAL
    if scheme[2]:
        tls = tls_of_word(scheme[2])
        tls = Tls.STARTTLS if tls is Tls.EITHER else tls
    tls = _with_query(setting, after, settings, tls)
    return Account(
        settings, tls, (_part(setting, "scheme", scheme[0].removesuffix("://")),), default_port=_default(is_implicit)
    )


def _default(is_implicit: bool) -> int | None:
    return IMPLICIT_TLS_PORT if is_implicit else None


def _split(rest: str) -> tuple[str, str, str, str]:
    """User name and password, host, port, and what follows.

    The `@` before the host is the one that RFC 3986 says, if a host follows it; else a sign before it wasn't encoded,
    and it's the last one that a host follows.
    """
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    usual = authority.rfind("@")
    places = [found.start() for found in re.finditer("@", rest)]
    for at in sorted(places, key=lambda at: (at != usual, -at)):
        found = AFTER_HOST.match(rest, at + 1)
        if found and _is_host(found[1]):
            return rest[:at], found[1], found[2] or "", rest[found.end() :]
    found = AFTER_HOST.match(rest)
    if found and not places:
        return "", found[1], found[2] or "", rest[found.end() :]
    return rest, "", "", ""


def _is_host(text: str) -> bool:
    """Whether it can be a server, and isn't the part of a user name that follows its own `@`."""
    return text.startswith("[") or bool(HOST.fullmatch(text) and not text.startswith("ocid1."))


def _part(setting: Setting, what: str, text: str) -> Setting:
    return Setting(f"{setting.name} {what}", text, setting.line)


def _decoded(setting: Setting, what: str, text: str) -> Setting:
    hazards = (Hazard.NOT_ENCODED,) if UNSAFE.search(text) else ()
    decoded = unquote(text)
    return Setting(f"{setting.name} {what}", decoded, setting.line, (*hazards, *control_hazard(decoded)))


def _with_query(setting: Setting, after: str, settings: dict[Role, Setting], tls: Tls) -> Tls:
    """The kind of TLS, after what the query says of it."""
    for part in re.split("[?&]", after.partition("#")[0])[1:]:
        name, _, value = part.partition("=")
        name, value = name.lower(), unquote(value)
        if name in AUTH_NAMES:
            settings[Role.AUTH] = _part(setting, name, value)
        elif name in FROM_NAMES and ADDRESS.fullmatch(value):
            settings[Role.FROM] = _part(setting, name, value)
        elif name in ("encryption", "security", "tls", "ssl") and tls_of_word(value) is not Tls.UNKNOWN:
            said = tls_of_word(value)
            is_ssl = name == "ssl" and said is Tls.EITHER
            tls = Tls.IMPLICIT if is_ssl else Tls.STARTTLS if said is Tls.EITHER else said
        elif name == "secure" and is_true(value):
            tls = Tls.IMPLICIT
        elif name in ("requiretls", "require_tls", "starttls") and is_true(value) and tls is not Tls.IMPLICIT:
            tls = Tls.STARTTLS
        elif name in ("ignoretls", "disable_starttls") and is_true(value):
            tls = Tls.NONE
    return tls
