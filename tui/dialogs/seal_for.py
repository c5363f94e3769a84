"""Encrypting for a person: first whose key, and whether it is the right one."""

from typing import Generic, TypeVar

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Static

from services.delivery import Receipt
from services.delivery.seal import Seal
from tui.dialogs.delivery_progress import DeliveringDialog
from tui.dialogs.sealed import SealedDialog
from widgets.facts import Facts
from widgets.field import Field
from widgets.line_input import LineInput
from widgets.notice import Notice

Found = TypeVar("Found")


class SealForDialog(DeliveringDialog, Generic[Found]):
    """Looks for what was typed, in a thread; the subclass says what that is, and what follows."""

    submit_word = "Find"
    question = ""
    placeholder = ""
    recipient = getters.query_one(Field)
    facts = getters.query_one(Facts)
    notice = getters.query_one(Notice)

    def body(self) -> ComposeResult:
        """Question, answer, and what was found."""
        yield Static(self.question, classes="text")
        yield Field("Recipient", self.placeholder)
        yield Facts()
        yield Notice()

    def find(self, text: str) -> Found:
        """What was typed, found; called in a worker.

        Raises:
            OciSmtpError: it was not found, or cannot be used.
        """
        raise NotImplementedError

    def found(self, what: Found) -> None:
        """Go on with it."""
        raise NotImplementedError

    @on(LineInput.Submitted)
    def _entered(self, event: LineInput.Submitted) -> None:
        event.stop()
        self.entered(event.value.strip())

    def entered(self, text: str) -> None:
        """Look for a recipient."""
        if text:
            self.notice.hide()
            self.ask("find", lambda: self.find(text), self.found, self.trouble, keys_wait=True)

    def choose_place(self, seal: Seal) -> None:
        """Ask where the encrypted text goes."""
        self.app.push_screen(SealedDialog(self.package, seal), self._placed)

    def _placed(self, receipt: Receipt | None) -> None:
        if receipt:
            self.dismiss(receipt)
