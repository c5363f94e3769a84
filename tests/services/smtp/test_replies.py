import pytest

from services.smtp import Outcome, Stage
from services.smtp.replies import meaning

ENVELOPE = "Authorization failed: Envelope From address a@b.c not authorized"


@pytest.mark.parametrize(
    ("stage", "code", "text", "outcome"),
    [
        (Stage.AUTH, 535, "Authentication failed", Outcome.CREDENTIAL_REFUSED),
        (Stage.AUTH, 535, "5.7.8 whatever", Outcome.CREDENTIAL_REFUSED),
        (Stage.AUTH, 534, "too weak", Outcome.CREDENTIAL_REFUSED),
        (Stage.AUTH, 454, "Temporary authentication failure", Outcome.BUSY),
        (Stage.AUTH, 421, "Too many auth failures, try again later", Outcome.BUSY),
        (Stage.AUTH, 451, "Server error", Outcome.BUSY),
        (Stage.AUTH, 501, "Invalid command argument, does not contain NUL", Outcome.UNCLEAR),
        (Stage.AUTH, 504, "Unrecognized authentication type", Outcome.UNCLEAR),
        (Stage.AUTH, 530, "Must issue a STARTTLS command first", Outcome.UNCLEAR),
        (Stage.MAIL, 535, ENVELOPE, Outcome.SENDER_REFUSED),
        (Stage.MAIL, 535, "Authentication required", Outcome.CREDENTIAL_REFUSED),
        (Stage.MAIL, 550, "no", Outcome.SENDER_REFUSED),
        (Stage.MAIL, 553, "no", Outcome.SENDER_REFUSED),
        (Stage.MAIL, 471, "Authorization failed", Outcome.SENDER_REFUSED),
        (Stage.MAIL, 455, "Maximum messages sent per minute reached : limit is 10", Outcome.BUSY),
        (Stage.RCPT, 535, ENVELOPE, Outcome.SENDER_REFUSED),
        (Stage.RCPT, 550, "no such user", Outcome.RECIPIENT_REFUSED),
        (Stage.DATA, 535, ENVELOPE, Outcome.SENDER_REFUSED),
        (Stage.DATA, 554, "no", Outcome.MESSAGE_REFUSED),
        (Stage.DATA, 254, "4.7.1 Suppression for user u to r", Outcome.SUPPRESSED),
        (Stage.CONNECT, 554, "no service", Outcome.UNCLEAR),
        (Stage.CONNECT, 421, "Too many connections, try again later", Outcome.BUSY),
        (Stage.EHLO, 0, "", Outcome.UNCLEAR),
        (Stage.AUTH, 500, "Command not recognized", Outcome.UNCLEAR),
        (Stage.AUTH, 502, "Command not implemented", Outcome.UNCLEAR),
        (Stage.AUTH, 503, "Bad sequence of commands", Outcome.UNCLEAR),
        (Stage.MAIL, 501, "Syntax error in parameters", Outcome.UNCLEAR),
        (Stage.MAIL, 503, "Bad sequence of commands", Outcome.UNCLEAR),
        (Stage.RCPT, 504, "Parameter not implemented", Outcome.UNCLEAR),
        (Stage.DATA, 500, "Line too long", Outcome.UNCLEAR),
        (Stage.AUTH, 334, "UGFzc3dvcmQ6", Outcome.UNCLEAR),
        (Stage.MAIL, 399, "?", Outcome.UNCLEAR),
        (Stage.MAIL, 400, "?", Outcome.BUSY),
        (Stage.MAIL, 499, "?", Outcome.BUSY),
        (Stage.MAIL, 505, "?", Outcome.SENDER_REFUSED),
        (Stage.RCPT, 599, "?", Outcome.RECIPIENT_REFUSED),
        (Stage.RCPT, 600, "?", Outcome.UNCLEAR),
        (Stage.DATA, 250, "Ok", Outcome.UNCLEAR),
        (Stage.EHLO, 535, "whatever", Outcome.CREDENTIAL_REFUSED),
        (Stage.RCPT, 471, "Authorization failed", Outcome.RECIPIENT_REFUSED),
        (Stage.TLS, 550, "no", Outcome.UNCLEAR),
        (Stage.AUTH, 535, "Authorization failed", Outcome.CREDENTIAL_REFUSED),
        (Stage.MAIL, 535, "whatever", Outcome.SENDER_REFUSED),
        (Stage.RCPT, 535, "AUTHORISATION", Outcome.SENDER_REFUSED),
    ],
)
def test_what_a_reply_proves(stage: Stage, code: int, text: str, outcome: Outcome) -> None:
    found, says, next_step = meaning(stage, code, text)
    assert found is outcome
    assert says
    assert next_step
