"""Send a test message: from which approved sender, to whom, and are you sure."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from services.doctor.arrival import Arrival
from services.doctor.arrival_checks import check_domain, in_short
from services.model.errors import OciSmtpError, UsageError
from services.model.values import Endpoint
from services.resources.compartments import CompartmentTree, read_tree
from services.resources.senders import ACTIVE, ApprovedSender, SendersOfCompartment, approved_senders
from services.smtp.probe import check_address
from services.smtp.result import SmtpOutcome, SmtpResult
from tui.base.dialog import Dialog
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.conversation import ConversationDialog
from widgets.combo_input import ComboInput
from widgets.field import Field
from widgets.notice import Notice

CHOOSING = "Press down to choose and right to complete."
"""Keys of the field, which can't be remapped."""


_UNSEEN = "The approved sender isn't visible to you."
_ACCEPTED = (SmtpOutcome.WORKS, SmtpOutcome.SUPPRESSED)


class Envelope(NamedTuple):
    """From whom to whom."""

    sender: str
    recipient: str


class SureDialog(ConfirmDialog):
    """Whether one real message may leave. It stands over a credential, so quitting leaves only the question."""

    def action_quit_now(self) -> None:
        """Quitting leaves the question first."""
        self.action_back()


class SendTestDialog(Dialog[bool]):
    """Sends at most one message a confirmation, and answers whether the doctor is wanted.

    `send` has the password. While a message is in progress it cannot be left, for its outcome is told once.
    """

    title_text = "Send a test message"
    AUTO_FOCUS = "#sender ComboInput"
    sender = getters.query_one("#sender", Field)
    recipient = getters.query_one("#recipient", Field)
    notice = getters.query_one(Notice)

    def __init__(self, endpoint: Endpoint, envelope: Envelope, send: Callable[[Envelope], SmtpResult]) -> None:
        super().__init__()
        self._endpoint = endpoint
        self._before = envelope
        self._send = send
        self._senders: list[ApprovedSender] = []
        self._tree: CompartmentTree | None = None
        self._is_sending = False

    def body(self) -> ComposeResult:
        """Both addresses, and what is known of the senders."""
        told = "Sends one real message through Email Delivery. You confirm before it's sent."
        yield Static(told, classes="text")
        sender = ComboInput("an approved sender, such as orders@example.com")
        yield Field("From", value=self._before.sender, id="sender", line=sender)
        yield Field("To", "a mailbox that you can check", self._before.recipient, id="recipient")
        yield Static("Loading approved senders…", id="known", classes="text", markup=False)
        yield Notice()

    def on_mount(self) -> None:
        """Look for senders to choose from; one can be typed without them."""
        self.stream("senders", self._all_senders, self._senders_came, self._all_came, self._unreadable)

    def _all_senders(self) -> Iterator[SendersOfCompartment]:
        """Approved senders, compartment by compartment. Runs in a worker."""
        session = self.app.connection.session
        self._tree, _ = read_tree(session)
        return approved_senders(session, self._tree)

    def _senders_came(self, found: SendersOfCompartment) -> None:
        self._senders += [item for item in found.senders if item.state == ACTIVE]
        addresses = [item.address for item in self._senders]
        line = self.sender.input
        assert isinstance(line, ComboInput)  # the one that we gave it
        line.choices = sorted(addresses, key=lambda address: (address.startswith("@"), address.casefold()))
        self._show_known(f"{len(self._senders)} approved senders so far. {CHOOSING}")

    def _all_came(self) -> None:
        count = len(self._senders)
        if count:
            self._show_known(f"{count} approved sender{'s' if count > 1 else ''}. {CHOOSING}")
        else:
            self._show_known("No active approved sender is visible to you. Enter an address.")

    def _unreadable(self, error: OciSmtpError) -> None:
        self.app.remember(error)
        self._show_known("Can't read the approved senders. Enter an address.")

    def _show_known(self, text: str) -> None:
        self.query_one("#known", Static).update(text)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._is_sending:
            return
        self.notice.hide()
        if not self._is_address(self.sender, "From"):
            return
        if event.input is self.sender.input and not self.recipient.value:
            self.recipient.input.focus()
            return
        if not self._is_address(self.recipient, "To"):
            return
        self.run_flow(self._send_one(Envelope(self.sender.value, self.recipient.value)))

    async def _send_one(self, envelope: Envelope) -> None:
        """Send one message, if the person is sure, and show what the server said."""
        if not await self.app.question(_question(envelope, self._endpoint)):
            return
        self._is_sending = True
        self.notice.show("info", f"Sending through {self._endpoint.host}…")
        try:
            result = await self.background("send", lambda: self._send(envelope))
        except OciSmtpError as error:
            self.app.remember(error)
            self.notice.show("error", f"{error.title}: {error.cause}", hint=error.next_step)
            return
        finally:
            self._is_sending = False
        works = result.outcome is SmtpOutcome.WORKS
        self.notice.show("info" if works else "warning", result.says, hint=result.next_step)
        arrival = partial(self._arrival, envelope) if result.outcome in _ACCEPTED else None
        wants_doctor = await self.app.question(ConversationDialog(result, arrival))
        if wants_doctor or works:
            self.dismiss(bool(wants_doctor))

    def _arrival(self, envelope: Envelope) -> str:
        """What is known of whether an accepted message arrives, in short. Runs in a worker."""
        covering = [sender for sender in self._senders if sender.covers(envelope.sender)]
        sender = min(covering, key=lambda item: item.is_domain_wide, default=None)
        sent_from = (sender, self._tree) if sender and self._tree else None
        arrival = Arrival(self.app.connection.session, sent_from, envelope.recipient, with_limits=False)
        domain = envelope.sender.rpartition("@")[2]
        others = arrival.others() if sent_from else check_domain(domain, OciSmtpError(_UNSEEN))
        return in_short((*arrival.recipient(), *others))

    def _is_address(self, field: Field, label: str) -> bool:
        """Whether a field can be used; if not, say why and go there."""
        try:
            check_address(field.value)
        except UsageError as error:
            told = f"{label}: {error.cause}" if field.value else f"{label} is empty."
            self.notice.show("warning", told, hint=error.next_step)
            field.input.focus()
            return False
        return True

    def action_back(self) -> None:
        """Leave, unless a message is in progress."""
        if self._is_sending:
            self.notice.show("warning", "Message sent. Waiting for the server's reply…")
        else:
            self.dismiss(False)

    def action_quit_now(self) -> None:
        """Quitting leaves this first: the credential is below."""
        self.action_back()


def _question(envelope: Envelope, endpoint: Endpoint) -> ConfirmDialog:
    return SureDialog(
        "Send a test message",
        f"Sends one message from {envelope.sender} to {envelope.recipient} through {endpoint.host}:{endpoint.port}. "
        "It counts toward the tenancy's sending limits.",
        confirm="Send",
    )
