import pytest

from services.smtp.replies import meaning
from services.smtp.result import SmtpOutcome, SmtpStage

ENVELOPE = "Authorization failed: Envelope From address a@b.c not authorized"


@pytest.mark.parametrize(
    ("stage", "code", "text", "outcome"),
    [
        (SmtpStage.AUTH, 535, "Authentication failed", SmtpOutcome.CREDENTIAL_REFUSED),
        (SmtpStage.AUTH, 535, "5.7.8 whatever", SmtpOutcome.CREDENTIAL_REFUSED),
        (SmtpStage.AUTH, 534, "too weak", SmtpOutcome.CREDENTIAL_REFUSED),
        (SmtpStage.AUTH, 454, "Temporary authentication failure", SmtpOutcome.BUSY),
        (SmtpStage.AUTH, 421, "Too many auth failures, try again later", SmtpOutcome.BUSY),
        (SmtpStage.AUTH, 451, "Server error", SmtpOutcome.BUSY),
        (SmtpStage.AUTH, 501, "Invalid command argument, does not contain NUL", SmtpOutcome.UNCLEAR),
        (SmtpStage.AUTH, 504, "Unrecognized authentication type", SmtpOutcome.UNCLEAR),
        (SmtpStage.AUTH, 530, "Must issue a STARTTLS command first", SmtpOutcome.UNCLEAR),
        (SmtpStage.MAIL, 535, ENVELOPE, SmtpOutcome.SENDER_REFUSED),
        (SmtpStage.MAIL, 535, "Authentication required", SmtpOutcome.UNCLEAR),
        (SmtpStage.MAIL, 550, "no", SmtpOutcome.SENDER_REFUSED),
        (SmtpStage.MAIL, 553, "no", SmtpOutcome.SENDER_REFUSED),
        (SmtpStage.MAIL, 471, "Authorization failed", SmtpOutcome.SENDER_REFUSED),
        (SmtpStage.MAIL, 455, "Maximum messages sent per minute reached : limit is 10", SmtpOutcome.BUSY),
        (SmtpStage.RCPT, 535, ENVELOPE, SmtpOutcome.SENDER_REFUSED),
        (SmtpStage.RCPT, 550, "no such user", SmtpOutcome.RECIPIENT_REFUSED),
        (SmtpStage.DATA, 535, ENVELOPE, SmtpOutcome.SENDER_REFUSED),
        (SmtpStage.DATA, 554, "no", SmtpOutcome.MESSAGE_REFUSED),
        (SmtpStage.DATA, 254, "4.7.1 Suppression for user u to r", SmtpOutcome.SUPPRESSED),
        (SmtpStage.CONNECT, 554, "no service", SmtpOutcome.UNCLEAR),
        (SmtpStage.CONNECT, 421, "Too many connections, try again later", SmtpOutcome.BUSY),
        (SmtpStage.EHLO, 0, "", SmtpOutcome.UNCLEAR),
        (SmtpStage.AUTH, 500, "Command not recognized", SmtpOutcome.UNCLEAR),
        (SmtpStage.AUTH, 502, "Command not implemented", SmtpOutcome.UNCLEAR),
        (SmtpStage.AUTH, 503, "Bad sequence of commands", SmtpOutcome.UNCLEAR),
        (SmtpStage.MAIL, 501, "Syntax error in parameters", SmtpOutcome.UNCLEAR),
        (SmtpStage.MAIL, 503, "Bad sequence of commands", SmtpOutcome.UNCLEAR),
        (SmtpStage.RCPT, 504, "Parameter not implemented", SmtpOutcome.UNCLEAR),
        (SmtpStage.DATA, 500, "Line too long", SmtpOutcome.UNCLEAR),
        (SmtpStage.AUTH, 334, "UGFzc3dvcmQ6", SmtpOutcome.UNCLEAR),
        (SmtpStage.MAIL, 399, "?", SmtpOutcome.UNCLEAR),
        (SmtpStage.MAIL, 400, "?", SmtpOutcome.BUSY),
        (SmtpStage.MAIL, 499, "?", SmtpOutcome.BUSY),
        (SmtpStage.MAIL, 505, "?", SmtpOutcome.SENDER_REFUSED),
        (SmtpStage.RCPT, 599, "?", SmtpOutcome.RECIPIENT_REFUSED),
        (SmtpStage.RCPT, 600, "?", SmtpOutcome.UNCLEAR),
        (SmtpStage.DATA, 250, "Ok", SmtpOutcome.UNCLEAR),
        (SmtpStage.EHLO, 535, "whatever", SmtpOutcome.CREDENTIAL_REFUSED),
        (SmtpStage.RCPT, 471, "Authorization failed", SmtpOutcome.SENDER_REFUSED),
        (SmtpStage.RCPT, 471, "no", SmtpOutcome.RECIPIENT_REFUSED),
        (SmtpStage.MAIL, 552, "Exceeds byte limit", SmtpOutcome.MESSAGE_REFUSED),
        (SmtpStage.MAIL, 553, "<a@b> Invalid email address", SmtpOutcome.MESSAGE_REFUSED),
        (SmtpStage.RCPT, 553, "<a@b> Invalid email address", SmtpOutcome.RECIPIENT_REFUSED),
        (SmtpStage.DATA, 550, "maximum allowed line length is 998 octets, got 1030", SmtpOutcome.MESSAGE_REFUSED),
        (SmtpStage.DATA, 503, "Need RCPT command", SmtpOutcome.UNCLEAR),
        (SmtpStage.MAIL, 535, "Authentication credentials invalid", SmtpOutcome.CREDENTIAL_REFUSED),
        (SmtpStage.TLS, 550, "no", SmtpOutcome.UNCLEAR),
        (SmtpStage.AUTH, 535, "Authorization failed", SmtpOutcome.UNCLEAR),
        (SmtpStage.MAIL, 535, "whatever", SmtpOutcome.SENDER_REFUSED),
        (SmtpStage.RCPT, 535, "AUTHORISATION FAILED", SmtpOutcome.SENDER_REFUSED),
    ],
)
def test_each_smtp_reply_gets_the_expected_outcome_and_a_next_step(
    stage: SmtpStage, code: int, text: str, outcome: SmtpOutcome
) -> None:
    found, says, next_step = meaning(stage, code, text)
    assert found is outcome
    assert says
    assert next_step


def test_a_rejected_auth_command_is_reported_as_a_bug_in_oci_smtp() -> None:
    for code, text in ((501, "Invalid command argument, does not contain NUL"), (504, "AUTH mechanism mismatch")):
        assert "bug in oci-smtp" in meaning(SmtpStage.AUTH, code, text)[1]
    assert "bug" not in meaning(SmtpStage.MAIL, 552, "Exceeds byte limit")[1]


@pytest.mark.parametrize(("code", "is_proof"), [(454, False), (455, True), (456, False)])
def test_a_used_up_sending_rate_proves_that_the_credential_works(code: int, is_proof: bool) -> None:
    assert ("The credential works" in meaning(SmtpStage.MAIL, code, "")[1]) is is_proof
