"""What was found in a file of client settings."""

from dataclasses import dataclass

from services.doctor.report import Check, Finding


@dataclass(frozen=True)
class ClientReport:
    """The format, how many accounts it has, and every check in order."""

    format: str
    accounts: int
    checks: tuple[Check, ...]

    @property
    def verdict(self) -> str:
        """`fault`, `undecided` for anything that can't be told, else `no-fault`: it isn't proof that mail arrives."""
        findings = {check.finding for check in self.checks}
        if Finding.FAULT in findings:
            return "fault"
        return "undecided" if Finding.UNKNOWN in findings else "no-fault"

    def as_json(self) -> dict[str, object]:
        """The shape that the command line prints."""
        return {
            "verdict": self.verdict,
            "format": self.format,
            "accounts": self.accounts,
            "checks": [{"finding": check.finding.value, **check.as_json()} for check in self.checks],
        }
