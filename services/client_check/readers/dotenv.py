"""`.env` files, whose readers disagree: shells, Docker Compose, python-dotenv, dotenv of Node and of PHP (READMEs)."""

import re
from collections.abc import Iterator

from services.client_check.account import Account, Hazard, Reading, Role, Setting, Tls, with_split_port
from services.client_check.readers import url
from services.client_check.words import NULL, flags, is_true, tls_of_word

LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*)")
ABOUT_MAIL = re.compile(r"(?:^|[_.])(?:E?MAILS?|\w*MAILER|SMTP)(?=[_.]|$)", re.IGNORECASE)
"""A whole word of a name: Mailgun and Mailchimp aren't meant."""

ELSEWHERE = re.compile(r"\$\{[^{}]+\}|\$[A-Za-z_]\w*|\$\([^()]*\)|\$__\w+\{[^}]*\}")
VARIABLE = re.compile(r"\$[\w{($!?#@*-]|`")

ENDINGS: tuple[tuple[Role, str], ...] = (
    (Role.PASSWORD, r"(?:HOST_|AUTH_|SERVER_)?(?:PASSWORD|PASSWD|PASS|PWD|SECRET)"),
    (Role.USER, r"(?:HOST_|AUTH_|SERVER_)?(?:USERNAME|USER_NAME|USER|LOGIN)"),
    (Role.FROM, r"(?:DEFAULT_)?(?:FROM_ADDRESS|FROM_EMAIL|FROM_MAIL|FROM|SENDER|SENDER_EMAIL|SENDER_ADDRESS)"),
    (Role.AUTH, r"AUTH(?:_?(?:METHOD|MECHANISM|TYPE|MODE))?|AUTHENTICATION"),
    (Role.PORT, r"(?:SERVER_)?PORT"),
    (Role.HOST, r"HOSTNAME|HOST|SERVER|ADDRESS|ADDR|SMARTHOST|SERVER_ADDRESS"),
    (Role.SWITCH, r"MAILER|DRIVER|TRANSPORT"),
    (
        Role.TLS,
        r"(?:USE_|ENABLE_|IGNORE_|REQUIRE_|SERVER_)?(?:TLS|SSL|STARTTLS)(?:_ENABLED?|_REQUIRED|_AUTO)?|ENCRYPTION|"
        r"SECURITY|SECURE|SCHEME|STARTTLS_POLICY|ENABLE_STARTTLS_AUTO|TLS_MODE|PROTOCOL",
    ),
)
NAME = re.compile("|".join(f"(?P<{role.name}>{ending})" for role, ending in ENDINGS), re.IGNORECASE)
FROM_NAMES = re.compile(
    r"(?:.*_)?(?:DEFAULT_FROM_EMAIL|(?:MAIL|EMAIL|SMTP|MAILER)_(?:DEFAULT_)?(?:FROM|SENDER)\w*)", re.I
)

OTHER_MAILERS = ("log", "array", "sendmail", "ses", "ses-v2", "mailgun", "postmark", "resend", "mail", "null")
"""What Laravel uses instead of SMTP (Laravel, Mail, Configuration)."""


def read(text: str) -> Reading:
    """An account for each beginning that the names share, such as `SMTP_`; a URL is an account of its own."""
    groups: dict[str, list[tuple[Role, Setting]]] = {}
    accounts: list[Account] = []
    settings, unread = _settings(text)
    for setting in settings:
        if url.URL.match(setting.text):
            accounts.append(url.account_of(setting))
        elif placed := _place(setting.name):
            groups.setdefault(placed[0], []).append((placed[1], setting))
    accounts += [_account(group) for group in _merged(groups)]
    return Reading([each for each in accounts if each.settings], unread)


def _place(name: str) -> tuple[str, Role] | None:
    """What the name begins with, and what it is for; None where it isn't about mail."""
    if not ABOUT_MAIL.search(name) or re.search(r"IMAP|POP3|FROM_NAME|REPLY|_TO$|SENDER_NAME", name, re.IGNORECASE):
        return None
    if FROM_NAMES.fullmatch(name):
        return re.split(r"(?i)_?(?:default_)?(?:from|sender)", name)[0].upper(), Role.FROM
    if name.upper() == "SMTP_NAME":  # Nextcloud's
        return "SMTP", Role.USER
    for start in [0, *(found.end() for found in re.finditer("[_.]", name))]:
        found = NAME.fullmatch(name[start:])
        if found and ABOUT_MAIL.search(name[:start]):
            return name[:start].rstrip("_.").upper(), Role[str(found.lastgroup)]
    return None


def _merged(groups: dict[str, list[tuple[Role, Setting]]]) -> list[list[tuple[Role, Setting]]]:
    """The groups that have a server; where there is one, it has what it lacks from the others."""
    servers = [name for name, group in groups.items() if any(role is Role.HOST for role, _ in group)]
    if len(servers) > 1:
        return [groups[name] for name in servers]
    whole: list[tuple[Role, Setting]] = []
    for _, group in sorted(groups.items(), key=lambda each: each[0] not in servers):
        taken = {role for role, _ in whole}
        whole += [(role, setting) for role, setting in group if role not in taken]
    return [whole] if any(role in (Role.HOST, Role.USER) for role, _ in whole) else []


def _account(group: list[tuple[Role, Setting]]) -> Account:
    group = sorted(group, key=lambda each: not each[1].name.upper().endswith("AUTH"))  # a method counts more than yes
    settings: dict[Role, Setting] = {role: each for role, each in group if role not in (Role.TLS, Role.SWITCH)}
    with_split_port(settings)
    switches = tuple(setting for role, setting in group if role is Role.TLS)
    account = Account(settings, _tls(switches, group, settings), switches)
    if any(setting.name == "MAIL_MAILER" for _, setting in group):
        account.is_from_expected, account.default_from = True, "hello@example.com"
    for role, setting in group:
        if role is Role.SWITCH and setting.text.lower() in OTHER_MAILERS:
            account.faults.append(("sending-off", setting))
    return account


