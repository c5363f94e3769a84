"""At the limit of two: what is there, and what can be done."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from services.model import SMTP_CREDENTIAL_LIMIT, Credential, User
from tui.ages import age
from tui.dialogs.dialog import Dialog
from widgets.menu import Choice, Menu
from widgets.plain import visible


class LimitDialog(Dialog[Credential]):
    """Answers the credential to delete, or None."""

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
        yield Menu(
            Choice("Close", "close"),
            *(
                Choice(
                    f"Delete “{(item.description or item.user_name)[:40]}”",
                    str(at),
                    f"{age(item.created)} old" + (f", {item.status}" if item.status else ""),
                    enabled=not self.app.options.read_only,
                )
                for at, item in enumerate(self._credentials)
            ),
            Choice("New sending user", "new", "with a group and policy", enabled=not self.app.options.read_only),
        )

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        chosen = event.option_id or "close"
        self.dismiss(self._credentials[int(chosen)] if chosen.isdigit() else None)
        if chosen == "new":
            self.app.call_after_refresh(self.app.run_command, "go.sending")
