"""msmtp: `defaults` and accounts, a command and its argument on each line (msmtp(1), CONFIGURATION FILES)."""

import re

from services.client_check.account import Account, Hazard, Reading, Role, Setting, Tls
from services.client_check.words import is_true

ROLES = {
    "host": Role.HOST,
    "port": Role.PORT,
    "user": Role.USER,
    "password": Role.PASSWORD,
    "from": Role.FROM,
    "auth": Role.AUTH,
}

OTHERS = re.compile(
    r"tls(?:_(?:starttls|\w+_file|fingerprint|certcheck|nocertcheck|priorities|host_override|min_dh_prime_bits))?|"
    r"protocol|(?:mail)?domain|auto_from|from_full_name|allow_from_override|dsn_\w+|keepbcc|logfile\w*|syslog|"
    r"aliases|proxy_\w+|add_missing_\w+_header|remove_bcc_headers|undisclosed_recipients|set_\w+_header|timeout|"
    r"connect_timeout|source_ip|socket|ntlmdomain|passwordeval|eval"
)


class _Block:
    """An account as it is being read: its own settings over those that it inherits."""

    def __init__(self, name: str, base: "dict[str, Setting]") -> None:
        self.name = name
        self.found = dict(base)
        self.own: set[str] = set()


def read(text: str) -> Reading:
    """Each account that has settings of its own; one that only renames another is that other."""
    defaults: dict[str, Setting] = {}
    blocks: dict[str, _Block] = {}
    here: _Block | None = None
    unread = []
    for number, line in enumerate(text.splitlines(), start=1):
        word, argument, hazards = _command(line)
        if word == "account":
            name, _, base = (part.strip() for part in argument.partition(":"))
            bases = [blocks[each.strip()].found for each in base.split(",") if each.strip() in blocks]
            here = blocks[name] = _Block(
                name, {key: each for found in (defaults, *bases) for key, each in found.items()}
            )
        elif word == "defaults":
            here = None
        elif word in ROLES or OTHERS.fullmatch(word):
            setting = Setting(word, None if word == "eval" else argument, number, hazards)
            (here.found if here else defaults)[word] = setting
            if here:
                here.own.add(word)
        elif word:
            unread.append(number)
    accounts = [_account(block) for block in blocks.values() if block.own]
    if not accounts and "host" in defaults:
        accounts = [_account(_Block("", defaults))]
    return Reading(accounts, tuple(unread))


def _command(line: str) -> tuple[str, str, tuple[Hazard, ...]]:
    """The command and its argument: one pair of double quotes is taken off, and nothing inside means anything."""
    stripped = line.strip()
    if not stripped or stripped.startswith("#"):
        return "", "", ()
    word, _, argument = stripped.partition(" ") if "\t" not in stripped.split(" ")[0] else stripped.partition("\t")
    argument = argument.strip()
    if len(argument) > 1 and argument[0] == argument[-1] == '"':
        return word, argument[1:-1], ()
    is_half = argument[:1] in ("'", '"') and argument[:1] == argument[-1:]
    return word, argument, (Hazard.QUOTES,) if is_half and len(argument) > 1 else ()


def _account(block: _Block) -> Account:
    found = block.found
    settings = {role: found[name] for name, role in ROLES.items() if name in found}
    if "passwordeval" in found and Role.PASSWORD not in settings:
        settings[Role.PASSWORD] = Setting("passwordeval", None, found["passwordeval"].line)
    switches = tuple(found[name] for name in ("tls", "tls_starttls") if name in found)
    is_on = is_true(found["tls"].text or "on") if "tls" in found else False
    is_starttls = is_true(found["tls_starttls"].text or "on") if "tls_starttls" in found else True
    tls = Tls.NONE if not is_on else Tls.STARTTLS if is_starttls else Tls.IMPLICIT
    default = 465 if tls is Tls.IMPLICIT else 25
    account = Account(settings, tls, switches, block.name, default, is_from_expected="auto_from" not in found)
    if Role.PASSWORD not in settings and Role.USER in settings:
        # Then it's in the keyring or in ~/.netrc, or msmtp asks for it.
        settings[Role.PASSWORD] = Setting("password", None, settings[Role.USER].line)
    auth = settings.get(Role.AUTH)
    if auth is None or is_true(auth.text or "on") is False:
        first = next(iter(found.values()))
        account.faults.append(("auth-off", auth or Setting("auth", None, first.line)))
    if auth and is_true(auth.text or "on") is not None:
        settings.pop(Role.AUTH)
    return account
