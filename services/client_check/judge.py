"""What will fail with an account: each rule, in the order in which a client connects."""

import re
from collections.abc import Collection, Iterator

from services.client_check.account import Account, Role, Setting, Tls
from services.client_check.endpoint import named_server
from services.client_check.findings import RULES
from services.client_check.words import ADDRESS, EXAMPLE_ADDRESS, FALSE, PLACEHOLDER, TRUE, USER_NAME
from services.doctor.fixes import Advice
from services.doctor.report import Check
from services.resources.email import HOST, IMPLICIT_TLS_PORT

PASSWORD_LENGTH = 20
"""Characters of each password that oci-cli's recorded HTTP has (services/email/tests/cassettes)."""

STARTTLS_PORTS = ("25", "587")
"""Ports of Email Delivery that begin without TLS (Email/Tasks/configuresmtpconnection.htm)."""

PLAIN_LOGIN = ("plain", "auto", "")

UNFILLED = re.compile(r"<.*>|\{.*\}|\[[A-Za-z _-]+\]|REGION")
"""In the name of a server: a part that the person should have filled in."""

SHOWN = re.compile(r"[A-Za-z0-9._/-]{1,24}")
"""Words that can be shown of a setting of TLS or of authentication."""

NEEDED = {Role.HOST: "host-missing", Role.USER: "user-name-missing", Role.PASSWORD: "password-missing"}


def checked(code: str, evidence: tuple[str, ...], **words: str) -> Check:
    """A finding of the table, with the words of its texts filled in."""
    rule = RULES[code]
    advice = rule.advice.format(**words)
    return Check(code, rule.finding, rule.detail.format(**words), evidence, Advice(advice) if advice else None)


def judged(account: Account, trusted: Collection[str] = ()) -> Iterator[Check]:
    """Every finding about an account. `trusted` are servers that count as endpoints, whatever their names are."""
    yield from _missing(account)
    for code, setting in account.faults:
        yield checked(code, (f"{setting.name} isn't set.",) if setting.is_elsewhere else _at(account, setting))
    yield from _server(account, trusted)
    yield from _port_and_tls(account, trusted)
    yield from _authentication(account)
    for role in (Role.HOST, Role.PORT, Role.USER, Role.PASSWORD, Role.FROM):
        yield from _text(account, role)
    yield from _user_name(account)
    yield from _password(account)
    yield from _sender(account)


def is_foreign(account: Account, trusted: Collection[str] = ()) -> bool:
    """Whether neither server nor user name has anything to do with OCI."""
    host, user = account.settings.get(Role.HOST), account.settings.get(Role.USER)
    if host is None or host.is_elsewhere or host.text in trusted or (user and user.is_elsewhere):
        return False
    is_named = bool(named_server(host.text).region) or "oracle" in host.text.lower()
    return not is_named and "ocid1." not in account.text(Role.USER)


def region_of(account: Account) -> str:
    """The region of its server; empty where that isn't known."""
    return named_server(account.text(Role.HOST)).region


def _missing(account: Account) -> Iterator[Check]:
    for role, code in NEEDED.items():
        if role is not Role.HOST and not account.is_password_needed:
            continue
        if role is Role.HOST and not account.is_port_needed:
            continue
        found = account.settings.get(role)
        if found is None or not (found.is_elsewhere or found.text.strip()):
            yield checked(code, _at(account, found) if found else _begin(account))


def _server(account: Account, trusted: Collection[str]) -> Iterator[Check]:
    setting = account.settings.get(Role.HOST)
    if setting is None or not setting.text.strip() or setting.text in trusted:
        return
    if PLACEHOLDER.fullmatch(setting.text) or UNFILLED.search(setting.text):
        return  # another check says so
    found = named_server(setting.text)
    guess = f" Did you mean {found.guess}?" if found.guess else ""
    code = found.code or "region"
    yield checked(code, _at(account, setting), region=found.region, endpoint=found.endpoint, guess=guess)


def _port_and_tls(account: Account, trusted: Collection[str]) -> Iterator[Check]:
    setting = account.settings.get(Role.PORT)
    if not account.is_port_needed and setting is None:
        yield checked("tls-elsewhere", _begin(account))
        return
    port = setting.text.strip() if setting else ""
    evidence = _at(account, *([setting] if setting else []), *account.tls_settings)
    if setting and setting.is_elsewhere:
        pass  # another check says so
    elif not port and account.default_port is None:
        if not any(code == "port-needed" for code, _ in account.faults):
            yield checked("port-missing", _begin(account))
    elif not port:
        port = str(account.default_port)
        yield checked("port-default", _begin(account), port=port)
    if account.text(Role.HOST) in trusted:
        port = ""  # such a server can have any
    if port and port not in (*STARTTLS_PORTS, str(IMPLICIT_TLS_PORT)):
        yield checked("port-unknown", _at(account, *([setting] if setting else [])))
        port = ""
    if port == "25":
        yield checked("port-25", evidence)
    if account.is_port_needed:
        yield from _tls(account, port, evidence)
    else:
        yield checked("tls-elsewhere", _begin(account))


