"""The profile menu: who is signed in, where, and what is theirs."""

from collections.abc import Iterable

from textual.app import ComposeResult

from services.model.errors import OciSmtpError
from services.model.values import User
from tui.base.status import Status
from tui.dialogs.choice import ChoiceAnswer, ChoiceDialog
from widgets.facts import Facts


class ProfileDialog(ChoiceDialog[str]):
    """Answers the id of a command, or None."""

    title_text = "Profile"

    def __init__(self, status: Status) -> None:
        super().__init__()
        self._status = status

    def details(self) -> ComposeResult:
        """Who is signed in, and where."""
        yield Facts()

    def answers(self) -> Iterable[ChoiceAnswer[str]]:
        """The commands about the session."""
        yield ChoiceAnswer("User settings", "go.settings", "your own SMTP credentials")
        yield ChoiceAnswer("Switch profile", "profiles", "choose from the configuration file")
        yield ChoiceAnswer("Switch region", "region", "choose a subscribed region")
        if self._status.session:
            yield ChoiceAnswer("Sign in again", "signin", "renews the session")
        yield ChoiceAnswer("Theme", "theme", "change the colors")

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
