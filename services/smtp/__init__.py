"""The SMTP conversation with Email Delivery: the test sign-in and the test message."""

from services.smtp.message import TestMessage, send_test_message
from services.smtp.probe import Login, try_login
from services.smtp.result import ConversationLine, SmtpOutcome, SmtpResult, SmtpStage

__all__ = [
    "ConversationLine",
    "Login",
    "SmtpOutcome",
    "SmtpResult",
    "SmtpStage",
    "TestMessage",
    "send_test_message",
    "try_login",
]
