"""How the findings of Doctor are written."""

from services.doctor.report import Finding, Report
from services.policy.decision import PolicyAnswer

SIGNS = {Finding.OK: "ok", Finding.FAULT: "FAULT", Finding.UNKNOWN: "?", Finding.NOTE: "note"}

VERDICTS = {
    PolicyAnswer.ALLOWED: "OK: mail should be accepted",
    PolicyAnswer.REFUSED: "Problem: mail is rejected",
    PolicyAnswer.UNDECIDED: "Undetermined: not everything could be checked",
}
UNDELIVERED = "Problem: mail is accepted, but not delivered"


def verdict_of(report: Report) -> str:
    """The verdict in a sentence."""
    return UNDELIVERED if report.is_undelivered else VERDICTS[report.verdict]


def verdict_word(report: Report) -> str:
    """The verdict as the first line of a report."""
    return "NOT DELIVERED" if report.is_undelivered else str(report.verdict).upper()
