"""What the check-up came to, and an error as the outcome of a check."""

from collections.abc import Sequence

from services.doctor.fixes import Advice
from services.doctor.report import Check, Finding
from services.model.errors import OciSmtpError


def has_fault(checks: Sequence[Check]) -> bool:
    """Whether anything must be fixed."""
    return any(check.finding is Finding.FAULT for check in checks)


def as_json(checks: Sequence[Check]) -> dict[str, object]:
    """The shape that the command line prints."""
    return {
        "verdict": "fault" if has_fault(checks) else "ok",
        "checks": [{"finding": check.finding.value, **check.as_json()} for check in checks],
    }


def trouble(code: str, detail: str, error: OciSmtpError, finding: Finding = Finding.FAULT) -> Check:
    """What the error says, as evidence, and its next step."""
    evidence = [error.cause]
    if error.request_id:
        evidence.append(f"OCI: {error.code}, opc-request-id {error.request_id}")
    return Check(code, finding, detail, tuple(evidence), Advice(error.next_step) if error.next_step else None)
