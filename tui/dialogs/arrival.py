"""Deliverability: what is known of whether mail from an approved sender arrives, with the DNS record to copy."""

from collections.abc import Iterator
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from services.api.session import Session
from services.doctor.arrival import Arrival
from services.doctor.fixes import PublishRecord
from services.doctor.report import Check
from services.model.errors import OciSmtpError, UsageError
from services.model.secret import Secret
from services.resources.compartments import CompartmentTree
from services.resources.senders import ApprovedSender
from services.smtp.probe import check_address
from tui.base.dialog import Dialog
from tui.commands.bindings import bindings
from tui.format.findings import SIGNS
from widgets.facts import Facts
from widgets.field import Field
from widgets.notice import Notice
from widgets.plain import visible


class ArrivalDialog(Dialog[None]):
    """The checks of one sender as they come, and of one recipient that is asked about."""

    is_read = True
    submit_word = "Check"
    AUTO_FOCUS = "#content"
    BINDINGS = [
        *bindings("arrival.copy_name", "arrival.copy_value", "arrival.recipient"),
        Binding("enter,q", "back", "Close"),
    ]
    footer: ClassVar[tuple[str, ...]] = ("arrival.copy_name", "arrival.copy_value", "arrival.recipient", "back")

    facts = getters.query_one(Facts)
    notice = getters.query_one(Notice)
    recipient = getters.query_one(Field)

    def __init__(self, session: Session, sender: ApprovedSender, tree: CompartmentTree) -> None:
        super().__init__()
        self.title_text = f"Deliverability: {visible(sender.address)}"
        self._session = session
        self._sender = sender
        self._tree = tree
        self._of_sender: list[Check] = []
        self._of_recipient: list[Check] = []

    def body(self) -> ComposeResult:
        """The recipient, and what was found."""
        yield Field("Recipient", "address to check on the suppression list")
        yield Notice()
        yield Facts()

    def on_mount(self) -> None:
        """Read what decides."""
        super().on_mount()
        self.notice.show("info", "Loading the email domain, DKIM, SPF, and limits…")
        session, sent_from = self._session, (self._sender, self._tree)
        self.stream(
            "arrival",
            lambda: Arrival(session, sent_from).others(),
            self._sender_checked,
            self.notice.hide,
            self._failed,
        )

    def _read(self) -> Iterator[Check]:
        """What is known of the sender, as it comes. Runs in a worker."""
        return Arrival(self._session, (self._sender, self._tree)).others()

    def _sender_checked(self, check: Check) -> None:
        self._of_sender.append(check)
        self._show()

    def _recipient_checked(self, checks: list[Check]) -> None:
        self._of_recipient = checks
        self._show()

    def _show(self) -> None:
        checks = (*self._of_recipient, *self._of_sender)
        self.facts.facts = tuple(line for check in checks for line in _lines_of(check))
        self.refresh_bindings()

    def _failed(self, error: OciSmtpError) -> None:
        self.app.remember(error)
        self.notice.show("error", f"{error.title}: {error.cause}", hint=error.next_step)

    @on(Input.Submitted)
    def _recipient_entered(self, event: Input.Submitted) -> None:
        event.stop()
        session, address = self._session, self.recipient.value
        try:
            check_address(address)
        except UsageError as error:
            self.notice.show("warning", error.cause, hint=error.next_step)
            return
        self.notice.hide()
        self._recipient_checked([])
        self.query_one("#content").focus()
        self.ask(
            "recipient",
            lambda: list(Arrival(session, None, address).recipient()),
            self._recipient_checked,
            self._failed,
        )

    @property
    def _records(self) -> list[PublishRecord]:
        """What is to be published."""
        return [check.fix for check in self._of_sender if isinstance(check.fix, PublishRecord)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Copying is offered where a record waits to be published."""
        if action in ("arrival_copy_name", "arrival_copy_value") and not self._records:
            return False
        return super().check_action(action, parameters)

    def action_arrival_copy_name(self) -> None:
        """Copy the name of the record, or of each a line."""
        self._copy([record.name for record in self._records], "Record name")

    def action_arrival_copy_value(self) -> None:
        """Copy the value of the record, or of each a line."""
        self._copy([record.value for record in self._records], "Record value")

    def _copy(self, texts: list[str], what: str) -> None:
        clipboard = self.app.clipboards.new()
        self.ask(
            "copy",
            lambda: clipboard.copy(Secret("\n".join(texts))),
            lambda outcome: self.app.say(f"{what}: {outcome.says()}"),
            self.app.remember,
        )

    def action_arrival_recipient(self) -> None:
        """Type the address of a recipient."""
        self.recipient.input.focus()

    def action_back(self) -> None:
        """From the recipient to the text, and from there out."""
        if self.recipient.input.has_focus:
            self.query_one("#content").focus()
        else:
            super().action_back()


def _lines_of(check: Check) -> list[tuple[str, str]]:
    """A check as facts: its sign and what was found, then the evidence, and what to do."""
    lines = [(SIGNS[check.finding], check.detail), *(("", text) for text in check.evidence)]
    if isinstance(check.fix, PublishRecord):
        lines.append(("", f"Publish this {check.fix.type} record in DNS."))
    elif check.fix:
        lines.append(("", check.fix.describe()))
    return lines
