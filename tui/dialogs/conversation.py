"""What an SMTP server and we said to each other, with the credential taken out."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from services.model.secret import Secret
from services.smtp.result import SmtpOutcome, SmtpResult
from tui.base.dialog import Dialog
from tui.commands.bindings import bindings
from widgets.notice import Kind, Notice
from widgets.plain import visible

SPEAKERS = {"client": "C:", "server": "S:"}
"""As in the examples of RFC 5321."""


class ConversationDialog(Dialog[bool]):
    """The outcome, then every line. Answers whether the doctor is wanted."""

    title_text = "SMTP transcript"
    is_read = True
    AUTO_FOCUS = "#content"
    BINDINGS = bindings("copy", "credential.doctor")
    footer: ClassVar[tuple[str, ...]] = ("credential.doctor", "copy", "back")

    def __init__(self, result: SmtpResult, arrival: Callable[[], str] | None = None) -> None:
        """`arrival` finds out, in a thread, what is known of whether an accepted message arrives."""
        super().__init__()
        self._result = result
        self._arrival = arrival

    def body(self) -> ComposeResult:
        """The outcome, and every line of both sides."""
        yield Notice()
        if self._arrival:
            yield Static(id="arrival", classes="text", markup=False)
        yield Static(self._text, classes="text", markup=False)

    def on_mount(self) -> None:
        """Show the outcome, with what to do next."""
        result = self._result
        doctor = self.app.key("credential.doctor")
        lead = f" Press {doctor} to open Doctor after you close the credential." if result.is_refusal else ""
        kind: Kind = "info" if result.outcome is SmtpOutcome.WORKS else "warning"
        self.query_one(Notice).show(kind, result.says, hint=f"{result.next_step}{lead}".strip())
        if self._arrival:
            self.ask("arrival", self._arrival, self._show_arrival, self.app.remember)

    def _show_arrival(self, told: str) -> None:
        self.query_one("#arrival", Static).update(visible(told))

    @property
    def _text(self) -> str:
        """The lines; they come without the credential and without control characters."""
        return "\n".join(f"{SPEAKERS[line.who]} {line.text}" for line in self._result.conversation)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The doctor is offered for a rejection only."""
        if action == "credential_doctor" and not self._result.is_refusal:
            return False
        return super().check_action(action, parameters)

    def action_copy(self) -> None:
        """Copy the conversation, which has no password in it."""
        clipboard = self.app.clipboards.new()
        self.ask(
            "copy",
            lambda: clipboard.copy(Secret(self._text)),
            lambda outcome: self.app.say(f"SMTP transcript: {outcome.says()}"),
            self.app.remember,
        )

    def action_credential_doctor(self) -> None:
        """Close, and have the doctor asked."""
        self.dismiss(True)

    def action_back(self) -> None:
        """Close, without a question for the doctor."""
        self.dismiss(False)

    def action_quit_now(self) -> None:
        """Quitting leaves this first: a credential is below."""
        self.action_back()
