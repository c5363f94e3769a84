"""Writing the encrypted text to a new file."""

import re
from collections.abc import Iterable, Mapping

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from services.delivery import DeliveryChannel, Package
from services.delivery.draft import MailDraft
from services.delivery.new_file import chosen_path
from services.delivery.seal import Seal
from services.delivery.sealed_file import SealedFile
from tui.dialogs.delivery_progress import DeliveryDialog
from widgets.field import Field
from widgets.notice import Notice

Entered = Mapping[str, str]
"""What is in each field, by its id."""


class WriteFileDialog(DeliveryDialog):
    """Asks for the file. What is already there is never written over."""

    title_text = "Encrypted file"
    submit_word = "Write"

    def __init__(self, package: Package, seal: Seal) -> None:
        super().__init__(package)
        self.seal = seal

    def body(self) -> ComposeResult:
        """What is written, and the fields."""
        yield Static("Save to a new file (mode 0600) that only the recipient can decrypt:", classes="text")
        yield from self.fields()
        yield Notice()

    def fields(self) -> Iterable[Field]:
        """What to ask for, the file last."""
        yield Field("File", value=f"~/smtp-{_plain(self.package.user.name)}{self.seal.suffix}", id="file")

    def channel(self, entered: Entered) -> DeliveryChannel:
        """The chosen channel; called in a worker.

        Raises:
            UsageError: the file cannot be made there.
        """
        return SealedFile(chosen_path(entered["file"]), self.seal)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        entered = {field.id or "": field.value for field in self.query(Field)}
        self.deliver(lambda: self.channel(entered).deliver(self.package), "Encrypting and writing…")


class WriteDraftDialog(WriteFileDialog):
    """Asks for the address, too."""

    title_text = "Mail draft"

    def fields(self) -> Iterable[Field]:
        """The address, which may stay empty, and the file."""
        yield Field("To", "email address (optional)", self.package.user.email, id="to")
        yield Field("File", value=f"~/smtp-{_plain(self.package.user.name)}.eml", id="file")

    def channel(self, entered: Entered) -> DeliveryChannel:
        """A mail draft with the encrypted text attached."""
        return MailDraft(chosen_path(entered["file"]), self.seal, entered["to"])


def _plain(name: str) -> str:
    """A user's name as a file may be called."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-.")[:40] or "credential"
