"""The profile menu: who is signed in, where, and what is theirs."""

from textual import on
from textual.app import ComposeResult

from services.model.errors import OciSmtpError
from services.model.values import User
from tui.base.dialog import Dialog
from tui.base.status import Status
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
            Choice("Switch profile", "profiles", "another of the configuration file"),
            Choice("Switch region", "region", "another of the tenancy's"),
            *([Choice("Sign in again", "signin", "for another hour and more")] if self._status.session else []),
            Choice("Theme", "theme", "colours of the app"),
        )

    def on_mount(self) -> None:
        """Fill in what is known, and ask who it is."""
        self._show("…")
        connection = self.app.connection
        self.ask("myself", lambda: connection.directory.myself(), self._known, self._unknown)

    def _unknown(self, error: OciSmtpError) -> None:
        session = self.app.connection.opened
        principal = session.profile.auth.principal if session and not session.user_ocid else ""
        self._show(principal or "unknown")

    def _known(self, user: User) -> None:
        self._show(f"{user.name} <{user.email}>" if user.email and user.email != user.name else user.name)

    def _show(self, name: str) -> None:
        status = self._status
        self.query_one(Facts).facts = (
            ("Signed in", name),
            ("Profile", status.profile or "demo"),
            ("Tenancy", status.tenancy or status.state or "…"),
            ("Region", status.region or "…"),
            *((("Session", status.session.removeprefix("session ")),) if status.session else ()),
        )

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_id)
