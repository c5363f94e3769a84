"""The session of the profile has expired: what it was, and the ways on."""

from collections.abc import Iterable

from services.model.errors import SessionExpiredError
from tui.dialogs.choice import ChoiceAnswer, ChoiceDialog


class ExpiredDialog(ChoiceDialog[str]):
    """Answers the id of the command that leads on, or None."""

    title_text = SessionExpiredError.title

    def __init__(self, error: SessionExpiredError) -> None:
        super().__init__()
        self._error = error

    def texts(self) -> Iterable[str]:
        """What has expired, and how to sign in elsewhere."""
        return (self._error.cause, self._error.next_step)

    def answers(self) -> Iterable[ChoiceAnswer[str]]:
        """The commands that lead on."""
        yield ChoiceAnswer("Sign in again", "signin", "with the OCI CLI and a browser")
        yield ChoiceAnswer("Try again", "refresh", "if you signed in from another terminal")
        yield ChoiceAnswer("Switch profile", "profiles")
        yield ChoiceAnswer("Quit", "quit.now")
