"""Encrypting with age: for one key, several, or a file of them."""

from services.delivery import Package
from services.delivery.age import AgeSeal
from services.delivery.age_recipients import Recipients, find_recipients
from tui.dialogs.seal_for import SealForDialog


class SealWithAgeDialog(SealForDialog[Recipients]):
    """Collects recipients; with an empty line it continues."""

    title_text = "Encrypt with age"
    submit_word = "Add"
    question = "A public key (age1…, ssh-ed25519, ssh-rsa) or a file of such keys:"
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
        self.notice.show("info", "Enter alone goes on; or add another.")

    def entered(self, text: str) -> None:
        """Add a recipient, or continue with those there are."""
        if text or not self._recipients.keys:
            super().entered(text)
        else:
            self.run_flow(self.deliver_sealed(self._seal))

    @property
    def _seal(self) -> AgeSeal:
        return AgeSeal(self._recipients)
