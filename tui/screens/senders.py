"""Email Delivery › Approved Senders: every address that may send in this region, compartment by compartment."""

from collections.abc import Callable, Iterator

from textual import on

from services.directory import Json
from services.model.override import override
from services.model.values import Endpoint
from services.resources.compartments import CompartmentTree, read_tree
from services.resources.email import endpoint
from services.resources.senders import ApprovedSender, SendersOfCompartment, approved_senders, sender_record
from tui.base.connection import Connection
from tui.commands import registry
from tui.commands.bindings import bindings
from tui.commands.registry import BY_ID
from tui.format.ages import date
from tui.screens.list_screen import ListScreen
from widgets.row_index import Row
from widgets.table_columns import Column
from widgets.virtual_table import VirtualTable

COLUMNS = (
    Column("address", "Approved sender", fraction=1, min_width=22, priority=0),
    Column("compartment", "Compartment", fraction=1, min_width=16, priority=1),
    Column("state", "State", width=15, priority=2),
    Column("created", "Created", width=10, priority=3),
)
ROOT = "root compartment"


class SendersScreen(ListScreen):
    """Approved senders, streamed by compartment; a compartment that cannot be read is said, and the others stay."""

    BINDINGS = bindings("sender.arrival")
    footer = ("open", "filter", "copy", "refresh", "back", "command", "help")
    crumbs = ("Email Delivery", "Approved Senders")
    section = registry.SENDERS
    footer_words = {**ListScreen.footer_words, "select": BY_ID["sender.arrival"].label}
    columns = COLUMNS
    loading_text = "Loading approved senders…"
    none_text = "No approved senders in this region are visible to you."
    unread_text = "Couldn't read the approved senders."

    def __init__(self) -> None:
        super().__init__()
        self._tree: CompartmentTree | None = None
        self._senders: dict[str, ApprovedSender] = {}
        self._unread: list[str] = []

    def load(self) -> None:
        """Ask for the compartments, then for the senders of each."""
        self._senders, self._unread = {}, []
        self.notice.hide()
        self.table.replace_rows([])
        self.filter_bar.state = "loading…"
        connection = self.app.connection
        self.stream("senders", lambda: self._all_senders(connection), self._came, self._all_came, self.show_failure)
        self.ask("endpoint", lambda: endpoint(connection.session), self._endpoint_read, self.app.remember)

    @on(VirtualTable.Selected)
    def _sender_chosen(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.action_sender_arrival()

    def action_sender_arrival(self) -> None:
        """Show what is known of whether mail from the sender under the cursor arrives."""
        from tui.dialogs.arrival import ArrivalDialog

        sender = self._senders.get(self.table.highlighted or "")
        if sender and self._tree:
            self.app.push_screen(ArrivalDialog(self.app.connection.session, sender, self._tree))
        else:
            self.toast("Select an approved sender first.", "warning")

    def _all_senders(self, connection: Connection) -> Iterator[SendersOfCompartment]:
        """Approved senders, compartment by compartment. Runs in a worker."""
        session = connection.session
        self._tree, error = read_tree(session)
        yield from approved_senders(session, self._tree)
        if error:
            raise error

    def _came(self, found: SendersOfCompartment) -> None:
        if found.error:
            self._unread.append(self._path(found.compartment))
            self.app.remember(found.error)
        self._senders.update((sender.ocid, sender) for sender in found.senders)
        self.table.append_rows([self._row(sender) for sender in found.senders])
        self.show_count()

    def _all_came(self) -> None:
        self.is_whole = True
        self.filter_bar.state = "up to date"
        self.show_emptiness()
        if self._unread:
            self.filter_bar.state = "incomplete"
            if not self._senders:
                self.table.empty_text = self.unread_text
            count = len(self._unread)
            what = "1 compartment" if count == 1 else f"{count} compartments"
            hint = f"Press {self.app.key('refresh')} to retry or {self.app.key('log')} for details."
            self.notice.show("warning", f"Couldn't read {what}: {', '.join(self._unread[:5])}.", hint=hint)

    def _endpoint_read(self, found: Endpoint) -> None:
        self.prompt.status = f"Server {found.host}, port {found.port}, {found.security_name}"

    def _path(self, compartment: str) -> str:
        return (self._tree.path(compartment) if self._tree else compartment) or ROOT

    def _row(self, sender: ApprovedSender) -> Row:
        return Row(sender.ocid, (sender.address, self._path(sender.compartment), sender.state, date(sender.created)))

    def action_copy(self) -> None:
        """Copy the address under the cursor, or the marked ones, one a line."""
        chosen = [self._senders[key].address for key in self.chosen_keys() if key in self._senders]
        if chosen:
            self.copy_text("\n".join(chosen), "Address" if len(chosen) == 1 else f"{len(chosen)} addresses")

    @override
    def record_here(self) -> tuple[str, Callable[[], Json]] | None:
        connection, sender = self.app.connection, self._senders.get(self.table.highlighted or "")
        return (sender.address, lambda: sender_record(connection.session, sender)) if sender else None

    @override
    def fields_here(self) -> list[tuple[str, str]]:
        sender = self._senders.get(self.table.highlighted or "")
        if sender is None:
            return []
        place = self._path(sender.compartment)
        return [
            ("Address", sender.address),
            ("OCID", sender.ocid),
            ("Compartment", place),
            ("Compartment OCID", sender.compartment),
        ]
