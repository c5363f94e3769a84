"""At the limit of two: what is there, and what can be done."""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from services.model.values import Credential, User
from tui.dialogs.choice import ChoiceAnswer, ChoiceDialog
from tui.format.ages import age, date


class LimitAction(Enum):
    """What can be done at the limit."""

    DELETE = "Delete"
    ROTATE = "Rotate"
    NEW_USER = "New sending user"


class LimitAnswer(NamedTuple):
    """What to do, and with which of the credentials."""

    act: LimitAction
    credential: Credential | None = None


class LimitDialog(ChoiceDialog[LimitAnswer]):
    """Answers what is to be done, or None."""

    title_text = "Credential limit"

    def __init__(self, user: User, credentials: list[Credential]) -> None:
        super().__init__()
        self._user = user
        self._credentials = credentials

    def texts(self) -> Iterable[str]:
        """That there are two already, and the advice."""
        yield f"{self._user.name} already has two SMTP credentials, the maximum that OCI allows."
        yield "Delete or rotate a credential, or create a sending user."

    def answers(self) -> Iterable[ChoiceAnswer[LimitAnswer]]:
        """Both credentials with their ages, and the ways out."""
        may = not self.app.options.read_only
        yield ChoiceAnswer("Cancel", None)
        for act in (LimitAction.DELETE, LimitAction.ROTATE):
            for item in self._credentials:
                unusual = "" if item.status == "ACTIVE" else item.status
                # The last may be cut: it matters least.
                words = (f"…{item.ending}", _old(item), unusual, date(item.created))
                note = ", ".join(word for word in words if word)
                yield ChoiceAnswer(f"{act.value} “{item.label[:40]}”", LimitAnswer(act, item), note, enabled=may)
        yield ChoiceAnswer(
            LimitAction.NEW_USER.value, LimitAnswer(LimitAction.NEW_USER), "with a group and policy", enabled=may
        )


def _old(credential: Credential) -> str:
    """How old it is: `3 years old`, or `just now`."""
    told = age(credential.created)
    return f"{told} old" if told and told != "just now" else told
