"""What the doctor found."""

from dataclasses import dataclass
from enum import Enum

from services.doctor.fixes import Fix
from services.policy.decision import PolicyAnswer
from services.policy.source import PolicySource


class Finding(str, Enum):
    """What a check came to. A string, for JSON."""

    OK = "ok"
    FAULT = "fault"
    """A cause: mail is rejected or not delivered because of it."""
    UNKNOWN = "unknown"
    """It may be a cause, and we cannot tell."""
    NOTE = "note"
    """Worth knowing; it does not decide."""


SUPPRESSED = "recipient-suppressed"
"""The code of the one fault for which mail is accepted, and not delivered."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    code: str
    """A name that scripts can rely on."""
    finding: Finding
    detail: str
    evidence: tuple[str, ...] = ()
    fix: Fix | None = None

    def as_json(self) -> dict[str, object]:
        """As a cause, for JSON."""
        fix = self.fix.as_json() if self.fix else None
        return {"code": self.code, "detail": self.detail, "evidence": list(self.evidence), "fix": fix}


@dataclass(frozen=True)
class Report:
    """The verdict, and every check in order."""

    checks: tuple[Check, ...]
    statement: PolicySource | None = None
    """The statement that allows, where one does."""
    is_answerable: bool = True
    """Whether sender and user were both given; without them it's unknown whether mail is accepted."""

    @property
    def verdict(self) -> PolicyAnswer:
        """Rejected for any fault; undecided for anything we cannot tell; else allowed."""
        findings = {check.finding for check in self.checks}
        if Finding.FAULT in findings:
            return PolicyAnswer.REFUSED
        if Finding.UNKNOWN in findings or not self.is_answerable:
            return PolicyAnswer.UNDECIDED
        return PolicyAnswer.ALLOWED

    @property
    def allowing(self) -> PolicySource | None:
        """The statement that allows, where nothing else speaks against it."""
        return self.statement if self.verdict is PolicyAnswer.ALLOWED else None

    @property
    def is_undelivered(self) -> bool:
        """Whether the only fault is that the recipient is suppressed: mail is accepted then, and not delivered."""
        return {check.code for check in self.checks if check.finding is Finding.FAULT} == {SUPPRESSED}

    @property
    def causes(self) -> tuple[Check, ...]:
        """The checks that are not in order."""
        return tuple(check for check in self.checks if check.finding is not Finding.OK)

    def as_json(self) -> dict[str, object]:
        """The shape that the command line prints."""
        statement = self.allowing.text if self.allowing else None
        return {
            "verdict": str(self.verdict),
            "causes": [cause.as_json() for cause in self.causes],
            "statement": statement,
        }
