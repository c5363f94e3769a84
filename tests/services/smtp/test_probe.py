from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from services.demo.certificates import Authority
from services.demo.smtp_server import SmtpServer
from services.demo.store.credentials import StoredCredential
from services.model.errors import UsageError
from services.model.secret import Secret
from services.model.values import Endpoint
from services.smtp import probe as probing
from services.smtp.probe import Login, try_login
from services.smtp.result import SmtpOutcome, SmtpResult, SmtpStage
from tests.closed_port import closed_port
from tests.services.smtp.scripted import EHLO, GREETING, OK, SIGNED_IN, ScriptedServer, with_password

AUTHORITY = Authority()
Scripted = Callable[..., ScriptedServer]


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """Makes servers with the replies that they are to give."""
    made: list[ScriptedServer] = []

    def make(*replies: str | bytes | None, tls: bool = True) -> ScriptedServer:
        made.append(ScriptedServer(AUTHORITY.server_context() if tls else None, *replies))
        return made[-1]

    yield make
    for server in made:
        server.close()


def tried(server: ScriptedServer, *, sender: str = "", is_new: bool = False) -> SmtpResult:
    login = Login(server.endpoint, "user", Secret("pass"), sender, is_new=is_new)
    return try_login(login, trust=AUTHORITY.trust, wait=lambda seconds: False)


def test_a_good_credential_works(smtp_server: SmtpServer, login: Login) -> None:
    result = try_login(login, trust=smtp_server.trust)
    assert (result.outcome, result.credential_works, result.tries) == (SmtpOutcome.WORKS, True, 1)
    commands = [line.text.split(" ")[0] for line in result.conversation if line.who == "client"]
    assert commands[-2:] == ["AUTH", "QUIT"]
    assert "DATA" not in commands


def test_the_test_sign_in_can_check_an_envelope_without_sending_a_message(
    smtp_server: SmtpServer, login: Login
) -> None:
    result = try_login(replace(login, sender="orders@example.com", recipient="a@b.example"), trust=smtp_server.trust)
    assert result.outcome is SmtpOutcome.WORKS
    commands = [line.text.split(" ")[0] for line in result.conversation if line.who == "client"]
    assert commands[-4:] == ["MAIL", "RCPT", "RSET", "QUIT"]
    assert smtp_server.accepted == []


def test_a_wrong_password_is_tried_once(smtp_server: SmtpServer, login: Login) -> None:
    result = try_login(with_password(login, "wrong"), trust=smtp_server.trust)
    assert (result.outcome, result.credential_works, result.code) == (SmtpOutcome.CREDENTIAL_REFUSED, False, 535)
    assert [line.text for line in result.conversation if "AUTH PLAIN <" in line.text] == ["AUTH PLAIN <credential>"]


def test_the_credential_works_even_when_the_sender_is_not_approved(smtp_server: SmtpServer, login: Login) -> None:
    result = try_login(replace(login, sender="nobody@example.com"), trust=smtp_server.trust)
    assert (result.outcome, result.credential_works, result.stage) == (SmtpOutcome.SENDER_REFUSED, True, SmtpStage.MAIL)


def test_a_new_credential_is_retried_until_it_works(
    smtp_server: SmtpServer, login: Login, credential: StoredCredential
) -> None:
    credential.state = "CREATING"
    waited: list[float] = []

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        if len(waited) == 3:
            credential.state = "ACTIVE"
        return False

    result = try_login(replace(login, is_new=True), trust=smtp_server.trust, wait=wait)
    assert (result.outcome, result.tries, waited) == (SmtpOutcome.WORKS, 3, [2.0, 10.0, 30.0])


def test_sign_in_with_a_new_credential_stops_after_three_tries(scripted: Scripted) -> None:
    server = scripted(GREETING, EHLO, "535 Authentication failed", "221 bye")
    result = tried(server, is_new=True)
    assert (result.outcome, result.tries, server.connections) == (SmtpOutcome.CREDENTIAL_REFUSED, 3, 3)


@pytest.mark.parametrize("reply", ["421 Too many auth failures, try again later", "454 4.7.0 Temporary failure"])
def test_a_throttled_sign_in_is_not_retried(scripted: Scripted, reply: str) -> None:
    server = scripted(GREETING, EHLO, reply)
    result = tried(server, is_new=True)
    assert (result.outcome, result.credential_works, server.connections) == (SmtpOutcome.BUSY, None, 1)


def test_waiting_can_be_canceled(smtp_server: SmtpServer, login: Login) -> None:
    cancelled = try_login(replace(login, is_new=True), trust=smtp_server.trust, wait=lambda seconds: True)
    assert (cancelled.outcome, cancelled.credential_works) == (SmtpOutcome.CANCELLED, None)


