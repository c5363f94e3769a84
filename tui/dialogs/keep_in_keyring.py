"""Keeping a new credential in the keyring of this machine."""

from textual.app import ComposeResult

from services.delivery import Package
from services.delivery.keyring import KeyringChannel
from tui.dialogs.delivery_progress import DeliveryDialog
from widgets.notice import Notice


class KeepInKeyringDialog(DeliveryDialog):
    """Asks nothing: there is one keyring, and it was named before it was chosen."""

    title_text = "Save in the keyring"
    footer = ("back",)

    def __init__(self, package: Package, region: str) -> None:
        super().__init__(package)
        self._region = region

    def body(self) -> ComposeResult:
        """What comes of it."""
        yield Notice()

    def on_mount(self) -> None:
        """Save the credential in the keyring at once."""
        channel = KeyringChannel(self._region)
        self.deliver(lambda: channel.deliver(self.package), f"Saving in the {channel.name}…")
