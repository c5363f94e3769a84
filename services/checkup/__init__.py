"""Checks of this machine and the tenancy: what the program needs, and whether it works.

It changes nothing, except the clipboard, which it tests.
"""

from services.checkup.order import CheckupContext, check_up
from services.checkup.report import as_json, has_fault

__all__ = ["CheckupContext", "as_json", "check_up", "has_fault"]
