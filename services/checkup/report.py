"""What the check-up came to."""

from collections.abc import Sequence

from services.doctor.report import Check, Finding


def has_fault(checks: Sequence[Check]) -> bool:
    """Whether anything must be fixed."""
    return any(check.finding is Finding.FAULT for check in checks)


def as_json(checks: Sequence[Check]) -> dict[str, object]:
    """The shape that the command line prints."""
    return {
        "verdict": "fault" if has_fault(checks) else "ok",
        "checks": [{"finding": check.finding.value, **check.as_json()} for check in checks],
    }
