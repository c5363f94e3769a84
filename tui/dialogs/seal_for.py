"""Encrypting for a person: first whose key, and whether it is the right one."""

from typing import Generic, TypeVar

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Static

from services.delivery.seal import Seal
from services.model.errors import OciSmtpError
from tui.dialogs.delivery_progress import DeliveryDialog
from tui.dialogs.sealed import SealedDialog
from widgets.facts import Facts
from widgets.field import Field
from widgets.line_input import LineInput
from widgets.notice import Notice

Found = TypeVar("Found")


class SealForDialog(DeliveryDialog, Generic[Found]):
    """Looks for what was typed, in a thread; the subclass says what that is, and what follows."""

    submit_word = "Find"
    question = ""
    placeholder = ""
    recipient = getters.query_one(Field)
    facts = getters.query_one(Facts)

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

    def found(self, what: Found) -> Seal | None:
        """Take it, and say for whom to encrypt; None where the person is to say more."""
        raise NotImplementedError

    @on(LineInput.Submitted)
    def _entered(self, event: LineInput.Submitted) -> None:
        event.stop()
        self.entered(event.value.strip())

    def entered(self, text: str) -> None:
        """Look for a recipient."""
        if text:
            self.run_flow(self._look_for(text))

    async def _look_for(self, text: str) -> None:
        self.notice.hide()
        try:
            what = await self.background("find", lambda: self.find(text), keys_wait=True)
        except OciSmtpError as error:
            self.trouble(error)
            return
        seal = self.found(what)
        if seal:
            await self.deliver_sealed(seal)

    async def deliver_sealed(self, seal: Seal) -> None:
        """Ask where the encrypted text goes, and answer what came of it."""
        receipt = await self.app.question(SealedDialog(self.package, seal))
        if receipt:
            self.dismiss(receipt)
