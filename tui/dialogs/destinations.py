"""Where the password of a credential may be: each place is named, and emptied only where the person says so."""

from collections.abc import Sequence

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Static

from services.delivery.destination_status import DestinationStatus
from services.delivery.destinations import Destinations
from services.delivery.leftovers import write_off
from services.model.destination import VAULT, Destination
from services.model.errors import OciSmtpError
from tui.base.busy_dialog import BusyDialog
from tui.dialogs.confirm import ConfirmDialog
from tui.format.destination_text import removal_of, told_of
from widgets.menu import Choice, Menu
from widgets.notice import Notice
from widgets.plain import visible

UNDONE = "You can't undo this."
CONSEQUENCE = {VAULT: "For 30 days, you can cancel its deletion in the Console."}
"""What it means to empty a place, where that can be undone."""

LEAVE = Choice("Keep everything", "leave")


class DestinationsDialog(BusyDialog[None]):
    """Names the destinations. What can be removed from here is offered, one after the other."""

    title_text = "Where the password is"
    AUTO_FOCUS = "Menu"
    notice = getters.query_one(Notice)
    ways = getters.query_one(Menu)

    def __init__(self, findings: Sequence[DestinationStatus]) -> None:
        super().__init__()
        self._findings = list(findings)
        self._removed: set[int] = set()

    def body(self) -> ComposeResult:
        """Each place with what was seen there, and what can be done."""
        for finding in self._findings:
            yield Static(visible(told_of(finding)), classes="text", markup=False)
        yield Menu(LEAVE, *self._choices())
        yield Notice()

    def _choices(self) -> list[Choice]:
        is_locked = self.app.options.read_only
        return [
            Choice(removal_of(found), str(at), found.destination.name, enabled=not is_locked)
            for at, found in enumerate(self._findings)
            if found.can_be_emptied
        ]

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        chosen = event.option_id or ""
        if not chosen.isdigit():
            self.dismiss_unless_busy()
            return
        if self.says_busy():
            return
        at = int(chosen)
        if at in self._removed:
            self.notice.show("info", "Already deleted.")
            return
        self.run_flow(self._delete(at))

    async def _delete(self, at: int) -> None:
        """Delete the password there, if the person means it."""
        place = self._findings[at].destination
        question = ConfirmDialog(
            removal_of(self._findings[at]),
            f"{told_of(self._findings[at])} {CONSEQUENCE.get(place.kind, UNDONE)}",
            confirm="Delete",
        )
        if not await self.app.question(question):
            return
        try:
            told = await self.changing("Deleting…", lambda: self._empty(place))
        except OciSmtpError as error:
            self.app.remember(error)
            self.notice.show("error", f"{error.title}: {error.cause}", hint=error.next_step)
            return
        self._removed.add(at)
        row = 1 + [index for index, found in enumerate(self._findings) if found.can_be_emptied].index(at)
        self.ways.annotate(row, "done")
        self.notice.show("info", told)

    def _empty(self, place: Destination) -> str:
        """Delete the password at a destination, and note that in the journal. Runs in a worker."""
        connection = self.app.connection
        told = Destinations(connection.session).empty(place)
        write_off(connection.journal, place)
        return told
