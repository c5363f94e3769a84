"""Leaving the credential without having taken its password."""

from collections.abc import Iterable
from enum import Enum

from tui.dialogs.choice import ChoiceAnswer, ChoiceDialog


class WayOut(Enum):
    """What to do about a password that was not saved."""

    KEPT = "kept"
    DISCARD = "discard"


class UnsavedDialog(ChoiceDialog[WayOut]):
    """Answers the way out, or None to go back to the credential."""

    title_text = "Password not saved"

    def __init__(self, was_shown: bool, was_handed_on: bool = False) -> None:
        """`was_handed_on`: it was delivered, without proof that it arrived."""
        super().__init__()
        self._kept_words = "Close (I wrote it down)" if was_shown else ""
        if was_handed_on:
            self._kept_words = "Close (it arrived)"

    def texts(self) -> Iterable[str]:
        """What is at stake."""
        yield "If you close the credential now, its password is lost. It still counts toward the limit of two."

    def answers(self) -> Iterable[ChoiceAnswer[WayOut]]:
        """Stored, deleted, or back to the password."""
        yield ChoiceAnswer("Keep the credential open", None)
        if self._kept_words:
            yield ChoiceAnswer(self._kept_words, WayOut.KEPT)
        yield ChoiceAnswer("Delete the credential", WayOut.DISCARD, "frees a slot")

    def action_quit_now(self) -> None:
        """Quitting leaves the question first."""
        self.action_back()
