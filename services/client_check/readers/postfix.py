"""Postfix: the parameters of main.cf, and the table of passwords (postconf(5), postmap(1), SASL_README, TLS_README)."""

import re
from collections.abc import Iterator

from services.client_check.account import Account, Hazard, Reading, Role, Setting, Tls
from services.client_check.words import is_true

LINE = re.compile(r"([A-Za-z0-9_]+)\s*=\s*(.*)", re.DOTALL)
PARAMETER = re.compile(r"\$(?:\{(\w+)\}|\((\w+)\)|(\w+))")
NEXT_HOP = re.compile(r"\[?([^\]\[:\s]*)\]?(?::(\S+))?")
PORTS = {"smtp": "25", "submission": "587", "smtps": "465", "submissions": "465"}

NO_PLAIN = "noplaintext, noanonymous"
"""Postfix's default of smtp_sasl_security_options, which excludes PLAIN."""

NEWEST_DEFAULTS = (3, 11)
"""The compatibility_level from which on TLS has another default (Postfix release notes)."""


def read_main(text: str) -> Reading:
    """The relay of main.cf, whose user name and password are in another file."""
    found: dict[str, Setting] = {}
    unread = []
    for number, line in _logical_lines(text):
        parts = LINE.fullmatch(line)
        if parts:
            found[parts[1]] = Setting(parts[1], " ".join(parts[2].split()), number)
        else:
            unread.append(number)
    if "relayhost" not in found and not any(name.startswith("smtp_") for name in found):
        return Reading([], tuple(unread))
    return Reading([_relay({name: _expanded(each, found) for name, each in found.items()})], tuple(unread))


def _relay(found: dict[str, Setting]) -> Account:
    settings = _next_hop(found["relayhost"]) if "relayhost" in found else {}
    tls, because = _tls(found)
    account = Account(settings, tls, because, default_port=25, is_password_needed=False)
    maps = found.get("smtp_sasl_password_maps")
    if maps and maps.text.startswith("static:"):
        user, _, password = maps.text.removeprefix("static:").partition(":")
        settings |= {Role.USER: maps.with_text(user), Role.PASSWORD: maps.with_text(password)}
    auth = found.get("smtp_sasl_auth_enable")
    first = next(iter(found.values()))
    if auth is None or is_true(auth.text) is False:
        account.faults.append(("auth-off", auth or Setting("smtp_sasl_auth_enable", None, first.line)))
    elif not maps or not maps.text:
        account.faults.append(("password-missing", maps or Setting("smtp_sasl_password_maps", None, auth.line)))
    account.faults += _auth_faults(found, auth or first)
    return account


def _auth_faults(found: dict[str, Setting], auth: Setting) -> Iterator[tuple[str, Setting]]:
    plain = found.get("smtp_sasl_security_options")
    options = found.get("smtp_sasl_tls_security_options") or plain
    if "noplaintext" in (options.text if options else NO_PLAIN):
        yield "auth-plain-off", options or Setting("smtp_sasl_security_options", None, auth.line)
    mechanisms = found.get("smtp_sasl_mechanism_filter")
    words = re.split(r"[,\s]+", mechanisms.text.lower()) if mechanisms and mechanisms.text else ["plain"]
    is_plain = "plain" in words or ("!plain" not in words and ("static:all" in words or words[0].startswith("!")))
    if mechanisms and not is_plain:
        yield "auth-not-plain", mechanisms


def _tls(found: dict[str, Setting]) -> tuple[Tls, tuple[Setting, ...]]:
    names = ("smtp_tls_wrappermode", "smtp_tls_security_level", "smtp_use_tls", "smtp_enforce_tls")
    wrapper, level, use, enforce = (found.get(name) for name in names)
    because = tuple(each for each in (wrapper, level, use, enforce) if each)
    word = level.text.lower() if level else ""
    if word:
        kind = {"none": Tls.NONE, "may": Tls.OPTIONAL}.get(word, Tls.STARTTLS)
    elif enforce and is_true(enforce.text):
        kind = Tls.STARTTLS
    elif use and is_true(use.text):
        kind = Tls.OPTIONAL
    else:
        kind = Tls.UNKNOWN if not level and _level(found) >= NEWEST_DEFAULTS else Tls.NONE
    if wrapper and is_true(wrapper.text):
        # It needs a level of encrypt or stronger (postconf(5), smtp_tls_wrappermode).
        return (Tls.IMPLICIT if kind is Tls.STARTTLS else kind), because
    return kind, because


def _level(found: dict[str, Setting]) -> tuple[int, ...]:
    text = found["compatibility_level"].text if "compatibility_level" in found else ""
    return tuple(int(part) for part in re.findall(r"[0-9]+", text)[:2])


def _next_hop(setting: Setting) -> dict[Role, Setting]:
    found = NEXT_HOP.fullmatch(setting.text)
    if not found or not found[1]:
        return {}
    settings = {Role.HOST: setting.with_text(found[1])}
    if found[2]:
        settings[Role.PORT] = setting.with_text(PORTS.get(found[2], found[2]))
    return settings


def _expanded(setting: Setting, found: dict[str, Setting]) -> Setting:
    """With the values of other parameters of this file; one of another place leaves the text as it is."""

    def value(name: "re.Match[str]") -> str:
        other = found.get(name[1] or name[2] or name[3])
        return other.text if other and "$" not in other.text else name[0]

    return setting.with_text(PARAMETER.sub(value, setting.text))


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments; one that begins with white space continues the one before."""
    begun, parts = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0] in " \t" and parts:
            parts += line
            continue
        if parts:
            yield begun, parts
        begun, parts = number, line
    if parts:
        yield begun, parts


def read_passwords(text: str) -> Reading:
    """The lines `SERVER USER:PASSWORD` of a table of passwords; the first colon ends the user name."""
    accounts, unread = [], []
    for number, line in _logical_lines(text):
        key, *rest = line.split(None, 1)
        value = rest[0].rstrip() if rest else ""
        user, colon, password = value.partition(":")
        if not colon:
            unread.append(number)
            continue
        is_quoted = value[0] in "\"'"
        hazards = (Hazard.QUOTES,) if is_quoted else ()
        settings = {
            Role.USER: Setting("user name", user, number, hazards),
            Role.PASSWORD: Setting("password", password, number, hazards),
        }
        if "@" not in key:  # else it's for one sender, and the server is in main.cf
            settings |= _next_hop(Setting("server", key, number))
        accounts.append(Account(settings, is_port_needed=False))
    return Reading(accounts, tuple(unread))
