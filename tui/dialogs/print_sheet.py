"""Print: a sheet on a printer that the person names."""

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from services.delivery import Package, Receipt
from services.delivery.printer import NOT_ELSEWHERE, PrintChannel
from services.system import cups
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.delivery_progress import DeliveryDialog
from widgets.field import Field
from widgets.menu import Choice, Menu
from widgets.notice import Notice

RISK = (
    "The password is sent to the printer in plain text. The job is removed from the CUPS spool afterwards, but the "
    "printer might keep a copy. Collect the page yourself."
)


class PrintSheetDialog(DeliveryDialog):
    """Answers a receipt that is verified once the check word was read from the sheet."""

    title_text = "Print"
    submit_word = "Check"
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    PrintSheetDialog {
        #queues { height: auto; }
        Menu { max-height: 8; }
    }
    """
    ways = getters.query_one("#queues", Vertical)
    check = getters.query_one(Field)

    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self._printing: PrintChannel | None = None
        self._receipt: Receipt | None = None

    def body(self) -> ComposeResult:
        """Why to think twice, the queues, and what becomes of it."""
        yield Static(RISK, classes="text")
        yield Vertical(id="queues")
        yield Notice()
        yield Field("Check word", "printed at the end of the page")

    def on_mount(self) -> None:
        """Look for the print queues of CUPS."""
        self.check.display = False
        self.notice.show("info", "Searching for printers…")
        self.ask("queues", self._queues, self._offer, self.trouble, keys_wait=True)

    def on_unmount(self) -> None:
        """Whatever ends the program while the printer is waited for, the sheet does not stay in the spool."""
        if self._printing:
            self._printing.abandon()

    def _queues(self) -> list[tuple[str, str]]:
        """Each print queue, and the device that it prints on. Runs in a worker."""
        cups.check_purge()
        return [(queue, cups.device(queue)) for queue in cups.queues()]

    def _offer(self, found: list[tuple[str, str]]) -> None:
        if not found:
            self.notice.show("warning", "No CUPS printer is configured on this machine.", hint=NOT_ELSEWHERE)
            return
        menu = Menu(*(Choice(queue, queue, where) for queue, where in found))
        self.ways.mount(menu)
        menu.focus()
        self.notice.hide()

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.run_flow(self._print(event.option_id or ""))

    async def _print(self, queue: str) -> None:
        """Print a sheet, if the person means it."""
        question = ConfirmDialog("Print the password", f"Print one page on {queue}?", confirm="Print", typed=queue)
        if await self.app.question(question) and not self.is_delivering:
            self._printing = printing = PrintChannel(queue)
            self.deliver(lambda: printing.deliver(self.package), f"Printing on {queue}…", self._printed)

    def _printed(self, receipt: Receipt) -> None:
        self.is_delivering = False
        self._receipt = receipt
        self.ways.display = False
        self.check.display = True
        self.check.input.focus()
        self.notice.show(
            "info", receipt.message, hint="Enter the check word from the page to confirm that you have it."
        )

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._receipt is None or self._printing is None:
            return
        if self._printing.seen(event.value):
            place = self._receipt.place
            self.dismiss(Receipt(place, True, f"Printed on {self._printing.queue} and confirmed by its check word."))
        else:
            told, hint = "The check word doesn't match this page.", "The check word is at the end of the page."
            self.notice.show("warning", told, hint=hint)

    def action_back(self) -> None:
        """Leave; a sheet that no person has seen is no delivery."""
        if self._receipt is not None:
            self.dismiss(self._receipt)
        else:
            super().action_back()