def test_the_password_is_never_sent_to_a_server_with_an_untrusted_certificate(
    smtp_server: SmtpServer, login: Login
) -> None:
    for trust in (None, Authority().trust):
        result = try_login(login, trust=trust)
        assert (result.outcome, result.credential_works) == (SmtpOutcome.NOT_THE_SERVICE, None)
        assert not any("AUTH PLAIN <" in line.text for line in result.conversation)


@pytest.mark.parametrize(
    ("names", "valid_from"),
    [(("elsewhere.example",), None), (("127.0.0.1",), datetime.now(timezone.utc) - timedelta(days=90))],
)
def test_an_expired_certificate_or_one_for_another_host_is_rejected(
    names: tuple[str, ...], valid_from: datetime | None
) -> None:
    server = ScriptedServer(AUTHORITY.server_context(names, valid_from), GREETING, EHLO, SIGNED_IN)
    assert tried(server).outcome is SmtpOutcome.NOT_THE_SERVICE
    assert server.received == []
    server.close()


@pytest.mark.parametrize(
    "replies",
    [
        (GREETING, "250 no starttls here"),
        (GREETING, "250-here\r\n250 STARTTLS", "454 not now"),
        (GREETING, "250-here\r\n250 STARTTLS", "220 go\r\n250 injected"),
        (GREETING, "250-here\r\n250 STARTTLS", "220 go", b"not tls at all"),
    ],
)
def test_the_password_is_not_sent_without_encryption(scripted: Scripted, replies: tuple[str, ...]) -> None:
    server = scripted(*replies, tls=False)
    assert tried(server).outcome in (SmtpOutcome.NOT_THE_SERVICE, SmtpOutcome.BUSY)
    assert not any("AUTH" in line for line in server.received)


@pytest.mark.parametrize(
    "reply", ["hello", "9", "250", b"\xff\xfe\r\n", b"250-" + b"x" * 40_000 + b"\r\n", b"220-x\r\n" * 9_000, ""]
)
def test_an_invalid_greeting_proves_nothing_about_the_credential(scripted: Scripted, reply: str | bytes) -> None:
    result = tried(scripted(reply, EHLO))
    assert result.credential_works is None


def test_a_broken_connection_is_reported_as_unreachable(scripted: Scripted) -> None:
    result = tried(scripted(GREETING, EHLO))
    assert (result.outcome, result.stage) == (SmtpOutcome.UNREACHABLE, SmtpStage.AUTH)


def test_a_silent_server_times_out(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.smtp.channel.SmtpChannel.__init__.__defaults__", (0.2,))
    assert tried(scripted(GREETING, None)).outcome is SmtpOutcome.UNREACHABLE


def test_a_closed_port_is_reported_and_proves_nothing_about_the_credential() -> None:
    with closed_port() as port:
        result = try_login(Login(Endpoint("127.0.0.1", port, "TLS"), "user", Secret("pass")))
    assert (result.outcome, result.credential_works) == (SmtpOutcome.UNREACHABLE, None)
    assert str(port) in result.says


def test_a_second_smtp_port_is_tried_when_the_first_is_blocked(
    smtp_server: SmtpServer, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closed_port() as blocked:
        monkeypatch.setattr(probing, "OTHER_PORTS", {blocked: (login.endpoint.port, login.endpoint.security)})
        result = try_login(replace(login, endpoint=Endpoint("127.0.0.1", blocked, "TLS")), trust=smtp_server.trust)
    assert result.outcome is SmtpOutcome.WORKS
    assert f"Can't connect to port {blocked} from here" in result.says
    assert result.endpoint == login.endpoint


def test_the_credential_is_sent_again_when_the_server_asks_for_it(scripted: Scripted) -> None:
    server = scripted(GREETING, EHLO, "334 ", SIGNED_IN, "221 bye")
    assert tried(server).outcome is SmtpOutcome.WORKS
    assert server.received[1] == f"AUTH PLAIN {server.received[2]}"


def test_the_ehlo_command_does_not_contain_the_computer_name(scripted: Scripted) -> None:
    server = scripted(GREETING, EHLO, SIGNED_IN, "221 bye")
    tried(server)
    assert server.received[0] == "EHLO [127.0.0.1]\r\n"


@pytest.mark.parametrize("address", ["a@b>\r\nDATA", "a b@c.d", "no-at", "a@b\n", "<a@b>", "é@b.c", "a@b c"])
def test_addresses_that_could_inject_smtp_commands_are_rejected(
    smtp_server: SmtpServer, login: Login, address: str
) -> None:
    for changed in (replace(login, sender=address), replace(login, sender="a@b.c", recipient=address)):
        with pytest.raises(UsageError):
            try_login(changed, trust=smtp_server.trust)


def test_an_accepted_envelope_is_reset(scripted: Scripted) -> None:
    server = scripted(GREETING, EHLO, SIGNED_IN, OK, OK, "221 bye")
    assert tried(server, sender="a@b.c").outcome is SmtpOutcome.WORKS
    assert [line.strip() for line in server.received[-3:]] == ["MAIL FROM:<a@b.c>", "RSET", "QUIT"]
