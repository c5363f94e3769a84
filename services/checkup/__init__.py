"""Whether all is in place for the program to work: here, and in the tenancy. It changes nothing but the clipboard."""

from services.checkup.order import Here, check_up
from services.checkup.report import as_json, has_fault

__all__ = ["Here", "as_json", "check_up", "has_fault"]
