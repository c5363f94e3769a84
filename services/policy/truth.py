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
class Finding:
    """An answer to one question, and why; in a person's words."""

    truth: Truth
    reason: str = ""


def yes(reason: str = "") -> Finding:
    """It is so."""
    return Finding(Truth.YES, reason)


def no(reason: str) -> Finding:
    """It is not so."""
    return Finding(Truth.NO, reason)


def undecided(reason: str) -> Finding:
    """We cannot tell."""
    return Finding(Truth.UNDECIDED, reason)


def all_of(findings: Iterable[Finding]) -> Finding:
    """No if one is no, else undecided if one is undecided, else yes (Kleene's conjunction)."""
    return _first(list(findings), (Truth.NO, Truth.UNDECIDED, Truth.YES))


def any_of(findings: Iterable[Finding]) -> Finding:
    """Yes if one is yes, else undecided if one is undecided, else no (Kleene's disjunction)."""
    return _first(list(findings), (Truth.YES, Truth.UNDECIDED, Truth.NO))


def _first(findings: list[Finding], order: tuple[Truth, Truth, Truth]) -> Finding:
    for truth in order:
        alike = [finding for finding in findings if finding.truth is truth]
        if alike:
            return Finding(truth, "; ".join(dict.fromkeys(finding.reason for finding in alike if finding.reason)))
    return Finding(order[-1])
