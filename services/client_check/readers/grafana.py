"""Section [smtp] of grafana.ini (Configure Grafana, [smtp]; go-ini, which reads it)."""

import re

from services.client_check.account import Account, Hazard, Reading, Role, Setting, Tls, with_split_port
from services.client_check.words import is_true

LINE = re.compile(r"([\w.]+)\s*[=:]\s*(.*)")
ELSEWHERE = re.compile(r"\$(?:__\w+)?\{[^}]+\}|\$[A-Z][A-Z0-9_]*")
REPLACED = re.compile(r"\$(?:__\w+)?\{[^}]+\}|%\([^)]+\)s")
ROLES = {"host": Role.HOST, "user": Role.USER, "password": Role.PASSWORD, "from_address": Role.FROM}
POLICIES = {"MandatoryStartTLS": Tls.STARTTLS, "NoStartTLS": Tls.NONE}
"""Any other text, in other capitals too, is the opportunistic one (Grafana, pkg/services/notifications/smtp.go)."""


def read(text: str) -> Reading:
    """The one account. With port 465 it's implicit TLS, whatever the policy is (gomail, NewDialer)."""
    section, begun = "", 0
    found: dict[str, Setting] = {}
    unread = []
    for number, line in enumerate(text.splitlines(), start=1):
        if head := re.fullmatch(r"\s*\[([^\]]*)\]\s*", line):
            section = head[1].strip().lower()
            begun = number if section == "smtp" else begun
        elif section != "smtp" or not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        elif parts := LINE.fullmatch(line.strip()):
            found[parts[1].lower()] = setting_of(parts[1].lower(), parts[2], number)
        else:
            unread.append(number)
    return Reading([_account(found, begun)] if begun else [], tuple(unread))


def _account(found: dict[str, Setting], begun: int) -> Account:
    settings = {role: found[name] for name, role in ROLES.items() if name in found}
    with_split_port(settings)
    policy = found.get("starttls_policy")
    tls = POLICIES.get(policy.text, Tls.OPTIONAL) if policy else Tls.OPTIONAL
    account = Account(settings, tls, (policy,) if policy else ())
    if Role.HOST in settings and Role.PORT not in settings and not settings[Role.HOST].is_elsewhere:
        account.faults.append(("port-needed", settings[Role.HOST]))
    if account.text(Role.PORT) == "465":
        account.tls, account.tls_settings = Tls.IMPLICIT, ()
    account.is_from_expected, account.default_from = True, "admin@grafana.localhost"
    enabled = found.get("enabled")
    if enabled is None or is_true(enabled.text) is False:
        account.faults.append(("sending-off", enabled or Setting("enabled", None, begun)))
    return account


def setting_of(name: str, raw: str, line: int) -> Setting:
    """A value as go-ini reads it: nothing means anything between three double quotes, or between backquotes."""
    if ELSEWHERE.fullmatch(raw.strip("\"'`")):
        return Setting(name, None, line)
    hazards = [Hazard.REPLACED] if REPLACED.search(raw) else []
    for quote in ('"""', "`"):
        if raw.startswith(quote):
            text, closed, after = raw[len(quote) :].rpartition(quote)
            return Setting(name, text if closed else after, line, hazards if closed else [*hazards, Hazard.QUOTES])
    text = re.split("[#;]", raw, maxsplit=1)[0].strip()
    if text != raw:
        hazards.append(Hazard.CUT)
    if raw.endswith("\\"):
        hazards.append(Hazard.ESCAPED)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    return Setting(name, text, line, hazards)
