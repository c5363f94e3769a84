"""A password on the screen and on the clipboard: masked until asked, cleared when its time is up."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.widgets import Static

from services.clipboard import CopyOutcome
from services.model.secret import Secret
from services.model.values import Endpoint
from services.resources.email import endpoint
from tui.base.clipboards import ClipboardEntry
from tui.commands import registry
from tui.commands.bindings import bindings
from tui.dialogs.secret_panel import SecretPanel
from tui.dialogs.smtp_test import SmtpTestDialog
from widgets.facts import Facts
from widgets.notice import Notice
from widgets.plain import visible
from widgets.secret_view import SecretView


class PasswordDialog(SecretPanel[None], SmtpTestDialog):
    """Shows a user name and, on demand, its password.

    Whatever way it is left, the password is wiped from our memory and the clipboard entry is cleared.
    """

    title_text = "SMTP credential"
    BINDINGS = bindings(
        *("credential.copy_password", "credential.copy_name", "credential.copy_both"),
        *("credential.reveal", "credential.extend"),
    )
    footer_of_password: ClassVar[tuple[str, ...]] = (
        *("credential.copy_password", "credential.copy_name", "credential.copy_both"),
        *("credential.reveal", "credential.test", "credential.send"),
    )
    """The beginning of the footer of every dialog with a password."""
    reveals = ("credential.copy_password", "credential.copy_both", "credential.reveal")
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]
    section = registry.CREDENTIAL
    may_hold_password = True
    shows_password = True
    copied = ("credential.copy_password", "password")
    extends = "credential.extend"
    password = getters.query_one(SecretView)
    fields = getters.query_one(Facts)

    def __init__(self, heading: str, smtp_user_name: str, secret: Secret) -> None:
        super().__init__(smtp_user_name, secret)
        self._heading = heading
        self.is_taken = False
        """Whether the password was copied or delivered."""
        self.is_shown = False
        """Whether it was drawn."""
        self.is_pasting = False
        """Whether the password is the last thing that was copied, and whether it was pasted was not asked yet."""

    def body(self) -> ComposeResult:
        """The password, what is known of its copy, and the other fields."""
        yield Static(visible(self._heading), classes="text", markup=False)
        yield Static("Password", classes="text label")
        yield SecretView(self.secret.reveal)
        yield Notice(id="copies")
        yield Notice(id="notice")
        yield Notice(id="proof")
        yield Facts()
        yield Static(self.advice(), classes="text")

    def advice(self) -> str:
        """What the person should know before the dialog is closed."""
        return ""

    def on_mount(self) -> None:
        """Fill in what is known, and ask for the server."""
        self._show_fields()
        self.ask("endpoint", lambda: endpoint(self.app.connection.session), self._endpoint_read, self.app.remember)

    def on_unmount(self) -> None:
        """Leave nothing behind, whatever way the dialog ended."""
        self.stop.set()
        self.secret.wipe()

    def _endpoint_read(self, found: Endpoint) -> None:
        self.endpoint = found
        self._show_fields()

    def _show_fields(self) -> None:
        server = self.endpoint
        self.fields.facts = (
            ("User name", self.smtp_user_name),
            ("Server", server.host if server else "…"),
            ("Port", f"{server.port}, {server.security_name}" if server else "…"),
        )

    def action_credential_reveal(self) -> None:
        """Show the password, or hide it again."""
        self.toggle()

    def reveal(self) -> None:
        """Show the password, once it may be seen."""
        self.ask("reveal", self.before_seen, self._may_be_seen, self.say_error, keys_wait=True)

    def _may_be_seen(self, _: None) -> None:
        if self.app.screen is not self or not self.app.app_focus:
            return  # the person has continued, and would not know that it is drawn behind
        self.is_shown = True
        super().reveal()
        if self.password.has_invisible:
            told = "The password contains unprintable characters, shown as escapes. Copy it instead of typing it."
            self.notice.show("warning", told)

    def action_help(self) -> None:
        """The keys; while they are shown, the password is masked."""
        self.mask()
        super().action_help()

    def action_credential_send(self) -> None:
        """Ask from whom and to whom a test message goes; until then the password is masked."""
        self.mask()
        super().action_credential_send()

    def action_credential_copy_password(self) -> None:
        """Copy the password; the copy is cleared after a while."""
        self.copy_secret(
            "Password",
            self._put_password,
            self._taken,
            otherwise=f"Press {self.app.key('credential.reveal')} to show it.",
        )

    def _put_password(self, clipboard: ClipboardEntry) -> CopyOutcome:
        """Copy the password, after the journal knows. Runs in a worker."""
        self.before_seen()
        return clipboard.copy(self.secret)

    def _taken(self) -> None:
        self.is_taken = True
        self.is_pasting = True

    def action_credential_copy_both(self) -> None:
        """Copy user name and password, a line each."""
        shows = self.app.key("credential.reveal")
        self.copy_secret("User name and password", self._put_both, self._taken, f"Press {shows} to show the password.")

    def _put_both(self, clipboard: ClipboardEntry) -> CopyOutcome:
        """Called in a worker."""
        self.before_seen()
        both = Secret(f"{self.smtp_user_name}\n{self.secret.reveal()}")
        try:
            return clipboard.copy(both)
        finally:
            both.wipe()

    def is_worth_asking(self, pressed: str = "back") -> bool:
        """Ask once whether the password was pasted, where closing would clear it; whether that was just asked.

        `pressed` is the command that closes.
        """
        if not (self.is_pasting and self.timed_copy.is_on_clipboard):
            return False
        self.is_pasting = False  # asked once for each copy
        closes = self.app.key(pressed)
        told = f"Pasted it? Closing clears the password from the clipboard. Press {closes} again to close."
        self.notice.show("warning", told, word="")
        return True

    def action_back(self) -> None:
        """Close; a password that was just copied goes from the clipboard, so ask once."""
        if not self.is_worth_asking():
            super().action_back()

    def action_credential_copy_name(self) -> None:
        """Copy the user name."""
        name = Secret(self.smtp_user_name)
        self.timed_copy.copy("User name", lambda clipboard: clipboard.copy(name), self._name_copied)

    def _name_copied(self) -> None:
        """The password is not on the clipboard any more."""
        self.is_pasting = False

    def action_credential_extend(self) -> None:
        """As long again on the clipboard."""
        self.timed_copy.extend()
