"""The SMTP conversation with Email Delivery: the test sign-in and the test message."""

from services.smtp.message import TestMessage, send_test_message
from services.smtp.probe import Login, try_login
from services.smtp.result import Line, Outcome, Result, Stage

__all__ = ["Line", "Login", "Outcome", "Result", "Stage", "TestMessage", "send_test_message", "try_login"]
