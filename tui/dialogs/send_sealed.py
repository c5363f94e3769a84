"""Sending the encrypted text through an SMTP account that the person names."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from services.delivery import Package, Receipt
from services.delivery.mail import OutgoingMail, SealedMail
from services.delivery.seal import Seal
from tui.dialogs.delivery_progress import DeliveryDialog
from widgets.field import Field
from widgets.notice import Notice


class SendSealedDialog(DeliveryDialog):
    """Asks for account and addresses. The account's password comes from the keyring: it is never typed here."""

    title_text = "Send by mail"
    submit_word = "Send"

    def __init__(self, package: Package, seal: Seal) -> None:
        super().__init__(package)
        self._seal = seal

    def body(self) -> ComposeResult:
        """Account, sender, and recipient."""
        yield Static("Send through Email Delivery with an SMTP credential from this keyring:", classes="text")
        yield Field("User name", "ocid1.user…", id="account")
        yield Field("From", "an approved sender", id="from")
        yield Field("To", "address", self.package.user.email, id="to")
        yield Notice()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        account, sender, recipient = (self.query_one(f"#{name}", Field).value for name in ("account", "from", "to"))
        outgoing = OutgoingMail(self.package.endpoint, account, sender, recipient)
        self.deliver(lambda: self._send(outgoing), "Sending…")

    def _send(self, outgoing: OutgoingMail) -> Receipt:
        """Encrypt the credential, and send it. Runs in a worker."""
        session = self.app.connection.session
        return SealedMail.through_keyring(outgoing, self._seal, session).deliver(self.package)
