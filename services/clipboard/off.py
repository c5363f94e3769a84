"""No clipboard, and the reason why."""

from services.clipboard import NOTHING_OF_OURS, Clipboard, CopyOutcome, CopyState
from services.model.secret import Secret


class Off(Clipboard):
    """A clipboard that copies nothing and says so."""

    name = "no clipboard"

    def __init__(self, reason: str, *, advice: str = "") -> None:
        self._reason = reason
        self._advice = advice

    def copy(self, text: Secret) -> CopyOutcome:
        """Answer that nothing was copied, and why."""
        return CopyOutcome(CopyState.UNAVAILABLE, f"Not copied: {self._reason}", self._advice)

    def clear(self) -> CopyOutcome:
        """There is nothing of ours to clear."""
        return NOTHING_OF_OURS