def _tls(switches: tuple[Setting, ...], group: list[tuple[Role, Setting]], settings: dict[Role, Setting]) -> Tls:
    said: dict[str, Tls] = {}
    ours = any(setting.name == "SMTP_USER_NAME" for _, setting in group)
    port = settings[Role.PORT].text if Role.PORT in settings else ""
    for setting in switches:
        said[setting.name] = _said(setting, port, is_ours=ours)
    kinds = set(said.values()) - {Tls.UNKNOWN}
    for kind in (Tls.IMPLICIT, Tls.STARTTLS, Tls.EITHER, Tls.OPTIONAL, Tls.NONE):
        if kind in kinds:
            return kind
    return Tls.UNKNOWN


def _said(setting: Setting, port: str, *, is_ours: bool) -> Tls:
    """What one setting says of TLS. The same word means different things under different names."""
    name, text = setting.name.upper(), setting.text.strip()
    word, flag = text.lower(), is_true(text)
    if setting.is_elsewhere or word in NULL:
        return Tls.NONE if word == "none" else Tls.UNKNOWN
    if name.endswith(("SCHEME", "PROTOCOL")):
        return tls_of_word(word.removeprefix("smtp+")) if word != "smtp" else Tls.UNKNOWN
    if "IGNORE_TLS" in name:
        return Tls.NONE if flag else Tls.UNKNOWN
    if "STARTTLS_POLICY" in name:
        return tls_of_word(text.replace("NoStartTLS", "none"))
    if "STARTTLS" in name or "REQUIRE_TLS" in name:
        return Tls.NONE if flag is False and "STARTTLS" in name else Tls.STARTTLS if flag or word else Tls.UNKNOWN
    if name.endswith("SECURE") and flag is not None:
        return Tls.IMPLICIT if flag else Tls.OPTIONAL  # Nodemailer's meaning
    if re.search(r"SSL(_ENABLED?)?$", name) and flag is not None:
        return flags(flag, None) if flag else Tls.UNKNOWN
    if name == "SMTP_SECURITY" and is_ours and text == "TLS":
        return Tls.IMPLICIT  # our own format
    if name.endswith("USE_TLS") and flag:
        return Tls.STARTTLS  # the meaning of Django and of Flask-Mail
    if name.endswith(("ENCRYPTION", "SECURE")) and word == "tls" and port != "465":
        return Tls.STARTTLS
    return tls_of_word(text)


def _settings(text: str) -> tuple[list[Setting], tuple[int, ...]]:
    settings, unread = [], []
    lines = enumerate(text.splitlines(), start=1)
    for number, line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = LINE.fullmatch(line)
        if not found:
            if ABOUT_MAIL.search(line):
                unread.append(number)
            continue
        raw = found[2]
        if raw[:1] in ("'", '"') and not _is_closed(raw):
            raw = "\n".join((raw, *_until_closed(raw[0], lines)))
        settings.append(setting_of(found[1], raw, number))
    return settings, tuple(unread)


def _is_closed(raw: str) -> bool:
    return bool(re.match(rf"{raw[0]}(?:[^{raw[0]}\\]|\\.)*{raw[0]}", raw)) or raw.rfind(raw[0]) > 0


def _until_closed(quote: str, lines: Iterator[tuple[int, str]]) -> Iterator[str]:
    for _, line in lines:
        yield line
        if quote in line:
            return


def setting_of(name: str, raw: str, line: int) -> Setting:
    """A value, and what any of its readers makes of it other than it is."""
    quote = raw[:1] if raw[:1] in ("'", '"') else ""
    if not quote:
        return _unquoted(name, raw, line)
    end = raw.rfind(quote)
    if end == 0:
        return Setting(name, raw[1:], line, (Hazard.QUOTES,))
    text, after = raw[1:end], raw[end + 1 :].strip()
    if after and not after.startswith("#"):  # a # with a quote behind it, or text after the quotes
        return Setting(name, text, line, (Hazard.QUOTES,))
    if ELSEWHERE.fullmatch(text) and quote == '"':
        return Setting(name, None, line)
    hazards = []
    if "\n" in text:
        hazards.append(Hazard.QUOTES)
    if quote in text:
        hazards.append(Hazard.QUOTES)
    if quote == "'":
        if re.search(r"\$\{[^}]*\}", text):
            hazards.append(Hazard.REPLACED)
        if "\\\\" in text or text.endswith("\\"):
            hazards.append(Hazard.ESCAPED)
    else:
        if VARIABLE.search(text):
            hazards.append(Hazard.REPLACED)
        if "\\" in text:
            hazards.append(Hazard.ESCAPED)
    if text != text.strip():
        hazards.append(Hazard.SPACES)
    return Setting(name, text, line, hazards)


def _unquoted(name: str, raw: str, line: int) -> Setting:
    text = re.split(r"(?<=\s)#", raw, maxsplit=1)[0].rstrip()
    if ELSEWHERE.fullmatch(text):
        return Setting(name, None, line)
    hazards = []
    if "#" in text or re.search(r"\s#\S", raw):
        hazards.append(Hazard.CUT)
    if VARIABLE.search(text):
        hazards.append(Hazard.REPLACED)
    if "\\" in text:
        hazards.append(Hazard.ESCAPED)
    if re.search("['\"]", text):
        hazards.append(Hazard.QUOTES)
    return Setting(name, text, line, hazards)
