"""At the limit of two: what is there, and what can be done."""

from enum import Enum
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from services.model.values import SMTP_CREDENTIAL_LIMIT, Credential, User
from tui.base.dialog import Dialog
from tui.format.ages import age
from widgets.menu import Choice, Menu
from widgets.plain import visible


class Act(Enum):
    """What can be done with a credential at the limit."""

    DELETE = "Delete"
    ROTATE = "Rotate"


class LimitAnswer(NamedTuple):
    """What to do with which of the credentials."""

    act: Act
    credential: Credential


class LimitDialog(Dialog[LimitAnswer]):
    """Answers what is to be done, or None."""

    title_text = "Credential limit"
    AUTO_FOCUS = "Menu"

    def __init__(self, user: User, credentials: list[Credential]) -> None:
        super().__init__()
        self._user = user
        self._credentials = credentials

    def body(self) -> ComposeResult:
        """Both credentials with their ages, and the ways out."""
        told = (
            f"{self._user.name} has {len(self._credentials)} SMTP credentials, and OCI allows {SMTP_CREDENTIAL_LIMIT}."
        )
        yield Static(visible(told), classes="text", markup=False)
        advice = "Delete one that is no longer used, or generate the credential for another user: best a new one."
        yield Static(advice, classes="text")
        notes = [
            (item, f"{age(item.created)} old" + (f", {item.status}" if item.status else ""))
            for item in self._credentials
        ]
        yield Menu(
            Choice("Close", "close"),
            *(
                Choice(
                    f"{act.value} “{item.label[:40]}”",
                    f"{act.value} {at}",
                    note,
                    enabled=not self.app.options.read_only,
                )
                for act in Act
                for at, (item, note) in enumerate(notes)
            ),
            Choice("New sending user", "new", "with a group and policy", enabled=not self.app.options.read_only),
        )

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        if event.option_id == "new":
            self.dismiss(None)
            self.app.call_later(self.app.run_command, "go.sending")
            return
        act, _, at = (event.option_id or "").partition(" ")
        self.dismiss(LimitAnswer(Act(act), self._credentials[int(at)]) if at else None)
