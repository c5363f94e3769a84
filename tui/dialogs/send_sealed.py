"""Sending the encrypted text through an SMTP account that the person names."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from services.delivery import NotDeliveredError, Package, Receipt
from services.delivery.keyring import KeyringChannel
from services.delivery.mail import SealedMail
from services.delivery.seal import Seal
from services.smtp.message import Submission
from tui.dialogs.delivering import DeliveringDialog
from widgets.field import Field
from widgets.notice import Notice


class SendSealedDialog(DeliveringDialog):
    """Asks for account and addresses. The account's password comes from the keyring: nobody types it here."""

    title_text = "Send by mail"
    submit_word = "Send"

    def __init__(self, package: Package, seal: Seal) -> None:
        super().__init__(package)
        self._seal = seal

    def body(self) -> ComposeResult:
        """The fields."""
        yield Static("Through Email Delivery, with an SMTP user name that the keyring here has:", classes="text")
        yield Field("User name", "ocid1.user…", id="account")
        yield Field("From", "an approved sender", id="from")
        yield Field("To", "address", self.package.user.email, id="to")
        yield Notice()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        account, sender, recipient = (self.query_one(f"#{name}", Field).value for name in ("account", "from", "to"))
        self.deliver(lambda: self._send(account, sender, recipient), "Sending…")

    def _send(self, account: str, sender: str, recipient: str) -> Receipt:
        """Called in a worker."""
        session = self.app.connection.session
        password = KeyringChannel(session.region).find(account)
        if password is None:
            raise NotDeliveredError(
                f"The keyring has no password for '{account}' in {session.region}.",
                "Keep that credential there first, or write a draft instead.",
            )
        try:
            submission = Submission(self.package.endpoint, account, password, sender, recipient)
            trust = session.mail_server.trust if session.mail_server else None
            return SealedMail(submission, self._seal, trust).deliver(self.package)
        finally:
            password.wipe()
