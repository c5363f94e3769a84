"""The first thing that a person without a configuration file sees."""

from collections.abc import Iterable
from enum import Enum

from services.model.errors import NoConfigError
from tui.dialogs.choice import ChoiceAnswer, ChoiceDialog


class SignInChoice(Enum):
    """How to continue without a configuration file."""

    DEMO = "demo"
    SET_UP = "set-up"
    PATH = "path"


class WelcomeDialog(ChoiceDialog[SignInChoice]):
    """Answers the way on, or None to look around without a tenancy."""

    title_text = "Welcome to oci-smtp"

    def __init__(self, error: NoConfigError) -> None:
        super().__init__()
        self._error = error

    def texts(self) -> Iterable[str]:
        """Which file is missing."""
        yield self._error.cause

    def answers(self) -> Iterable[ChoiceAnswer[SignInChoice]]:
        """The ways to a tenancy, the demo first."""
        yield ChoiceAnswer("Try the demo", SignInChoice.DEMO, "sample tenancy, no account or network needed")
        yield ChoiceAnswer("Create a configuration", SignInChoice.SET_UP, "runs oci setup config")
        yield ChoiceAnswer("Use another file", SignInChoice.PATH, "enter the path")
