"""SMTP credential: the one moment in which a password can be seen, copied and kept."""

from time import monotonic

from textual import getters
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Static

from services.clipboard import NOTHING_OF_OURS, Outcome, State
from services.email import endpoint
from services.errors import OciSmtpError
from services.issuing import Issue
from services.model import Endpoint, User
from services.secret import Secret
from tui import commands
from tui.bindings import bindings
from tui.dialogs.dialog import Dialog
from tui.dialogs.unsaved import UnsavedDialog, WayOut
from widgets.facts import Facts
from widgets.notice import Notice
from widgets.plain import visible
from widgets.secret_view import SecretView

CLEAR_AFTER_SECONDS = 30
"""How long a copied password stays on the clipboard, unless set, extended or closed before."""

MASK_AFTER_SECONDS = 30
"""How long a shown password stays on the screen."""


class CredentialDialog(Dialog[None]):
    """Shows the user name and, on demand, the password, and accounts for the credential when it is left.

    Whatever way it is left, the password is wiped from our memory and the clipboard entry is cleared.
    """

    title_text = "SMTP credential"
    BINDINGS = bindings(
        "credential.copy_password", "credential.copy_name", "credential.reveal", "credential.kept", "credential.extend"
    )
    footer = ("credential.copy_password", "credential.copy_name", "credential.reveal", "credential.kept", "back")
    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    section = commands.CREDENTIAL

    password = getters.query_one(SecretView)
    fields = getters.query_one(Facts)
    notice = getters.query_one(Notice)

    def __init__(self, user: User, issue: Issue) -> None:
        super().__init__()
        self._user = user
        self._issue = issue
        self._credential = issue.issued.credential
        self._secret = issue.issued.password
        self._endpoint: Endpoint | None = None
        self._clipboard = self.app.new_secret_clipboard()
        self._outcome = NOTHING_OF_OURS
        self._copied_what = ""
        self._is_taken = False
        self._is_shown = False
        self._clear_at = 0.0
        self._ticking: Timer | None = None
        self._masking: Timer | None = None

    def body(self) -> ComposeResult:
        """The fields, the password, and what is known of the copy."""
        yield Static(
            f"{visible(self._credential.description)} · for {visible(self._user.name)}", classes="text", markup=False
        )
        yield Static("Password", classes="text label")
        yield SecretView(self._secret.reveal)
        yield Notice()
        yield Facts()
        yield Static(
            "OCI shows this password only now. Copy it, or press v to read it, before you close.", classes="text"
        )

    def on_mount(self) -> None:
        """Fill in what is known, and ask for the server."""
        self.app.app_suspend_signal.subscribe(self, lambda _: self._mask())
        self._show_fields()
        self.ask("tidy", self._issue.tidy, _nothing_more, self.app.remember)
        self.ask("endpoint", lambda: endpoint(self.app.connection.session), self._endpoint_read, self.app.remember)

    def on_unmount(self) -> None:
        """Leave nothing behind, whatever way the dialog ended; the view forgets by itself."""
        self._issue.left()
        self.app.clear_later(self._clipboard)

    def _endpoint_read(self, found: Endpoint) -> None:
        self._endpoint = found
        self._show_fields()

    def _show_fields(self) -> None:
        server = self._endpoint
        security = {"TLS": "TLS from the start", "STARTTLS": "STARTTLS"}
        self.fields.facts = (
            ("User name", self._credential.user_name),
            ("Server", server.host if server else "…"),
            ("Port", f"{server.port}, {security[server.security]}" if server else "…"),
        )

    def action_credential_reveal(self) -> None:
        """Show the password, or hide it again."""
        if self.app.options.no_reveal:
            self._refuse_reveal()
            return
        if self.password.revealed:
            self._mask()
        else:
            self.ask("reveal", self._issue.shown, self._may_be_seen, self._must_not_be_seen)

    def _may_be_seen(self, _: None) -> None:
        self._is_shown = True
        self.password.revealed = True
        self._masking = self.set_timer(MASK_AFTER_SECONDS, self._mask)
        if self.password.has_invisible:
            self.notice.show("warning", "It holds characters that cannot be drawn; they stand as escapes. Copy it.")

    def _must_not_be_seen(self, error: OciSmtpError) -> None:
        self.app.remember(error)
        self.notice.show("error", error.cause, hint=error.next_step)

    def _mask(self) -> None:
        self.password.revealed = False
        if self._masking:
            self._masking.stop()

    def _refuse_reveal(self) -> None:
        self.notice.show("warning", "Started with --no-reveal: the password is neither drawn nor copied.")

    def action_credential_copy_password(self) -> None:
        """Copy the password."""
        if self.app.options.no_reveal:
            self._refuse_reveal()
            return
        self.ask("copy", self._copy_password, self._password_copied, self._must_not_be_seen)

    def _copy_password(self) -> Outcome:
        """Called in a worker: the journal knows before the clipboard does."""
        self._issue.shown()
        return self._clipboard.copy(self._secret)

    def action_credential_copy_name(self) -> None:
        """Copy the user name."""
        name = Secret(self._credential.user_name)
        self.ask("copy", lambda: self._clipboard.copy(name), self._name_copied, self.app.remember)

    def _password_copied(self, outcome: Outcome) -> None:
        self._is_taken = self._is_taken or outcome.state is not State.UNAVAILABLE
        self._copied("Password", outcome)

    def _name_copied(self, outcome: Outcome) -> None:
        self._copied("User name", outcome)

    def _copied(self, what: str, outcome: Outcome) -> None:
        if outcome.state is State.UNAVAILABLE:
            self.notice.show("warning", f"{what} not copied. {outcome.message}", hint=outcome.advice)
            return
        self._copied_what = what
        self._outcome = outcome
        self._clear_at = monotonic() + self._clear_after
        if self._ticking is None:
            self._ticking = self.set_interval(1, self._tick)
        self._tick()

    @property
    def _clear_after(self) -> int:
        return min(120, max(10, self.app.options.clear_after or CLEAR_AFTER_SECONDS))

    def action_credential_extend(self) -> None:
        """As long again on the clipboard."""
        if self._ticking:
            self._clear_at += self._clear_after
            self._tick()

    def _tick(self) -> None:
        left = round(self._clear_at - monotonic())
        if left > 0:
            told = f"{self._copied_what}: {self._outcome.message} Cleared in {left} s (+ for longer)."
            self.notice.show("info", told, hint=self._outcome.advice)
            return
        self._stop_ticking()
        self._copied_what = ""
        self.ask("copy", self._clipboard.clear, self._cleared, self.app.remember)

    def _stop_ticking(self) -> None:
        if self._ticking:
            self._ticking.stop()
        self._ticking = None

    def _cleared(self, outcome: Outcome) -> None:
        self.notice.show("info", f"{outcome.message} The password is still here: y copies it again.")

    def on_app_blur(self) -> None:
        """The person went elsewhere, to paste perhaps: nobody needs to read it meanwhile."""
        self._mask()

    def on_app_focus(self) -> None:
        """Some terminals take a clear only while focused: repeat a pending one."""
        self.ask("refresh", self._clipboard.refresh, _nothing_more, self.app.remember)

    def action_credential_kept(self) -> None:
        """Close, on the person's word that it is stored."""
        if self._is_taken or self._is_shown:
            self._close_kept()
        else:
            self.notice.show("warning", "Nothing was copied or shown yet: y copies the password, v shows it.")

    def action_back(self) -> None:
        """Close, asking once where the password was not taken."""
        if self._is_taken:
            self._close_kept()
        else:
            self.app.push_screen(UnsavedDialog(self._is_shown), self._way_out)

    def action_quit_now(self) -> None:
        """Quitting leaves the dialog first."""
        self.action_back()

    def _way_out(self, chosen: WayOut | None) -> None:
        if chosen is WayOut.KEPT:
            self._close_kept()
        elif chosen is WayOut.DISCARD:
            self.notice.show("info", "Deleting the credential…")
            self.ask("closing", self._issue.discard, self._discarded, self._not_discarded)

    def _close_kept(self) -> None:
        self.ask("closing", self._issue.confirmed, self.dismiss, self._not_confirmed)

    def _not_confirmed(self, error: OciSmtpError) -> None:
        self.app.remember(error)
        self.dismiss(None)

    def _discarded(self, _: None) -> None:
        self.app.say("The credential was deleted again; its place is free.")
        self.dismiss(None)

    def _not_discarded(self, error: OciSmtpError) -> None:
        self.dismiss(None)
        self.app.show_error(error)


def _nothing_more(_: None) -> None:
    """Done, and nothing to show for it."""
