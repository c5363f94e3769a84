"""Nothing that a conversation leaves behind has the secret in it, whatever the server says."""

import re
import string
from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.demo.certificates import Authority
from services.demo.smtp_server import SmtpServer
from services.secret import Secret
from services.smtp import Login, Result, TestMessage, send_test_message, try_login
from services.smtp.safe_text import LONGEST_REPLY, Redaction, printable
from tests.services.smtp.scripted import EHLO, GREETING, ScriptedServer

USER, PASSWORD = "ocid1.user.oc1..u@ocid1.tenancy.oc1..t.xy.com", "k;9[/b]$Tz'w0{Q!pL2m"
TOKEN = b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
FORMS = (PASSWORD, TOKEN, TOKEN[:40], TOKEN[-40:], b64encode(PASSWORD.encode()).decode())


def leaks(result: Result, password: str) -> bool:
    return password in repr(result) or b64encode(password.encode()).decode()[:-4] in repr(result)


def test_a_whole_conversation_has_none_of_it(server: SmtpServer, login: Login) -> None:
    password = login.password.reveal()
    message = TestMessage(login.endpoint, login.user_name, login.password, "orders@example.com", "a@b.example")
    wrong = replace(login, user_name="else")
    for result in (
        try_login(login, trust=server.trust),
        try_login(wrong, trust=server.trust),
        send_test_message(message, trust=server.trust),
    ):
        assert result.conversation
        assert not leaks(result, password)
        assert login.user_name not in repr(result)


def test_what_a_server_echoes_is_taken_out() -> None:
    authority = Authority()
    for form in FORMS:
        server = ScriptedServer(authority.server_context(), GREETING, EHLO, f"535 bad argument: {form} (as sent)")
        result = try_login(Login(server.endpoint, USER, Secret(PASSWORD)), trust=authority.trust)
        server.close()
        assert form not in repr(result), form
        assert "bad argument" in result.reply


@given(st.text(alphabet=string.printable, min_size=6, max_size=40), st.text(max_size=300))
def test_redaction_leaves_no_trace(password: str, around: str) -> None:
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
    ],
)
def test_no_part_is_left_of_a_credential_that_holds_the_other_half(user: str, password: str) -> None:
    redact = Redaction(user, password)
    for form in (password, b64encode(f"\0{user}\0{password}".encode()).decode(), b64encode(password.encode()).decode()):
        told = redact(f"535 bad argument: {form} (as sent)")
        assert re.fullmatch(r"535 bad argument: <(credential|password|user name)> \(as sent\)", told), told


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
def test_a_reply_is_one_line_of_so_many_characters(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(max_size=400))
def test_text_is_made_fit_to_draw(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable() or not shown
    assert len(shown) <= LONGEST_REPLY
