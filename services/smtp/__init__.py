"""Handing mail to Email Delivery: proof that a credential works, and a test message on purpose."""

from services.smtp.message import TestMessage, send_test_message
from services.smtp.probe import Login, try_login
from services.smtp.result import Line, Outcome, Result, Stage

__all__ = ["Line", "Login", "Outcome", "Result", "Stage", "TestMessage", "send_test_message", "try_login"]
