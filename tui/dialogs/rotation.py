"""A rotation: what stands in its way, or where it stands."""

from collections.abc import Iterable
from enum import Enum

from textual.app import ComposeResult

from services.credentials.rotation_status import RotationStatus, RotationStep
from services.model.values import Credential, User
from tui.dialogs.choice import ChoiceAnswer, ChoiceDialog
from tui.format.credential_text import told_apart
from widgets.facts import Facts

SHORT = 30
"""Cells of a description in a choice."""


class RoomChoice(Enum):
    """How to make room for the replacement."""

    OTHER = "other"
    """The other credential goes first."""
    OLD = "old"
    """The old one itself goes first."""
    ADOPT = "adopt"
    """None is needed: the other credential is the replacement."""


class RoomDialog(ChoiceDialog[RoomChoice]):
    """Which credential makes room. Nothing is deleted here: the choice must be confirmed by typing."""

    title_text = "Rotate SMTP credential"

    def __init__(self, user: User, old: Credential, other: Credential) -> None:
        super().__init__()
        self._user = user
        self._old = old
        self._other = other

    def texts(self) -> Iterable[str]:
        """Why it cannot simply begin."""
        old, other = told_apart(self._old), told_apart(self._other)
        yield (
            f"{self._user.name} already has two SMTP credentials, the maximum. To replace {old}, delete one first, "
            f"unless {other} is already its replacement."
        )

    def answers(self) -> Iterable[ChoiceAnswer[RoomChoice]]:
        """How to come by a place; what deletes nothing comes first."""
        _, other = self._labels()
        yield ChoiceAnswer("Cancel", None)
        yield ChoiceAnswer(f"{other} is the replacement", RoomChoice.ADOPT, "deletes nothing")
        yield ChoiceAnswer(f"Delete {other} first", RoomChoice.OTHER, "its mail stops")
        yield ChoiceAnswer("Delete the old one first", RoomChoice.OLD, "its mail stops")

    def _labels(self) -> list[str]:
        return [f"“{item.label[:SHORT]}” …{item.ending}" for item in (self._old, self._other)]


class RotationAction(Enum):
    """What to do about a rotation that is in progress."""

    GO_ON = "continue"
    """The next step: make room, generate, or delete the old one."""
    SUSPEND = "suspend"
    """Have Email Delivery reject the old one, until it is restored."""
    RESTORE = "restore"
    GIVE_UP = "cancel"


class RotationDialog(ChoiceDialog[RotationAction]):
    """Where a rotation stands, and what comes next."""

    title_text = "Rotation in progress"

    def __init__(self, underway: RotationStatus) -> None:
        super().__init__()
        self._underway = underway

    def texts(self) -> Iterable[str]:
        """Where it stands, and the two credentials side by side."""
        yield self._underway.text

    def details(self) -> ComposeResult:
        """Old and new, which often have the same description."""
        rotation = self._underway.rotation
        named = [("Old", rotation.old), *([("New", rotation.new)] if rotation.new else [])]
        yield Facts([(word, told_apart(item)) for word, item in named])

    def answers(self) -> Iterable[ChoiceAnswer[RotationAction]]:
        """The next step, and the ways out: the first changes nothing."""
        yield ChoiceAnswer("Not yet", None, "remind me later")
        yield _next_step(self._underway)
        suspended_at = self._underway.rotation.suspended_at
        if suspended_at:
            yield ChoiceAnswer("Restore the old one", RotationAction.RESTORE, "mail with it works again")
        elif self._underway.step is RotationStep.DEPLOY:
            yield _suspension(self._underway)
        keeps = "restores the old one" if suspended_at else "keeps both credentials"
        yield ChoiceAnswer("Cancel the rotation", RotationAction.GIVE_UP, keeps)


def _next_step(underway: RotationStatus) -> ChoiceAnswer[RotationAction]:
    rotation = underway.rotation
    if underway.step is RotationStep.DEPLOY:
        return ChoiceAnswer(
            "The new one is deployed", RotationAction.GO_ON, f"delete the old one, …{rotation.old.ending}"
        )
    if underway.step is RotationStep.GENERATE:
        return ChoiceAnswer("Generate the new one", RotationAction.GO_ON, "the user has a free slot")
    return ChoiceAnswer("Delete a credential to make room", RotationAction.GO_ON, "you choose which one")


def _suspension(underway: RotationStatus) -> ChoiceAnswer[RotationAction]:
    note = "can be restored" if underway.can_suspend else "needs an identity domain"
    return ChoiceAnswer("Suspend the old one first", RotationAction.SUSPEND, note, enabled=underway.can_suspend)
