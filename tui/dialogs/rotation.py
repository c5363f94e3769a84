"""A rotation: what stands in its way, or where it stands."""

from enum import Enum

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from services.credentials.rotation_status import Step, Underway
from services.model.values import SMTP_CREDENTIAL_LIMIT, Credential, User
from tui.base.dialog import Dialog
from tui.format.ages import age
from widgets.menu import Choice, Menu
from widgets.plain import visible

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


class RoomDialog(Dialog[Way]):
    """Which place must be freed. Nothing is deleted here: what is chosen is asked for again, to be typed."""

    title_text = "Rotate SMTP credential"
    AUTO_FOCUS = "Menu"

    def __init__(self, user: User, old: Credential, other: Credential) -> None:
        super().__init__()
        self._user = user
        self._old = old
        self._other = other

    def body(self) -> ComposeResult:
        """Why it cannot simply begin, and the ways."""
        old, other = (f"“{item.label[:SHORT]}”" for item in (self._old, self._other))
        told = (
            f"{self._user.name} has {SMTP_CREDENTIAL_LIMIT} SMTP credentials, and OCI allows no third. To replace "
            f"{old} ({age(self._old.created)} old), a place must be freed first, unless {other} "
            f"({age(self._other.created)} old) is its replacement already."
        )
        yield Static(visible(told), classes="text", markup=False)
        yield Menu(
            Choice("Not now", "close"),
            Choice(f"{other} replaces it already", Way.ADOPT.value, "nothing is deleted now"),
            Choice(f"Delete {other} first", Way.OTHER.value, "mail with that one stops"),
            Choice("Delete the old one first", Way.OLD.value, "its mail stops meanwhile"),
        )

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.dismiss(None if event.option_id == "close" else Way(event.option_id))


class Next(Enum):
    """What to do about a rotation that is under way."""

    GO_ON = "go on"
    """The next step: make room, generate, or delete the old one."""
    GIVE_UP = "give up"


class RotationDialog(Dialog[Next]):
    """Where a rotation stands, and what comes next."""

    title_text = "Rotation under way"
    AUTO_FOCUS = "Menu"

    def __init__(self, underway: Underway) -> None:
        super().__init__()
        self._underway = underway

    def body(self) -> ComposeResult:
        """Where it stands, and the choices."""
        yield Static(visible(self._underway.text), classes="text", markup=False)
        yield Menu(
            _next_choice(self._underway),
            Choice("Not yet", "close", "it is remembered"),
            Choice("Give the rotation up", Next.GIVE_UP.value, "forgets it; deletes nothing"),
        )

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.dismiss(None if event.option_id == "close" else Next(event.option_id))


def _next_choice(underway: Underway) -> Choice:
    rotation = underway.rotation
    if underway.step is Step.DEPLOY:
        return Choice("The new one is deployed", Next.GO_ON.value, f"delete “{rotation.old.label[:SHORT]}”")
    if underway.step is Step.GENERATE:
        return Choice("Generate the new one", Next.GO_ON.value, "there is a place for it")
    return Choice("Free a place for the new one", Next.GO_ON.value, "asks which one")
