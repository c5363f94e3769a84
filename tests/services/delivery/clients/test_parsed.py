"""What each format's own reader makes of our settings is the password and the user name: nothing more, nothing less."""

import ast
import io
import json
import re
import shlex
import string
import sys
from base64 import b64decode
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

import dotenv
import javaproperties
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.delivery.clients import CannotCarryError, SmtpAccount
from services.delivery.clients.catalogue import BY_ID, FORMATS, warning

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAME = "ocid1.user.oc1..aaaa@ocid1.tenancy.oc1..bbbb.xy.com"
HOST = "smtp.example.com"
ALL_SIGNS = string.punctuation + "a B9"
NASTY = [
    "'",
    '"',
    "\\",
    "a\\",
    "a\\\\b",
    " lead",
    "trail ",
    "^a",
    "-a",
    "<>",
    "${HOME}",
    '"""',
    "%(user)s",
    "it's",
    "a'\"$",
]

Pair = tuple[str, str]


def postfix(text: str) -> Pair:
    """postmap(1): key, white space, value; the first colon ends the user name."""
    name, _, password = text.rstrip().split(None, 1)[1].partition(":")
    return name, password


def exim(text: str) -> Pair:
    """Expanded, then `^` is NUL and `^^` a circumflex, from left to right."""
    (line,) = re.findall(r"client_send = (.*)", text)
    # It is split at colons, and white space around an item goes, before it is expanded.
    assert ":" not in line
    assert line == line.strip()
    octets = re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), line.encode())
    plain = re.sub(rb"\^\^|\^", lambda found: b"^" if found[0] == b"^^" else b"\0", octets)
    _, name, password = plain.split(b"\0")
    return name.decode(), password.decode()


def msmtp(text: str) -> Pair:
    """The rest of the line, less one pair of double quotes."""
    found = dict(line.split(" ", 1) for line in text.splitlines())
    return found["user"][1:-1], found["password"][1:-1]


def mutt(text: str) -> Pair:
    """Single quotes and backslashes mean to mutt what they mean to a POSIX shell."""
    found = {words[1]: words[3] for words in map(shlex.split, text.splitlines())}
    return unquote(urlsplit(found["smtp_url"]).username or ""), found["smtp_pass"]


def swaks(text: str) -> Pair:
    """Split at the first white space, as swaks does, which takes what begins with a dash for an option."""
    found = dict(re.split(r"\s", line, maxsplit=1) for line in text.split("\n") if " " in line)
    assert not found["auth-password"].startswith("-")
    return found["auth-user"], found["auth-password"]


def python(name: str, password: str) -> Callable[[str], Pair]:
    def read(text: str) -> Pair:
        found: dict[str, Any] = {}
        for node in ast.parse(text).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                found[ast.unparse(node.targets[0])] = node.value.value
        return found[name], found[password]

    return read


def spring(text: str) -> Pair:
    found = javaproperties.loads(text)
    return found["spring.mail.username"], found["spring.mail.password"]


def nodemailer(text: str) -> Pair:
    """Every JSON string is a JavaScript string."""
    return tuple(json.loads(re.search(rf"{field}: (.*),", text)[1]) for field in ("user", "pass"))  # type: ignore[index]  # both are there


def grafana(text: str) -> Pair:
    """go-ini: from three double quotes to the last three of the line."""
    found = {name: value for name, _, value in (line.partition(" = ") for line in text.splitlines())}
    name, password = (re.fullmatch(r'"""(.*)"""', found[field]) for field in ("user", "password"))
    assert name
    assert password
    return name[1], password[1]


def single_quoted(name: str, password: str) -> Callable[[str], Pair]:
    def read(text: str) -> Pair:
        def value(field: str) -> str:
            found = re.search(rf"{field}'(?:\] = |, )'((?:[^'\\]|\\.)*)'", text, re.DOTALL)
            assert found
            return re.sub(r"\\([\\'])", r"\1", found[1])

        return value(name), value(password)

    return read


def alertmanager(text: str) -> Pair:
    found = yaml.safe_load(text)["global"]
    return found["smtp_auth_username"], found["smtp_auth_password"]


def kubernetes(text: str) -> Pair:
    found = yaml.safe_load(text)["data"]
    return b64decode(found["user_name"]).decode(), b64decode(found["password"]).decode()


def env(text: str) -> Pair:
    found = dotenv.dotenv_values(stream=io.StringIO(text), interpolate=True)
    return str(found["SMTP_USER_NAME"]), str(found["SMTP_PASSWORD"])


def url(text: str) -> Pair:
    """By urllib, and as Node's URL does before Nodemailer's decodeURIComponent: both must agree."""
    parts = urlsplit(text)
    assert (parts.scheme, parts.hostname, parts.port) == ("smtps", HOST, 465)
    whole = re.fullmatch(r"smtps://([^:@/?#]*):([^:@/?#]*)@([^:@/?#]*):465\n", text)
    assert whole
    node = [
        bytes.fromhex("".join(byte(each) for each in re.findall("%..|.", part))).decode() for part in whole.groups()
    ]
    assert (unquote(parts.username or ""), unquote(parts.password or ""), HOST) == tuple(node)
    return node[0], node[1]


