"""Nodemailer: the object of createTransport, in JavaScript, TypeScript, or JSON (nodemailer.com, SMTP transport)."""

import re
from dataclasses import dataclass
from typing import Union

from services.client_check.account import Account, Hazard, Reading, Role, Setting, Tls, control_hazard
from services.client_check.readers import url
from services.client_check.words import is_true

TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?(?:\*/|\Z))|(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|"""
    r"""(?P<word>[\w$.]+)|(?P<sign>.)""",
    re.DOTALL,
)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|(.))", re.DOTALL)
USEFUL = {'"': "/", "'": "", "`": "$"}
"""What a person escapes in each kind of quotes, besides a backslash and the quotes; JSON has `\\/` (RFC 8259, 7)."""
OPERATORS = ("+", "as", "satisfies")
"""What can follow a text in an expression; anything else means that the text ended too early."""
QUOTES = "\"'`"
OPENING, CLOSING = "([{", ")]}"
DEEPEST = 50
"""Objects in objects that are read."""
MOST_OBJECTS = 100
"""Objects with a server that are looked at."""


@dataclass(repr=False)
class Token:
    """A word, a sign, or a text of the program, and its line."""

    kind: str
    text: str
    line: int


Value = Union["dict[str, Value]", Setting]


def read(text: str) -> Reading:
    """Each object with a server, or with a user name and a password; and each URL that createTransport is given."""
    tokens = _tokens(text)
    accounts, open_at, after, tried = [], [0], 0, 0
    for at, token in enumerate(tokens):
        if token.kind == "sign" and token.text in OPENING:
            open_at.append(at)
        elif token.kind == "sign" and token.text in CLOSING and len(open_at) > 1:
            open_at.pop()
        elif token.kind == "string" and at >= after and url.URL.match(token.text[1:]):
            accounts.append(url.account_of(_string("URL", token)))
        elif tried < MOST_OBJECTS and open_at[-1] >= after and _is_server(tokens, at):
            tried += 1
            found, end = _object(tokens, open_at[-1], 0)
            is_given = open_at[-1] > 1 and tokens[open_at[-1] - 2].text.endswith("createTransport")
            if _is_account(found, is_given):
                accounts.append(_account(found))
                after = end
    return Reading(accounts)


def _is_server(tokens: list[Token], at: int) -> bool:
    """Whether a word names the server in an object: `host: …`, or `{ host, …`."""
    if tokens[at].text.strip(QUOTES) not in ("host", "service"):
        return False
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    return following == ":" or (following in (",", "}") and tokens[at - 1].text in ("{", ","))


def _tokens(text: str) -> list[Token]:
    tokens, line = [], 1
    for found in TOKEN.finditer(text):
        kind = str(found.lastgroup)
        if kind != "space":
            tokens.append(Token(kind, found[0], line))
        line += found[0].count("\n")
    return tokens


def _object(tokens: list[Token], at: int, depth: int) -> tuple[dict[str, Value], int]:
    """The members of an object that begins there, and the place after it."""
    members: dict[str, Value] = {}
    at += 1
    while at < len(tokens) and tokens[at].text != "}":
        name = tokens[at]
        if name.kind in ("string", "word") and at + 1 < len(tokens) and tokens[at + 1].text == ":":
            key = name.text.strip(QUOTES)
            members[key], at = _value(key, tokens, at + 2, depth)
        elif name.kind == "word" and at + 1 < len(tokens) and tokens[at + 1].text in (",", "}"):
            members[name.text] = Setting(name.text, None, name.line)  # `{ host, port }`
            at += 1
        else:
            at = _past(tokens, at)
        if at < len(tokens) and tokens[at].text == ",":
            at += 1
    return members, at + 1


def _value(key: str, tokens: list[Token], at: int, depth: int) -> tuple[Value, int]:
    """A member's value: an object, a text, a number, or what only the program knows."""
    if at >= len(tokens):
        return Setting(key, None, tokens[-1].line), at
    token = tokens[at]
    if token.text == "{" and depth < DEEPEST:
        found, after = _object(tokens, at, depth + 1)
        return found, after
    after = _past(tokens, at)
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if after == at + 1 and token.kind == "string" and following in (",", "}"):
        return _string(key, token), after
    if after == at + 1 and re.fullmatch(r"[0-9_]+|true|false", token.text):
        return Setting(key, token.text.replace("_", ""), token.line), after
    if after == at + 1 and token.text in ("null", "undefined"):
        return Setting(key, "", token.line), after
    is_broken = token.kind == "string" and not (following in OPERATORS or following.startswith("."))
    if is_broken or any(each.kind == "sign" and each.text in QUOTES for each in tokens[at:after]):
        return Setting(key, "".join(each.text for each in tokens[at:after]), token.line, (Hazard.QUOTES,)), after
    return Setting(key, None, token.line), after


def _past(tokens: list[Token], at: int) -> int:
    """The place of the comma or the bracket that ends an expression."""
    depth = 0
    begun = at
    while at < len(tokens):
        text = tokens[at].text
        if depth == 0 and text in (",", *CLOSING) and tokens[at].kind == "sign":
            return at if at > begun else at + 1
        depth += 1 if text in tuple(OPENING) else -1 if text in tuple(CLOSING) else 0
        at += 1
    return at


def _string(key: str, token: Token) -> Setting:
    quote, raw = token.text[0], token.text[1:-1]
    hazards = (
        [Hazard.ESCAPED]
        if any(found[4] and found[4] not in f"\\{quote}{USEFUL[quote]}\n" for found in ESCAPE.finditer(raw))
        else []
    )
    if quote == "`" and re.fullmatch(r"\$\{[^{}]*\}", raw):
        return Setting(key, None, token.line)
    if quote == "`" and re.search(r"(?<!\\)\$\{", raw):
        hazards.append(Hazard.REPLACED)

    def char(found: "re.Match[str]") -> str:
        code = found[1] or found[2] or found[3]
        if code:
            return chr(int(code, 16)) if int(code, 16) < 0x110000 else "\ufffd"
        return ESCAPES.get(found[4], found[4])

    text = ESCAPE.sub(char, raw).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Setting(key, text, token.line, (*hazards, *control_hazard(text)))


def _is_account(found: dict[str, Value], is_given: bool) -> bool:
    """Whether an object is for mail: it's given to createTransport, or has more than a server and a port."""
    return is_given or bool({"auth", "secure", "requireTLS"} & set(found))


def _account(found: dict[str, Value]) -> Account:
    """Its settings; `secure` means implicit TLS, and without it the port is 587."""

    def setting(name: str, inside: dict[str, Value] = found) -> Setting | None:
        value = inside.get(name)
        return value if isinstance(value, Setting) else None

    auth = found.get("auth")
    inside = auth if isinstance(auth, dict) else {}
    named = {
        Role.HOST: setting("host") or setting("service"),
        Role.PORT: setting("port"),
        Role.USER: setting("user", inside),
        Role.PASSWORD: setting("pass", inside),
        Role.AUTH: setting("authMethod") or setting("method", inside),
    }
    if isinstance(auth, Setting):  # `auth: credentials`
        named[Role.USER] = named[Role.PASSWORD] = Setting("auth", None, auth.line)
    settings = {role: each for role, each in named.items() if each}
    secure, require, ignore = setting("secure"), setting("requireTLS"), setting("ignoreTLS")
    because = tuple(each for each in (secure, require, ignore) if each)
    account = Account(settings, Tls.OPTIONAL, because)
    if secure and secure.is_elsewhere:
        account.tls = Tls.UNKNOWN
    elif secure and is_true(secure.text):
        account.tls = Tls.IMPLICIT
    elif secure is None and account.text(Role.PORT) == "465":
        account.tls = Tls.IMPLICIT  # its default with that port
    elif ignore and is_true(ignore.text):
        account.tls = Tls.NONE
    elif require and is_true(require.text):
        account.tls = Tls.STARTTLS
    account.default_port = 465 if account.tls is Tls.IMPLICIT else 587
    return account
