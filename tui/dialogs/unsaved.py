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

    title_text = "The password was not copied"

    def __init__(self, was_shown: bool, was_handed_on: bool = False) -> None:
        """`was_handed_on`: it was delivered, without proof that it arrived."""
        super().__init__()
        self._kept_words = "Close, I have written it down" if was_shown else ""
        if was_handed_on:
            self._kept_words = "Close, it has arrived"

    def texts(self) -> Iterable[str]:
        """What is at stake."""
        yield "Once this closes nobody can read it, and the credential still takes one of two places."

    def answers(self) -> Iterable[ChoiceAnswer[WayOut]]:
        """Stored, deleted, or back to the password."""
        yield ChoiceAnswer("Back to the credential", None)
        if self._kept_words:
            yield ChoiceAnswer(self._kept_words, WayOut.KEPT)
        yield ChoiceAnswer("Delete the credential again", WayOut.DISCARD, "frees its place")

    def action_quit_now(self) -> None:
        """Quitting leaves the question first."""
        self.action_back()
