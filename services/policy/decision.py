"""The verdict of all statements together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from services.policy.evaluation import StatementVerdict, judge
from services.policy.request import SendRequest
from services.policy.source import PolicySource
from services.policy.truth import Truth


class PolicyAnswer(str, Enum):
    """What the policies say. A string, for JSON."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    UNDECIDED = "undecided"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Verdict:
    """Whether a person may send from a sender, as far as policies go, and which statements say so."""

    answer: PolicyAnswer
    reason: str
    """In a person's words."""
    statement: PolicySource | None = None
    """The statement that allows, or the Deny that rejects."""
    open: tuple[StatementVerdict, ...] = ()
    """The statements that we could not decide and that would change the answer."""
    considered: tuple[StatementVerdict, ...] = field(default=(), repr=False)
    """All that have a part in sending."""


def decide(statements: Iterable[PolicySource], request: SendRequest) -> Verdict:
    """Whether the statements let the person send. A `Deny` that applies wins over every `Allow`."""
    considered = tuple(found for source in statements if (found := judge(source, request)) is not None)
    allows = [found for found in considered if not found.denies]
    denies = [found for found in considered if found.denies and not request.person.is_administrator]
    if request.deny_is_on is False:
        denies = []
    answer, reason, source, open_ = _weigh(allows, denies, request.deny_is_on)
    return Verdict(answer, reason, source, tuple(open_), considered)


def _weigh(
    allows: list[StatementVerdict], denies: list[StatementVerdict], deny_is_on: bool | None
) -> tuple[PolicyAnswer, str, PolicySource | None, list[StatementVerdict]]:
    allowing = next((found for found in allows if found.truth is Truth.YES), None)
    open_allows = [found for found in allows if found.truth is Truth.UNDECIDED]
    if allowing is None and not open_allows:
        return PolicyAnswer.REFUSED, "No statement allows it.", None, []
    denying = next((found for found in denies if found.truth is Truth.YES), None)
    if denying and deny_is_on:
        return PolicyAnswer.REFUSED, "A Deny statement blocks it. Deny overrides Allow.", denying.source, []
    open_denies = [found for found in denies if found.truth is not Truth.NO]
    if open_denies:
        return PolicyAnswer.UNDECIDED, "A Deny statement that can't be evaluated might block it.", None, open_denies
    if allowing is None:
        return (
            PolicyAnswer.UNDECIDED,
            "The only statements that might allow it can't be evaluated.",
            None,
            open_allows,
        )
    return PolicyAnswer.ALLOWED, "A statement allows it.", allowing.source, []
