"""Nothing that a conversation leaves behind has the secret in it, whatever the server says."""

import codecs
import json
import re
import string
from base64 import b32encode, b64encode, b85encode
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.demo.certificates import Authority
from services.demo.smtp_server import SmtpServer
from services.model.secret import Secret
from services.smtp.known_texts import ENHANCED, HIDDEN, KNOWN, REST_HIDDEN, known_extensions, known_text
from services.smtp.message import TestMessage, send_test_message
from services.smtp.probe import Login, try_login
from services.smtp.result import SmtpResult
from services.smtp.safe_text import LONGEST_REPLY, Redaction, printable
from tests.services.smtp.scripted import EHLO, GREETING, SIGNED_IN, ScriptedServer

USER, PASSWORD = "ocid1.user.oc1..u@ocid1.tenancy.oc1..t.xy.com", "k;9[/b]$Tz'w0{Q!pL2m"
TOKEN = b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
FORMS = (PASSWORD, TOKEN, TOKEN[:40], TOKEN[-40:], b64encode(PASSWORD.encode()).decode())


def leaks(result: SmtpResult, password: str) -> bool:
    return password in repr(result) or b64encode(password.encode()).decode()[:-4] in repr(result)


def test_an_smtp_conversation_contains_neither_password_nor_user_name(smtp_server: SmtpServer, login: Login) -> None:
    password = login.password.reveal()
    message = TestMessage(login.endpoint, login.user_name, login.password, "orders@example.com", "a@b.example")
    wrong = replace(login, user_name="else")
    for result in (
        try_login(login, trust=smtp_server.trust),
        try_login(wrong, trust=smtp_server.trust),
        send_test_message(message, trust=smtp_server.trust),
    ):
        assert result.conversation
        assert not leaks(result, password)
        assert login.user_name not in repr(result)


def test_a_credential_that_the_server_echoes_is_hidden() -> None:
    authority = Authority()
    for form in FORMS:
        server = ScriptedServer(authority.server_context(), GREETING, EHLO, f"535 bad argument: {form} (as sent)")
        result = try_login(Login(server.endpoint, USER, Secret(PASSWORD)), trust=authority.trust)
        server.close()
        assert form not in repr(result), form
        assert result.reply == HIDDEN


ECHOES: dict[str, str] = {
    "as it is": PASSWORD,
    "reversed": PASSWORD[::-1],
    "spaced": " ".join(PASSWORD),
    "dotted": ".".join(PASSWORD),
    "in pieces": f"{PASSWORD[:7]} then {PASSWORD[7:14]} then {PASSWORD[14:]}",
    "half": PASSWORD[:10],
    "hexadecimal": PASSWORD.encode().hex(),
    "spaced hexadecimal": PASSWORD.encode().hex(" "),
    "decimal": " ".join(str(ord(char)) for char in PASSWORD),
    "octal": "".join(f"\\{ord(char):03o}" for char in PASSWORD),
    "binary": " ".join(f"{ord(char):08b}" for char in PASSWORD),
    "percent": quote(PASSWORD, safe=""),
    "HTML": "".join(f"&#{ord(char)};" for char in PASSWORD),
    "JSON": json.dumps(PASSWORD),
    "base64": b64encode(PASSWORD.encode()).decode(),
    "base64 of it reversed": b64encode(PASSWORD[::-1].encode()).decode(),
    "base64 at an offset": b64encode(b"xx" + PASSWORD.encode()).decode(),
    "base64, lower case": TOKEN.lower(),
    "base32": b32encode(PASSWORD.encode()).decode(),
    "base85": b85encode(PASSWORD.encode()).decode(),
    "ROT13": codecs.encode(PASSWORD, "rot13"),
    "upper case": PASSWORD.upper(),
    "UTF-16": PASSWORD.encode("utf-16-le").decode("latin-1"),
    "full width": "".join(chr(ord(char) + 0xFEE0) for char in PASSWORD),
    "joined by nothing": "\u200b".join(PASSWORD),
    "the token": TOKEN,
    "the token in pieces": f"{TOKEN[:11]} {TOKEN[11:22]} {TOKEN[22:33]} {TOKEN[33:44]}",
}
AROUND = (
    "{}",
    "Authentication credentials invalid {}",
    "{} Authentication credentials invalid",
    "Authorization failed: Envelope From address {} not authorized",
    "<{}> Invalid email address",
    "5.7.8 {}",
    "5.107.59 Authentication failed {}",
    "Maximum messages sent per minute reached : limit is {}",
    "Suppression for user {} to {}",
)
SHOWN = re.compile(
    r"\d{3}(?: (?:5\.7\.8|PIPELINING|AUTH PLAIN|PIPELINING, AUTH PLAIN|Authentication credentials invalid"
    r"|Authorization failed: Envelope From address \(address hidden\) not authorized"
    r"|\(address hidden\) Invalid email address|Authentication failed|Maximum messages sent per minute reached"
    r"|Ok|Authorization failed|Suppression for user|\((?:text|rest) hidden\)))*"
)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.mark.parametrize("form", ECHOES)
def test_the_password_is_hidden_in_every_encoding_at_every_smtp_stage(authority: Authority, form: str) -> None:
    said = [around.format(*([ECHOES[form]] * 2)) for around in AROUND]
    offers = "".join(f"250-{part}\r\n" for text in said for part in (text, *text.split(" ")))
    one, two, three, four, five, six, seven, *_ = said
    stages: tuple[tuple[str, ...], ...] = (
        (f"220 {one}", f"{offers}250 AUTH PLAIN", f"235 {two}", f"250 {three}", f"250 {four}", f"221 {five}"),
        (GREETING, EHLO, f"{offers.replace('250', '535')}535 {six}", f"221 {seven}"),
        (GREETING, EHLO, SIGNED_IN, f"{offers.replace('250', '554')}554 {two}", f"221 {four}"),
        *((GREETING, EHLO, f"334 {text}", f"535 {text}", f"221 {text}") for text in said),
        *((f"421 {text}",) for text in said),
        (GREETING, f"500 {one}"),
    )
    for replies in stages:
        server = ScriptedServer(authority.server_context(), *replies)
        login = Login(server.endpoint, USER, Secret(PASSWORD), "orders@example.com")
        result = try_login(login, trust=authority.trust)
        server.close()
        heard = [line.text for line in result.conversation if line.who == "server"]
        assert heard
        for line in [*heard, f"{result.code} {result.reply}".strip()]:
            assert line == "0" or SHOWN.fullmatch(line), line
        assert PASSWORD not in repr(result)
        assert TOKEN not in repr(result)


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("Authentication credentials invalid", "Authentication credentials invalid"),
        ("authentication  credentials INVALID.", "Authentication credentials invalid"),
        ("5.7.8 Authentication credentials invalid", "5.7.8 Authentication credentials invalid"),
        ("Authorization failed: address a@b.c not authorized", "Authorization failed: address a@b.c not authorized"),
        ("Authorization failed: Envelope From address A@b.C not authorized", "address a@b.c not authorized"),
        ("Authorization failed: Envelope From address <a@b.c> not authorized", "address a@b.c not authorized"),
        ("Authorization failed: Envelope From address x@y.z not authorized", "address (address hidden) not authorized"),
        ("<a@b.c> Invalid email address", "a@b.c Invalid email address"),
        ("4.7.1 Suppression for user ocid1.user.oc1..aaaa to r@x.y", "4.7.1 Suppression for user (rest hidden)"),
        ("Must issue a STARTTLS command first", "Must issue a STARTTLS command first"),
        ("maximum allowed line length is 998 octets", "maximum allowed line length is 998 octets"),
        ("Okay", HIDDEN),
        ("", ""),
        ("2.0.0", "2.0.0"),
        ("2.0.0 Ok", "2.0.0 Ok"),
    ],
)
def test_replies_that_oracle_documents_are_shown(reply: str, shown: str) -> None:
    assert shown in known_text(reply, ["a@b.c", ""])
    assert not known_text(reply, ["a@b.c", ""]).replace(shown, "").replace("Authorization failed: Envelope From ", "")


