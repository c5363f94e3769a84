"""Yes, no, and we cannot tell: three-valued logic, each value with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Truth(Enum):
    """How sure an answer is."""

    NO = "no"
    UNDECIDED = "undecided"
    YES = "yes"


@dataclass(frozen=True)
class PolicyFinding:
    """An answer to one question, and why; in a person's words."""

    truth: Truth
    reason: str = ""


def yes() -> PolicyFinding:
    """A yes, which needs no reason."""
    return PolicyFinding(Truth.YES)


def no(reason: str) -> PolicyFinding:
    """A no, with its reason."""
    return PolicyFinding(Truth.NO, reason)


def undecided(reason: str) -> PolicyFinding:
    """Neither yes nor no: what would decide it is not known here, and why."""
    return PolicyFinding(Truth.UNDECIDED, reason)


def all_of(findings: Iterable[PolicyFinding]) -> PolicyFinding:
    """No if one is no, else undecided if one is undecided, else yes (Kleene's conjunction)."""
    return _first(list(findings), (Truth.NO, Truth.UNDECIDED, Truth.YES))


def any_of(findings: Iterable[PolicyFinding]) -> PolicyFinding:
    """Yes if one is yes, else undecided if one is undecided, else no (Kleene's disjunction)."""
    return _first(list(findings), (Truth.YES, Truth.UNDECIDED, Truth.NO))


def _first(findings: list[PolicyFinding], order: tuple[Truth, Truth, Truth]) -> PolicyFinding:
    for truth in order:
        alike = [finding for finding in findings if finding.truth is truth]
        if alike:
            return PolicyFinding(truth, "; ".join(dict.fromkeys(finding.reason for finding in alike if finding.reason)))
    return PolicyFinding(order[-1])
