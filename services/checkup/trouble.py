"""An error as the outcome of a check."""

from services.doctor.fixes import Advice
from services.doctor.report import Check, Finding
from services.model.errors import OciSmtpError


def trouble(code: str, detail: str, error: OciSmtpError, finding: Finding = Finding.FAULT) -> Check:
    """What the error says, as evidence, and its next step."""
    evidence = [error.cause]
    if error.request_id:
        evidence.append(f"OCI: {error.code}, opc-request-id {error.request_id}")
    return Check(code, finding, detail, tuple(evidence), Advice(error.next_step) if error.next_step else None)
