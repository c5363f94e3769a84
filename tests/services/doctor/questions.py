"""What tests ask the doctor, and how they read its report."""

from collections.abc import Callable

from services.doctor.report import Check, Report

Ask = Callable[..., Report]
PoliciesAre = Callable[..., None]


def codes(report: Report) -> list[str]:
    return [cause.code for cause in report.causes]


def cause(report: Report, code: str) -> Check:
    """The one cause with that code."""
    (found,) = [check for check in report.causes if check.code == code]
    return found
