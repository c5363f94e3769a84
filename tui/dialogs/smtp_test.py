"""Proof that a credential works: a test sign-in, and a test message sent on purpose."""

import threading

from textual import getters
from textual.await_complete import AwaitComplete

from services.model.errors import OciSmtpError
from services.model.secret import Secret
from services.model.values import Endpoint, User
from services.smtp.channel import Trust
from services.smtp.message import TestMessage, send_test_message
from services.smtp.probe import Login, try_login
from services.smtp.result import SmtpResult
from tui.base.dialog import Dialog
from tui.base.messages import OpenDoctor
from tui.commands.bindings import bindings
from tui.dialogs.send_test import Envelope, SendTestDialog
from widgets.notice import Kind, Notice


class SmtpTestDialog(Dialog[None]):
    """A dialog about a credential that can be tried at the SMTP server."""

    BINDINGS = bindings("credential.test", "credential.send", "credential.doctor")
    is_new = False
    """Whether the credential was just made, so that a rejection may mean *not yet*."""

    owner = ""
    """Name or OCID of its user, for the doctor; empty where that is not known."""

    proof = getters.query_one("#proof", Notice)

    def __init__(self, smtp_user_name: str, secret: Secret) -> None:
        super().__init__()
        self.smtp_user_name = smtp_user_name
        self.secret = secret
        self.endpoint: Endpoint | None = None
        self.stop = threading.Event()
        """Set when the dialog is left."""
        self._is_testing = False
        self._envelope = Envelope("", "")
        self._refused_sender: str | None = None
        """Of the last result, where it was a rejection; empty after a test sign-in, which has no sender."""
        self._doctor_for: tuple[str, str] | None = None

    def before_seen(self) -> None:
        """Called in a worker before the password is drawn, copied or sent.

        Raises:
            OciSmtpError: it must not.
        """

    def tested(self, result: SmtpResult) -> None:
        """Called with the result of every test sign-in."""

    def action_credential_test(self) -> None:
        """Sign in, and send nothing. One test at a time: the service throttles who tries too often."""
        if self.endpoint is None:
            self.proof.show("info", "Still looking up the SMTP server.")
        elif not self._is_testing:
            self._is_testing = True
            login = Login(self.endpoint, self.smtp_user_name, self.secret, is_new=self.is_new)
            self.proof.show("info", f"Signing in to {self.endpoint.host}…")
            self.ask("test", lambda: self._try(login), self._tried, self._not_tried)

    def _try(self, login: Login) -> SmtpResult:
        """Sign in to the SMTP server, again while a new credential may not be known there. Runs in a worker."""
        self.before_seen()
        return try_login(login, trust=self._trust(), wait=self.stop.wait, on_try=self._say_try)

    def _say_try(self, number: int) -> None:
        if number > 1:
            told = f"Rejected so far. A new credential can take a minute to become active. Attempt {number}…"
            self.call_later(self.proof.show, "info", told)

    def _tried(self, result: SmtpResult) -> None:
        self._is_testing = False
        self._note(result)
        self.tested(result)
        kind: Kind = "info" if result.credential_works else "warning"
        doctor = self.app.key("credential.doctor")
        lead = f" Press {doctor} to open Doctor." if self._refused_sender is not None else ""
        reply = f"{result.code} {result.reply}" if result.code else ""
        self.proof.show(kind, f"{result.says} {reply}".strip(), hint=f"{result.next_step}{lead}".strip())

    def _not_tried(self, error: OciSmtpError) -> None:
        self._is_testing = False
        self.app.remember(error)
        self.proof.show("error", error.cause, hint=error.next_step)

    def action_credential_send(self) -> None:
        """Ask from whom and to whom a test message goes."""
        if self.endpoint is None:
            self.proof.show("info", "Still looking up the SMTP server.")
        else:
            self.run_flow(self._send_message(self.endpoint))

    async def _send_message(self, endpoint: Endpoint) -> None:
        if await self.app.question(SendTestDialog(endpoint, self._envelope, self._send)):
            self.action_credential_doctor()

    def _send(self, envelope: Envelope) -> SmtpResult:
        """Send one message, and note what came of it. Runs in a worker."""
        self._envelope = envelope
        self.before_seen()
        assert self.endpoint is not None  # the dialog did not open without it
        message = TestMessage(self.endpoint, self.smtp_user_name, self.secret, envelope.sender, envelope.recipient)
        result = send_test_message(message, trust=self._trust())
        self._note(result, envelope.sender)
        return result

    def _note(self, result: SmtpResult, sender: str = "") -> None:
        """Remember where it was reached, and what the doctor may be asked."""
        if result.credential_works:
            self.endpoint = result.endpoint
        self._refused_sender = sender if result.is_refusal else None

    def action_credential_doctor(self) -> None:
        """Have the doctor opened once this dialog is closed: never before, it may hold the only copy."""
        if self._refused_sender is None:
            test, send = self.app.key("credential.test"), self.app.key("credential.send")
            told = f"No test has failed yet. Press {test} to test the sign-in or {send} to send a message."
            self.proof.show("info", told)
            return
        self._doctor_for = (self._refused_sender, self.owner)
        self.proof.show("info", "Doctor opens with the sender and user filled in when you close this dialog.")

    def answer(self, result: None) -> AwaitComplete:
        """Close, and continue to the doctor if the person asked for it."""
        closing = super().answer(result)
        if self._doctor_for:
            self.app.post_message(OpenDoctor(*self._doctor_for))
        return closing

    def _trust(self) -> Trust | None:
        """The certificates to trust, where the session names them; None for those of the system."""
        mail_server = self.app.connection.session.mail_server
        return mail_server.trust if mail_server else None


def question_name(user: User) -> str:
    """What finds the user again: the name, or where several domains may have that name the OCID."""
    return user.ocid if user.domain else user.name
