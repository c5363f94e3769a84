"""Encrypting for a person, with age or OpenPGP: first whose key, and whether it is the right one."""

from typing import Generic, TypeVar

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Static

from services.delivery import Package
from services.delivery.age import AgeSeal
from services.delivery.age_recipients import Recipients, find_recipients
from services.delivery.gpg import GpgSeal
from services.delivery.gpg_keys import GpgKey, find_key
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


class SealWithAgeDialog(SealForDialog[Recipients]):
    """Collects recipients; with an empty line it continues."""

    title_text = "Encrypt with age"
    submit_word = "Add"
    question = "Public key (age1…, ssh-ed25519, or ssh-rsa) or path to a file of public keys:"
    placeholder = "age1… or ~/anna.pub"

    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self._recipients = Recipients(())

    def find(self, text: str) -> Recipients:
        """The keys of a line or a file."""
        return find_recipients([text])

    def found(self, what: Recipients) -> None:
        """Show them, and ask for more."""
        self._recipients += what
        self.facts.facts = self._seal.recipients
        self.recipient.input.value = ""
        self.notice.show("info", "Add another recipient, or press enter to continue.")

    def entered(self, text: str) -> None:
        """Add a recipient, or continue with those there are."""
        if text or not self._recipients.keys:
            super().entered(text)
        else:
            self.run_flow(self.deliver_sealed(self._seal))

    @property
    def _seal(self) -> AgeSeal:
        return AgeSeal(self._recipients)


class SealWithGpgDialog(SealForDialog[GpgKey]):
    """Resolves a name to one whole fingerprint, which the next dialog has confirmed."""

    title_text = "Encrypt with OpenPGP"
    question = "Recipient's key fingerprint, or a name or email that matches exactly one key in your gpg keyring:"
    placeholder = "fingerprint, or anna@example.com"

    def find(self, text: str) -> GpgKey:
        """The key, if it may be used."""
        return find_key(text)

    def found(self, what: GpgKey) -> GpgSeal:
        """Have it looked at."""
        return GpgSeal(what)
