"""The lines of gitlab.rb (docs.gitlab.com, omnibus/settings/smtp; Ruby, doc/syntax/literals.rdoc)."""

import re

from services.client_check.account import Account, Hazard, Reading, Role, Setting, Tls, control_hazard
from services.client_check.words import is_true

LINE = re.compile(r"""gitlab_rails\[\s*(['"])(smtp_\w+|gitlab_email_from)\1\s*\]\s*=\s*(.*)""")
STRING = re.compile(r"""(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*(?:#.*)?""")
PLAIN = re.compile(r"([\w.+-]+|:\w+)\s*(?:#.*)?")
ESCAPES = {
    "n": "\n",
    "t": "\t",
    "s": " ",
    "r": "\r",
    "0": "\0",
    "e": "\x1b",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
}
ROLES = {
    "smtp_address": Role.HOST,
    "smtp_port": Role.PORT,
    "smtp_user_name": Role.USER,
    "smtp_password": Role.PASSWORD,
    "smtp_authentication": Role.AUTH,
    "gitlab_email_from": Role.FROM,
}


def read(text: str) -> Reading:
    """The one account."""
    found: dict[str, Setting] = {}
    unread = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = LINE.fullmatch(line.strip())
        if parts:
            found[parts[2]] = _setting(parts[2], parts[3], number)
        elif re.match(r"\s*gitlab_rails\[\s*['\"]smtp_", line):
            unread.append(number)
    return Reading([_account(found)] if found else [], tuple(unread))


def _account(found: dict[str, Setting]) -> Account:
    settings = {role: found[name] for name, role in ROLES.items() if name in found}
    on = {name: is_true(each.text) if name in found else None for name, each in found.items()}
    names = ("smtp_tls", "smtp_ssl", "smtp_enable_starttls_auto", "smtp_enable_starttls")
    because = tuple(found[name] for name in names if name in found)
    tls = Tls.OPTIONAL
    if on.get("smtp_tls") or on.get("smtp_ssl"):
        tls = Tls.IMPLICIT
    elif on.get("smtp_enable_starttls"):
        tls = Tls.STARTTLS
    elif on.get("smtp_enable_starttls_auto") is False:
        tls = Tls.NONE
    elif any(each.is_elsewhere for each in because):
        tls = Tls.UNKNOWN
    account = Account(settings, tls, because, default_port=25, is_from_expected=True)
    if on.get("smtp_enable") is not True and not ("smtp_enable" in found and found["smtp_enable"].is_elsewhere):
        first = next(iter(found.values()))
        account.faults.append(("sending-off", found.get("smtp_enable") or Setting("smtp_enable", None, first.line)))
    return account


def _setting(name: str, raw: str, line: int) -> Setting:
    string, plain = STRING.fullmatch(raw), PLAIN.fullmatch(raw)
    if string is None and raw[:1] in ("'", '"') and raw.count(raw[0]) % 2:
        return Setting(name, raw[1:], line, (Hazard.QUOTES,))
    if string is None:
        text = None if plain is None or raw[:1].isupper() else plain[1].lstrip(":")
        return Setting(name, text, line)
    hazards: tuple[Hazard, ...] = ()
    if string[1] is not None:
        text = re.sub(r"\\([\\'])", r"\1", string[1])
    else:
        if re.fullmatch(r"#\{.*\}", string[2]):
            return Setting(name, None, line)
        hazards = (Hazard.REPLACED,) if re.search(r"(?<!\\)#[{$@]", string[2]) else ()
        if any(found[1] not in '\\"#' for found in re.finditer(r"\\(.)", string[2])):
            hazards = (*hazards, Hazard.ESCAPED)
        text = re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[1]), string[2])
    if name == "smtp_password" and re.search(r"['\"\\]", text):
        hazards = (*hazards, Hazard.QUOTES)  # GitLab writes it into other files without escaping it
    return Setting(name, text, line, (*hazards, *control_hazard(text)))
