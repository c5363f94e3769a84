"""The profile menu: who is signed in, where, and what is theirs."""

from textual import on
from textual.app import ComposeResult

from tui.dialogs.dialog import Dialog
from tui.status import Status
from widgets.facts import Facts
from widgets.menu import Choice, Menu


class ProfileDialog(Dialog[str]):
    """Answers the id of a command, or None."""

    title_text = "Profile"
    AUTO_FOCUS = "Menu"

    def __init__(self, status: Status) -> None:
        super().__init__()
        self._status = status

    def body(self) -> ComposeResult:
        """Where we are, then the choices."""
        yield Facts()
        yield Menu(
            Choice("User settings", "go.settings", "SMTP credentials of your own"),
            Choice("Theme", "theme", "colours of the app"),
        )

    def on_mount(self) -> None:
        """Fill in what is known."""
        status = self._status
        self.query_one(Facts).facts = (
            ("Profile", status.profile or "demo"),
            ("Tenancy", status.tenancy or status.state or "…"),
            ("Region", status.region or "…"),
        )

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_id)
