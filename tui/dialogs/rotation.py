"""A rotation: what stands in its way, or where it stands."""

from collections.abc import Iterable
from enum import Enum

from services.credentials.rotation_status import Step, Underway
from services.model.values import SMTP_CREDENTIAL_LIMIT, Credential, User
from tui.dialogs.choice import Answer, ChoiceDialog
from tui.format.ages import age

SHORT = 30
"""Cells of a description in a choice."""


class Way(Enum):
    """How to come by a place for the replacement."""

    OTHER = "other"
    """The other credential goes first."""
    OLD = "old"
    """The old one itself goes first."""
    ADOPT = "adopt"
    """None is needed: the other credential is the replacement."""


class RoomDialog(ChoiceDialog[Way]):
    """Which place must be freed. Nothing is deleted here: the choice must be confirmed by typing."""

    title_text = "Rotate SMTP credential"

    def __init__(self, user: User, old: Credential, other: Credential) -> None:
        super().__init__()
        self._user = user
        self._old = old
        self._other = other

    def texts(self) -> Iterable[str]:
        """Why it cannot simply begin."""
        old, other = self._labels()
        yield (
            f"{self._user.name} has {SMTP_CREDENTIAL_LIMIT} SMTP credentials, and OCI allows no third. To replace "
            f"{old} ({age(self._old.created)} old), a place must be freed first, unless {other} "
            f"({age(self._other.created)} old) is its replacement already."
        )

    def answers(self) -> Iterable[Answer[Way]]:
        """The ways."""
        _, other = self._labels()
        yield Answer("Not now", None)
        yield Answer(f"{other} replaces it already", Way.ADOPT, "nothing is deleted now")
        yield Answer(f"Delete {other} first", Way.OTHER, "mail with that one stops")
        yield Answer("Delete the old one first", Way.OLD, "its mail stops meanwhile")

    def _labels(self) -> list[str]:
        return [f"“{item.label[:SHORT]}”" for item in (self._old, self._other)]


class Next(Enum):
    """What to do about a rotation that is in progress."""

    GO_ON = "go on"
    """The next step: make room, generate, or delete the old one."""
    GIVE_UP = "give up"


class RotationDialog(ChoiceDialog[Next]):
    """Where a rotation stands, and what comes next."""

    title_text = "Rotation under way"

    def __init__(self, underway: Underway) -> None:
        super().__init__()
        self._underway = underway

    def texts(self) -> Iterable[str]:
        """Where it stands."""
        yield self._underway.text

    def answers(self) -> Iterable[Answer[Next]]:
        """The next step, and the ways out."""
        yield _next_step(self._underway)
        yield Answer("Not yet", None, "it is remembered")
        yield Answer("Give the rotation up", Next.GIVE_UP, "forgets it; deletes nothing")


def _next_step(underway: Underway) -> Answer[Next]:
    rotation = underway.rotation
    if underway.step is Step.DEPLOY:
        return Answer("The new one is deployed", Next.GO_ON, f"delete “{rotation.old.label[:SHORT]}”")
    if underway.step is Step.GENERATE:
        return Answer("Generate the new one", Next.GO_ON, "there is a place for it")
    return Answer("Free a place for the new one", Next.GO_ON, "asks which one")