def test_only_known_smtp_extensions_are_shown() -> None:
    assert known_extensions(["PIPELINING", "8BITMIME", "AUTH PLAIN", "Ok"]) == "PIPELINING, 8BITMIME, AUTH PLAIN"
    assert known_extensions(["auth secret login", "SIZE 107059"]) == "SIZE, AUTH LOGIN (rest hidden)"
    assert known_extensions(["secret"]) == HIDDEN
    assert known_extensions([]) == ""


@given(st.text(max_size=300))
def test_unknown_reply_text_is_never_shown(text: str) -> None:
    shown = known_text(text).replace(HIDDEN, "").replace(REST_HIDDEN, "").replace("(address hidden)", "{address}")
    assert shown.strip() in {"", *KNOWN, *ENHANCED, *(f"{code} {known}" for code in ENHANCED for known in KNOWN)}


@given(st.text(alphabet=string.printable, min_size=6, max_size=40), st.text(max_size=300))
def test_redaction_removes_the_password_and_the_auth_plain_token(password: str, around: str) -> None:
    redact = Redaction(USER, password)
    for form in (password, b64encode(f"\0{USER}\0{password}".encode()).decode()):
        left = re.sub("<(credential|password|user name)>", "\0", redact(f"{around}{form}{around}"))
        assert form not in left


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("anna", "anna-Tz9w0Q"),
        ("anna", "Tz9w0Q-anna"),
        ("anna", "Tz9-anna-w0Q"),
        ("anna", "anna"),
        ("anna-Tz9w0Q", "Tz9w0Q"),
    ],
)
def test_redaction_works_when_user_name_and_password_contain_each_other(user: str, password: str) -> None:
    redact = Redaction(user, password)
    token = f"\0{user}\0{password}"
    for form in (user, password, *(b64encode(text.encode()).decode() for text in (user, password, token))):
        told = redact(f"535 bad argument: {form} (as sent)")
        assert re.fullmatch(r"535 bad argument: <(credential|password|user name)> \(as sent\)", told), told


@pytest.mark.parametrize("part", [TOKEN[:40], TOKEN[-40:], TOKEN[7:19]])
def test_redaction_removes_part_of_the_token_and_keeps_long_words(part: str) -> None:
    told = Redaction(USER, PASSWORD)(f"535 bad argument: {part} for AuthenticationMechanism")
    assert told == "535 bad argument: <credential> for AuthenticationMechanism"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x" * 199, "x" * 199),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 199 + "…"),
        ("x" * 199 + " \r\n", "x" * 199),
        (" a\t b\r\n c ", "a b c"),
        ("\x1b[2Ja\u202eb\x00c\ud800d", "[2Jabcd"),
        ("", ""),
    ],
)
def test_a_reply_is_shown_on_one_line_of_at_most_200_characters(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(max_size=400))
def test_printable_returns_printable_text_of_limited_length(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable() or not shown
    assert len(shown) <= LONGEST_REPLY
