"""Client settings: which program will send the mail."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from services.delivery import Package, Receipt
from services.delivery.clients import CannotCarryError, ClientFormat, SmtpAccount
from services.delivery.clients.catalogue import BY_ID, FORMATS
from tui.dialogs.client_preview import ClientPreviewDialog
from tui.dialogs.delivery_progress import DeliveryDialog
from widgets.menu import Choice, Menu
from widgets.notice import Notice


class ClientSettingsDialog(DeliveryDialog):
    """Asks for the format, and answers what came of its settings."""

    title_text = "Client settings"
    AUTO_FOCUS = "Menu"
    DEFAULT_CSS = """
    ClientSettingsDialog Menu { max-height: 12; }
    """

    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self._copied: Receipt | None = None

    def body(self) -> ComposeResult:
        """A menu with every format."""
        yield Static("Choose an application:", classes="text")
        yield Menu(*(Choice(each.name, each.id) for each in FORMATS))
        yield Notice()

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        client = BY_ID[event.option_id or ""]
        trouble = self._trouble_with(client)
        if trouble:
            self.notice.show("warning", trouble.cause, hint=trouble.next_step)
        else:
            self.notice.hide()
            self.run_flow(self._preview(client))

    async def _preview(self, client: ClientFormat) -> None:
        """Show the settings. What goes together, such as the two parts for Postfix, is taken in one visit."""
        receipt = await self.app.question(ClientPreviewDialog(self.package, client))
        if receipt is not None and receipt.is_verified:
            self.dismiss(receipt)
        elif receipt is not None:
            self._copied = receipt if client.has_password else self._copied
            self.notice.show("info", receipt.message)

    def _trouble_with(self, client: ClientFormat) -> CannotCarryError | None:
        try:
            client.write(SmtpAccount.of(self.package))
        except CannotCarryError as error:
            return error
        return None

    def action_back(self) -> None:
        """Leave, with what was copied last."""
        self.dismiss(self._copied)
