from email import message_from_bytes

import pytest

from services.demo.smtp_server import SmtpServer
from services.demo.store.credentials import StoredCredential
from services.model.errors import UsageError
from services.smtp.message import TestMessage, send_test_message
from services.smtp.probe import Login, check_address
from services.smtp.result import SmtpOutcome, SmtpStage


def message(login: Login, sender: str = "orders@example.com", recipient: str = "someone@example.org") -> TestMessage:
    return TestMessage(login.endpoint, login.user_name, login.password, sender, recipient)


def test_a_test_message_arrives_as_written(smtp_server: SmtpServer, login: Login, credential: StoredCredential) -> None:
    result = send_test_message(message(login), trust=smtp_server.trust)
    assert (result.outcome, result.stage) == (SmtpOutcome.WORKS, SmtpStage.DATA)
    (accepted,) = smtp_server.accepted
    assert accepted.user_name == credential.user_name
    assert (accepted.sender, accepted.recipients) == ("orders@example.com", ("someone@example.org",))
    mail = message_from_bytes(accepted.content)
    assert (mail["From"], mail["To"]) == ("orders@example.com", "someone@example.org")
    assert "oci-smtp" in mail["Subject"]
    assert mail["Date"]
    assert mail["Message-ID"].endswith("@example.com>")


def test_the_whole_conversation_is_shown(smtp_server: SmtpServer, login: Login) -> None:
    said = [line.text for line in send_test_message(message(login), trust=smtp_server.trust).conversation]
    for expected in (
        "AUTH PLAIN <credential>",
        "MAIL FROM:<orders@example.com>",
        "DATA",
        "To: someone@example.org",
        ".",
    ):
        assert expected in said
    assert said[-1].startswith("221")


def test_nothing_is_sent_from_a_sender_that_is_not_approved(smtp_server: SmtpServer, login: Login) -> None:
    result = send_test_message(message(login, sender="nobody@example.com"), trust=smtp_server.trust)
    assert (result.outcome, smtp_server.accepted) == (SmtpOutcome.SENDER_REFUSED, [])
    assert "DATA" not in [line.text for line in result.conversation]


@pytest.mark.parametrize("address", ["", "a@b>\r\nRCPT TO:<c@d", "two words@x.y"])
def test_a_test_message_with_an_invalid_address_is_rejected(
    smtp_server: SmtpServer, login: Login, address: str
) -> None:
    for bad in (message(login, sender=address), message(login, recipient=address)):
        with pytest.raises(UsageError):
            send_test_message(bad, trust=smtp_server.trust)


@pytest.mark.parametrize(
    "address", ["'-@[", "_:;@x", ".?a:;=b:;@*~_[1]a", "=?utf-8?q??=@|&?==?utf-8?q?", "a@b,c@d", "@x@x"]
)
def test_an_address_that_the_email_library_cannot_handle_is_rejected(address: str) -> None:
    """The standard library answers some of these with an AttributeError or an IndexError of its own."""
    with pytest.raises(UsageError, match="isn't an email address"):
        check_address(address)


@pytest.mark.parametrize("address", ["a@b.c", "o'brien+tag@mail.example.co.uk", "x_y=z@[127.0.0.1]", "b!c#d@localhost"])
def test_unusual_but_valid_addresses_are_accepted(address: str) -> None:
    check_address(address)
