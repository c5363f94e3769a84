"""A password on the screen and on the clipboard: masked until asked, cleared when its time is up."""

from textual import events, getters
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Static

from services.clipboard import Outcome
from services.model.errors import OciSmtpError
from services.model.secret import Secret
from services.model.values import Endpoint
from services.resources.email import endpoint
from tui.base.clipboards import Copying
from tui.base.timed_copy import SecretCopy
from tui.commands import registry
from tui.commands.bindings import bindings
from tui.dialogs.smtp_test import Proving
from widgets.facts import Facts
from widgets.notice import Notice
from widgets.plain import visible
from widgets.secret_view import SecretView

MASK_AFTER_SECONDS = 30
"""How long a shown password stays on the screen."""

SECURITY = {"TLS": "TLS from the start", "STARTTLS": "STARTTLS"}


class PasswordDialog(Proving):
    """Shows a user name and, on demand, its password.

    Whatever way it is left, the password is wiped from our memory and the clipboard entry is cleared.
    """

    title_text = "SMTP credential"
    BINDINGS = bindings("credential.copy_password", "credential.copy_name", "credential.reveal", "credential.extend")
    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    section = registry.CREDENTIAL
    may_hold_password = True
    shows_password = True
    advice = ""
    """What the person should know before the dialog is closed."""
    unseen_advice = ""
    """The same where the password is neither drawn nor copied."""

    password = getters.query_one(SecretView)
    fields = getters.query_one(Facts)
    notice = getters.query_one("#notice", Notice)

    def __init__(self, heading: str, smtp_user_name: str, secret: Secret) -> None:
        super().__init__(smtp_user_name, secret)
        self._heading = heading
        self.is_taken = False
        """Whether the password was copied or handed over."""
        self.is_shown = False
        """Whether it was drawn."""
        afterwards = "The password is still here: y copies it again."
        self._copying = SecretCopy(self, lambda: self.notice, self.trouble, afterwards)
        self._masking: Timer | None = None

    def body(self) -> ComposeResult:
        """The password, what is known of its copy, and the other fields."""
        yield Static(visible(self._heading), classes="text", markup=False)
        yield Static("Password", classes="text label")
        yield SecretView(self.secret.reveal)
        yield Notice(id="notice")
        yield Notice(id="proof")
        yield Facts()
        yield Static(self.unseen_advice if self.app.options.no_reveal else self.advice, classes="text")

    def on_mount(self) -> None:
        """Fill in what is known, and ask for the server."""
        self.app.clipboards.watch()
        self.app.app_suspend_signal.subscribe(self, lambda _: self.mask())
        # The events of focus reach the app alone.
        self.watch(self.app, "app_focus", self._focus_moved, init=False)
        self._show_fields()
        self.ask("endpoint", lambda: endpoint(self.app.connection.session), self._endpoint_read, self.app.remember)

    def on_unmount(self) -> None:
        """Leave nothing behind, whatever way the dialog ended; the view forgets by itself."""
        self.stop.set()
        self.secret.wipe()
        self._copying.leave()

    def _endpoint_read(self, found: Endpoint) -> None:
        self.endpoint = found
        self._show_fields()

    def _show_fields(self) -> None:
        server = self.endpoint
        self.fields.facts = (
            ("User name", self.smtp_user_name),
            ("Server", server.host if server else "…"),
            ("Port", f"{server.port}, {SECURITY[server.security]}" if server else "…"),
        )

    def action_credential_reveal(self) -> None:
        """Show the password, or hide it again."""
        if self.app.options.no_reveal:
            self._refuse_reveal()
        elif self.password.revealed:
            self.mask()
        else:
            self.ask("reveal", self.before_seen, self._may_be_seen, self.trouble, keys_wait=True)

    def _may_be_seen(self, _: None) -> None:
        if self.app.screen is not self or not self.app.app_focus:
            return  # the person has gone on meanwhile, and would not know that it is drawn behind
        self.is_shown = True
        self.password.revealed = True
        self._masking = self.set_timer(MASK_AFTER_SECONDS, self.mask)
        if self.password.has_invisible:
            self.notice.show("warning", "It holds characters that cannot be drawn; they stand as escapes. Copy it.")

    def action_help(self) -> None:
        """The keys; meanwhile nobody needs to read the password."""
        self.mask()
        super().action_help()

    def action_credential_send(self) -> None:
        """Ask from whom and to whom a test message goes; meanwhile nobody needs to read the password."""
        self.mask()
        super().action_credential_send()

    def mask(self) -> None:
        """Hide the password."""
        self.password.revealed = False
        if self._masking:
            self._masking.stop()

    def trouble(self, error: OciSmtpError) -> None:
        """Say why something did not happen."""
        self.app.remember(error)
        self.notice.show("error", error.cause, hint=error.next_step)

    def _refuse_reveal(self) -> None:
        self.notice.show("warning", "Started with --no-reveal: the password is neither drawn nor copied.")

    def action_credential_copy_password(self) -> None:
        """Copy the password."""
        if self.app.options.no_reveal:
            self._refuse_reveal()
        else:
            self._copying.copy("Password", self._put_password, self._taken, otherwise="v shows it")

    def _put_password(self, clipboard: Copying) -> Outcome:
        """Called in a worker."""
        self.before_seen()
        return clipboard.copy(self.secret)

    def _taken(self) -> None:
        self.is_taken = True

    def action_credential_copy_name(self) -> None:
        """Copy the user name."""
        name = Secret(self.smtp_user_name)
        self._copying.copy("User name", lambda clipboard: clipboard.copy(name))

    def action_credential_extend(self) -> None:
        """As long again on the clipboard."""
        self._copying.extend()

    def on_resize(self, event: events.Resize) -> None:
        """Another window, or somebody else attached to this tmux: it is asked for again before it is read."""
        if self.is_shown:
            self.mask()

    def _focus_moved(self, is_here: bool) -> None:
        """While the person is elsewhere, to paste perhaps, nobody needs to read it."""
        if not is_here:
            self.mask()