def byte(written: str) -> str:
    return written[1:] if written.startswith("%") else f"{ord(written):02x}"


def mapping(load: Callable[[str], Any]) -> Callable[[str], Pair]:
    def read(text: str) -> Pair:
        found = load(text)
        assert (found["smtp_host"], found["smtp_port"]) == (HOST, 465)
        return found["user_name"], found["password"]

    return read


READERS: dict[str, Callable[[str], Pair]] = {
    "postfix": postfix,
    "exim": exim,
    "msmtp": msmtp,
    "mutt": mutt,
    "swaks": swaks,
    "smtplib": python("smtp.user", "smtp.password"),
    "django": python("EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"),
    "spring": spring,
    "nodemailer": nodemailer,
    "grafana": grafana,
    "alertmanager": alertmanager,
    "gitlab": single_quoted("smtp_user_name", "smtp_password"),
    "wordpress": single_quoted("WPMS_SMTP_USER", "WPMS_SMTP_PASS"),
    "kubernetes": kubernetes,
    "env": env,
    "url": url,
    "json": mapping(json.loads),
    "yaml": mapping(yaml.safe_load),
    "toml": mapping(tomllib.loads),
}


def account(password: str, name: str = NAME) -> SmtpAccount:
    return SmtpAccount(name, password, HOST, 465, True)


def test_every_format_with_a_password_has_a_reader() -> None:
    assert {each.id for each in FORMATS if each.has_password} == set(READERS)


@pytest.mark.parametrize("client", READERS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(password=st.text(string.printable[:95], min_size=1, max_size=24) | st.text(min_size=1, max_size=8))
def test_each_format_preserves_the_password_or_rejects_it(client: str, password: str) -> None:
    try:
        text = BY_ID[client].write(account(password))
    except CannotCarryError:
        return
    assert READERS[client](text) == (NAME, password)


for nasty in [ALL_SIGNS, *NASTY]:
    test_each_format_preserves_the_password_or_rejects_it = example(password=nasty)(
        test_each_format_preserves_the_password_or_rejects_it
    )


@pytest.mark.parametrize(
    ("client", "refused"),
    [
        ("postfix", ["trail ", "a\nb"]),
        ("exim", ["^a"]),
        ("msmtp", ["a\nb", "a" * 500]),
        ("mutt", ["a\nb"]),
        ("swaks", ["-a", "<>", "a\nb"]),
        ("spring", ["a${b}"]),
        ("grafana", ['a"""b', "${a}", "$__env{A}", "%(user)s", "a\nb"]),
        ("gitlab", ["it's", 'a"b', "a\\b", "#{1}"]),
        ("env", ['it\'s "$A"', "a\\", "a\\\\b", "${A}", "a\nb"]),
    ],
)
def test_a_format_rejects_a_password_that_it_cannot_represent(client: str, refused: list[str]) -> None:
    for password in refused:
        with pytest.raises(CannotCarryError, match="can't represent"):
            BY_ID[client].write(account(password))


@pytest.mark.parametrize(
    "client", ["smtplib", "django", "nodemailer", "alertmanager", "wordpress", "json", "yaml", "toml", "url"]
)
def test_some_formats_can_represent_every_password(client: str) -> None:
    for password in [ALL_SIGNS, *NASTY, "a\nb", "é\u2028\U0001f511"]:
        assert READERS[client](BY_ID[client].write(account(password)))[1] == password


@pytest.mark.parametrize("name", ["a:b", ":", "ocid1.user.oc1..a:", "a b:c"])
def test_postfix_settings_reject_a_user_name_with_a_colon(name: str) -> None:
    with pytest.raises(CannotCarryError, match="a colon ends the user name"):
        BY_ID["postfix"].write(account("pw", name))
    assert READERS["postfix"](BY_ID["postfix"].write(account("p:w"))) == (NAME, "p:w")


def test_mutt_settings_reject_a_user_name_longer_than_127_characters() -> None:
    assert BY_ID["mutt"].write(account("pw", "x" * 127))
    with pytest.raises(CannotCarryError, match="127 characters"):
        BY_ID["mutt"].write(account("pw", "x" * 128))


def test_a_format_without_a_password_does_not_contain_the_password() -> None:
    (bare,) = (each for each in FORMATS if not each.has_password)
    assert "s3cret-word" not in bare.write(account("s3cret-word"))


def test_a_long_user_name_gets_a_warning_when_the_client_is_unknown() -> None:
    assert "163 characters" in warning(BY_ID["json"], "x" * 163)
    assert not warning(BY_ID["json"], "x" * 60)
    assert not warning(BY_ID["postfix"], "x" * 163)


@pytest.mark.parametrize("client", [each.id for each in FORMATS])
def test_settings_differ_between_starttls_and_implicit_tls(client: str) -> None:
    tls = BY_ID[client].write(account("pw"))
    starttls = BY_ID[client].write(SmtpAccount(NAME, "pw", HOST, 587, False))
    assert (tls.replace("465", "587") == starttls) is (client in ("postfix", "alertmanager"))
