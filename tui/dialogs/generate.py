"""Generate SMTP Credentials: a description, then one request."""

import threading
from datetime import datetime
from time import monotonic

from textual import getters, on
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Input, Static

from services.credentials.create import MAX_TRIES
from services.credentials.generation import DESCRIPTION_LIMIT, GenerationStage
from services.credentials.issue import Issue
from services.directory.expiry import expiry_of
from services.model.errors import OciSmtpError, UsageError
from services.model.values import INACTIVE, User
from tui.base.dialog import Dialog
from tui.commands.bindings import bindings
from tui.commands.registry import CREDENTIAL
from tui.startup.preload import preload
from widgets.notice import Notice
from widgets.plain import visible
from widgets.text_input import TextInput

BEST_PRACTICE = (
    "You're generating a credential for your own user. Oracle recommends a separate user for sending mail, "
    "so that a leaked password can't affect your account."
)

SENT = "The request was sent. Waiting for the only response that contains the password."

EXPIRY_EXAMPLE = "For example, 90d or 2027-03-01"

EXAMPLE = "For example, billing-host Postfix relay"


class GenerateDialog(Dialog[Issue]):
    """Answers the new credential. While its request is in progress it cannot be left: the answer comes only once."""

    title_text = "Generate SMTP Credentials"
    BINDINGS = bindings("user.instead")
    footer = ("user.instead", "open", "back")
    submit_word = "Generate"
    may_hold_password = True
    suggested = ""
    """The description to begin with."""

    description = getters.query_one("#description", Input)
    expiry = getters.query_one("#expiry", Input)
    notice = getters.query_one(Notice)

    def __init__(self, user: User, is_me: bool, *, sets_expiry: bool = False) -> None:
        """`sets_expiry` is whether an expiry can be requested: see `Directory`."""
        super().__init__()
        self._sets_expiry = sets_expiry
        self._expires: datetime | None = None
        self._user = user
        self._is_me = is_me
        self._stage = GenerationStage.CHECKING
        self._number = 1
        self._begun_at = 0.0
        self._clock: Timer | None = None
        self._stop = threading.Event()
        self._is_explained = False
        """Whether the person wanted to leave, and is to read why that has to wait."""

    def body(self) -> ComposeResult:
        """For whom, and the description."""
        yield Static(f"For {visible(self._user.name)}", classes="text", markup=False)
        if self._user.is_inactive:
            told = f"Warning: {self._user.name} is {self._user.status}. {INACTIVE}"
            yield Static(visible(told), classes="text warning", markup=False)
        if self._is_me:
            yield Static(
                f"{BEST_PRACTICE} Press {self.app.key('user.instead')} to create a sending user instead.",
                classes="text",
            )
        yield Static("Description", classes="text")
        yield TextInput(
            self.suggested, placeholder=EXAMPLE, max_length=DESCRIPTION_LIMIT, compact=True, id="description"
        )
        if self._sets_expiry:
            yield Static("Expires (optional). OCI doesn't document what happens then.", classes="text")
            yield TextInput(placeholder=EXPIRY_EXAMPLE, max_length=20, compact=True, id="expiry")
        yield Static("The password is shown only once.", classes="text")
        yield Notice()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Another user is only proposed instead of your own."""
        return self._is_me if action == "user_instead" else super().check_action(action, parameters)

    def action_user_instead(self) -> None:
        """Leave it, and set up a new sending user."""
        if not self.is_working:
            self.dismiss(None)
            self.app.call_later(self.app.run_command, "go.sending")

    @property
    def is_working(self) -> bool:
        """Whether the request is in progress, or its outcome is being looked for."""
        return self._clock is not None

    def awaits_key(self, key: str) -> bool:
        """Whether a key is for the credential: `y` copies it as soon as it is there."""
        return self.is_working and key in self.app.keys_in(CREDENTIAL)

    @property
    def is_outcome_open(self) -> bool:  # type: ignore[override]  # it changes
        """Whether a request may have left."""
        return self.is_working and self._stage is not GenerationStage.CHECKING

    @property
    def quitting_means(self) -> str:  # type: ignore[override]
        """What the next start does."""
        if self.is_outcome_open:
            return "A credential might exist. The next start checks for it and asks you about it."
        return ""

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        text = self.description.value.strip()
        if self.is_working:
            return
        if not text:
            self.notice.show("warning", "Enter a description. It's how you identify the credential later.")
            return
        if not self._has_read_expiry():
            return
        self._begun_at = monotonic()
        self._is_explained = False
        self._stop = threading.Event()
        self._clock = self.set_interval(1, self._tick)
        self._enter_stage(GenerationStage.CHECKING, 1)
        self._set_disabled(True)
        stop = self._stop
        self.ask(
            "issue",
            lambda: self._issue_what_can_be_shown(text, stop),
            self.dismiss,
            self._refused,
        )

    def _has_read_expiry(self) -> bool:
        """Read the expiry, if one was entered; says why it can't be meant."""
        self._expires = None
        if self._sets_expiry and self.expiry.value.strip():
            try:
                self._expires = expiry_of(self.expiry.value)
            except UsageError as error:
                self.expiry.focus()
                self.notice.show("warning", error.cause, hint=error.next_step)
                return False
        return True

    def _set_disabled(self, disabled: bool) -> None:
        for field in self.query(Input):
            field.disabled = disabled

    def _issue_what_can_be_shown(self, description: str, stop: threading.Event) -> Issue:
        """Create the credential, once all that shows its password is imported. Runs in a worker."""
        preload()
        return self.issue(description, stop)

    def issue(self, description: str, stop: threading.Event) -> Issue:
        """Create the credential. Called in a worker.

        Raises:
            OciSmtpError: see `CredentialGenerator.issue`.
        """
        return self.app.connection.issuing().issue(self._user, description, self.stage_came, stop, self._expires)

    def stage_came(self, stage: GenerationStage, number: int) -> None:
        """Show the stage that the request has reached. Called in the worker."""
        self.call_later(self._enter_stage, stage, number)

    def _enter_stage(self, stage: GenerationStage, number: int) -> None:
        self._stage, self._number = stage, number
        self._tick()

    def _tick(self) -> None:
        if not self.is_working:
            return
        if self._stage is GenerationStage.WAITING:
            again = f" {self._number} s"
        else:
            again = f" (attempt {self._number} of {MAX_TRIES})" if self._number > 1 else ""
        told = f"{self._stage.value}{again}… {int(monotonic() - self._begun_at)} s"
        if self._is_explained and self._stage is GenerationStage.SENDING:
            self.notice.show("warning", told, hint=f"{SENT} Press {self.app.key('quit.now')} twice to quit.")
        else:
            self.notice.show("info", told)

    def _refused(self, error: OciSmtpError) -> None:
        if self._clock:
            self._clock.stop()
        self._clock = None
        self.app.forget_typed()  # it was for the credential, and no part of the description
        self._set_disabled(False)
        self.description.focus()
        self.app.remember(error)
        self.notice.show("error", f"{error.title}: {error.cause}", hint=error.next_step)

    def action_back(self) -> None:
        """Leave; while the request is in progress, stop what can still be stopped."""
        if not self.is_working:
            self.dismiss(None)
            return
        self._stop.set()
        self._is_explained = True
        self._tick()

    def action_quit_now(self) -> None:
        """Quit, unless the request is in progress."""
        if self.is_working:
            self.action_back()
        else:
            super().action_quit_now()
