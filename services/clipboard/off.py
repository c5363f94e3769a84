"""No clipboard, and the reason why."""

from services.clipboard import NOTHING_OF_OURS, Clipboard, Outcome, State
from services.model.secret import Secret


class Off(Clipboard):
    """A clipboard that copies nothing and says so."""

    def __init__(self, reason: str, *, name: str = "no clipboard", advice: str = "") -> None:
        self.name = name
        self._reason = reason
        self._advice = advice

    def copy(self, text: Secret) -> Outcome:
        """Say why not."""
        return Outcome(State.UNAVAILABLE, f"Not copied: {self._reason}", self._advice)

    def clear(self) -> Outcome:
        """There is nothing of ours to clear."""
        return NOTHING_OF_OURS
