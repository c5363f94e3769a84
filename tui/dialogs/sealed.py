"""Where the encrypted text goes, once the person has looked at whom it is for."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from services.clipboard import CopyState
from services.delivery import NotDeliveredError, Package, Receipt
from services.delivery.seal import Seal, letter
from services.model.secret import Secret
from tui.dialogs.delivery_progress import DeliveryDialog
from tui.dialogs.send_sealed import SendSealedDialog
from tui.dialogs.write_sealed import WriteDraftDialog, WriteFileDialog
from widgets.facts import Facts
from widgets.menu import Choice, Menu
from widgets.notice import Notice

VERIFY = "Verify the fingerprint with the recipient, for example by phone. Anyone can create a key under any name."


class SealedDialog(DeliveryDialog):
    """Shows every recipient before anything is encrypted; the first choice is to go back."""

    title_text = "Encrypt for"
    AUTO_FOCUS = "Menu"

    def __init__(self, package: Package, seal: Seal) -> None:
        super().__init__(package)
        self._seal = seal

    def body(self) -> ComposeResult:
        """Recipients, and where it can go."""
        yield Static("Only the owner of this key can decrypt it:", classes="text")
        yield Facts(self._seal.recipients)
        yield Static(VERIFY, classes="text")
        yield Menu(
            Choice("Back", "back", "choose a different key"),
            Choice("Write a file", "file", f"encrypted file, for example message{self._seal.suffix}"),
            Choice("Write a mail draft", "draft", ".eml file with the encrypted text"),
            Choice("Send it by mail", "send", "with an SMTP credential saved in the keyring"),
            Choice("Copy the encrypted text", "copy", "safe to paste"),
        )
        yield Notice()

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        package, seal = self.package, self._seal
        if event.option_id == "file":
            self.run_flow(self._answer_as(WriteFileDialog(package, seal)))
        elif event.option_id == "draft":
            self.run_flow(self._answer_as(WriteDraftDialog(package, seal)))
        elif event.option_id == "send":
            self.run_flow(self._answer_as(SendSealedDialog(package, seal)))
        elif event.option_id == "copy":
            self.deliver(self._copy, "Copying the encrypted text…")
        else:
            self.action_back()

    async def _answer_as(self, dialog: DeliveryDialog) -> None:
        receipt = await self.app.question(dialog)
        if receipt:
            self.dismiss(receipt)

    def _copy(self) -> Receipt:
        """Copy the encrypted text. A clipboard isn't read back, so nothing is verified. Runs in a worker."""
        sealed = self._seal.seal(letter(self.package))
        outcome = self.app.clipboards.new().copy(Secret(sealed.decode("ascii")))
        if outcome.state is CopyState.UNAVAILABLE:
            raise NotDeliveredError(f"Couldn't copy the encrypted text. {outcome.message}", outcome.advice)
        told = f"The encrypted text: {outcome.says()} Paste it now. Don't close the credential until it arrives."
        return Receipt("the clipboard", False, told)