def _tls(account: Account, port: str, evidence: tuple[str, ...]) -> Iterator[Check]:
    tls = account.tls
    is_implicit_port = port == str(IMPLICIT_TLS_PORT)
    if tls is Tls.NONE:
        yield checked("no-tls", evidence)
    elif tls is Tls.UNKNOWN:
        yield checked("tls-unknown", evidence)
    elif port in STARTTLS_PORTS and tls is Tls.IMPLICIT:
        yield checked("implicit-tls-port", evidence, port=port)
    elif is_implicit_port and tls in (Tls.STARTTLS, Tls.OPTIONAL):
        yield checked("starttls-port", evidence)
    elif tls is Tls.EITHER:
        yield checked("starttls-port-unknown" if is_implicit_port else "tls-unknown", evidence)
    elif tls is Tls.OPTIONAL:
        yield checked("tls-optional", evidence)
    elif port:
        yield checked("tls", evidence, port=port, tls=tls.value)


def _authentication(account: Account) -> Iterator[Check]:
    setting = account.settings.get(Role.AUTH)
    if setting is None or setting.is_elsewhere:
        return
    words = set(re.split(r"[,\s]+", setting.text.strip().lower().lstrip(":")))
    if not words & {*PLAIN_LOGIN, *TRUE}:
        is_off = words <= {"none", *FALSE}
        yield checked("auth-off" if is_off else "auth-not-plain", _at(account, setting))


def _text(account: Account, role: Role) -> Iterator[Check]:
    """What becomes of a text, and whether it's one."""
    setting = account.settings.get(role)
    if setting is None:
        return
    if setting.is_elsewhere:
        if role is Role.FROM:
            return
        code = "password-elsewhere" if role is Role.PASSWORD else "value-elsewhere"
        yield checked(code, _at(account, setting), what=role.value)
        return
    text = setting.text.strip()
    for hazard in setting.hazards if role in (Role.USER, Role.PASSWORD) else ():
        yield checked(hazard.value, _at(account, setting), what=role.value)
    if role is not Role.FROM and (PLACEHOLDER.fullmatch(text) or (role is Role.HOST and UNFILLED.search(text))):
        yield checked("placeholder", _at(account, setting), what=role.value)


def _user_name(account: Account) -> Iterator[Check]:
    setting = account.settings.get(Role.USER)
    text = setting.text.strip() if setting else ""
    if setting is None or not text or PLACEHOLDER.fullmatch(text):
        return
    if USER_NAME.fullmatch(text):
        yield checked("user-name", _at(account, setting))
    elif text.startswith(("ocid1.user.", "ocid1.tenancy.")):
        is_whole = re.search(r"@ocid1\.tenancy\..+\.[^.]{2}\.com$", text)
        yield checked("user-name-malformed" if is_whole else "user-name-truncated", _at(account, setting))
    else:
        yield checked("user-name-malformed", _at(account, setting))


def _password(account: Account) -> Iterator[Check]:
    setting = account.settings.get(Role.PASSWORD)
    text = setting.text if setting else ""
    if setting and text.strip() and len(text) != PASSWORD_LENGTH and not PLACEHOLDER.fullmatch(text.strip()):
        yield checked("password-length", _at(account, setting))


def _sender(account: Account) -> Iterator[Check]:
    setting = account.settings.get(Role.FROM)
    if setting is None or not (setting.is_elsewhere or setting.text.strip()):
        if account.is_from_expected:
            default = f" The program uses {account.default_from}." if account.default_from else ""
            yield checked("from-missing", _begin(account), default=default)
    elif not setting.is_elsewhere:
        address = ADDRESS.fullmatch(setting.text.strip())
        if address is None and not PLACEHOLDER.fullmatch(setting.text.strip()):
            yield checked("from-malformed", _at(account, setting))
        elif address is None or EXAMPLE_ADDRESS.fullmatch(address[1]) or PLACEHOLDER.fullmatch(setting.text.strip()):
            yield checked("from-placeholder", _at(account, setting))


def _begin(account: Account) -> tuple[str, ...]:
    return (_line(account, account.line, ""),)


def _at(account: Account, *settings: Setting) -> tuple[str, ...]:
    """Where it stands, and of the text only what can't be a password, or a part of one."""
    passwords = account.text(Role.PASSWORD)
    told = []
    for setting in settings:
        text = _shown(account, setting)
        hides = not text or (passwords and (text in passwords or passwords in text))
        told.append(_line(account, setting.line, setting.name if hides else f"{setting.name} = {text}"))
    return tuple(dict.fromkeys(told)) or _begin(account)


def _shown(account: Account, setting: Setting) -> str:
    """A text that is what its role says: a server, a port, an address, a switch; empty for any other."""
    text = setting.text.strip()
    if setting in account.tls_settings or setting is account.settings.get(Role.AUTH):
        return text if SHOWN.fullmatch(text) else ""
    if setting is account.settings.get(Role.HOST):
        return text if HOST.fullmatch(text) and named_server(text).region else ""
    if setting is account.settings.get(Role.PORT):
        return text if re.fullmatch("[0-9]{1,5}", text) else ""
    return ""


def _line(account: Account, line: int, told: str) -> str:
    name = f", account {account.name}" if re.fullmatch(r"[\w.-]{1,40}", account.name) else ""
    return f"Line {line}{name}: {told}" if told else f"Line {line}{name}"
