"""New sending user: who it is, and where it sends from. Nothing is asked to be changed here."""

from collections.abc import Callable, Mapping
from typing import ClassVar, NamedTuple

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Input

from services.doctor.tenancy_snapshot import TenancySnapshot, look_around
from services.model.errors import OciSmtpError
from services.model.override import override
from services.sending_user.locations import NEW_GROUP, SendingPlace, groups_that_may, sending_places
from services.sending_user.wish import Wish, complaints
from tui.base.connection import Connection
from tui.base.messages import OpenPlan
from tui.base.place import Place
from tui.commands import registry
from widgets.field import Field
from widgets.notice import Notice
from widgets.row_index import Row
from widgets.table_columns import Column
from widgets.virtual_table import VirtualTable

COLUMNS = (
    Column("compartment", "Compartment", fraction=2, min_width=24, priority=0),
    Column("senders", "Approved senders", fraction=3, min_width=24, priority=1),
)
FIELDS = {
    "name": ("Name", "name of the sending user, such as billing.mailer"),
    "email": ("Email", "contact address, such as billing@example.com"),
    "description": ("Description", "what sends mail, such as billing-host"),
    "domain": ("Domain", ""),
    "group": ("Group", "its policy already allows sending"),
}
"""Label and hint of each field, by its id."""

LOADING = "Loading approved senders and policies…"
NO_SENDERS = "No approved sender in this region is visible to you. Create one first."


class _Known(NamedTuple):
    """What the form needs to know."""

    here: TenancySnapshot
    domains: list[str]
    needs_email: bool


class NewSenderScreen(Place):
    """A form; enter continues to the plan."""

    CSS_PATH = "new_sender.tcss"
    AUTO_FOCUS = "#name LineInput"
    footer: ClassVar[tuple[str, ...]] = ("open", "back", "command", "help")
    footer_words = {"submit": "Plan", "select": "Plan"}
    crumbs = ("Email Delivery", "New sending user")
    section = registry.SENDING

    table = getters.query_one(VirtualTable)
    notice = getters.query_one(Notice)

    def __init__(self, typed: Mapping[str, str] | None = None) -> None:
        """`typed` is what was typed before the form was left, by the ids of its fields."""
        super().__init__()
        self._typed = typed or {}
        self._known: _Known | None = None
        self._places: dict[str, SendingPlace] = {}

    def body(self) -> ComposeResult:
        """The fields, then the places to send from."""
        for name, (label, hint) in FIELDS.items():
            yield Field(label, hint, self._typed.get(name, ""), id=name)
        yield Notice()
        yield VirtualTable(COLUMNS, empty_text=LOADING)

    def load(self) -> None:
        """Ask for the approved senders and who may send from where."""
        self._known = None
        self.notice.hide()
        self.table.replace_rows([])
        self.table.empty_text = LOADING
        connection = self.app.connection
        self.ask("look", lambda: _look(connection), self._looked, self._failed)

    def _looked(self, known: _Known) -> None:
        self._known = known
        self._places = {place.compartment: place for place in sending_places(known.here)}
        domain = self.query_one("#domain", Field)
        domain.set_class(len(known.domains) > 1, "-several")
        domain.input.placeholder = f"{known.domains[0]} (others: {', '.join(known.domains[1:])})"
        self.table.empty_text = NO_SENDERS
        self.table.replace_rows([_row(place) for place in self._places.values()])
        self._show_default_group()

    def _failed(self, error: OciSmtpError) -> None:
        self.table.empty_text = ""
        self.trouble(self.notice, error)

    @on(VirtualTable.Highlighted)
    @on(Input.Changed, "#domain LineInput")
    def _show_default_group(self) -> None:
        """Propose a group that may send from there already."""
        name, may_already = self._default_group()
        told = "can already send" if may_already else "new"
        self.query_one("#group", Field).input.placeholder = f"{name} ({told})"

    def _default_group(self) -> tuple[str, bool]:
        place = self._places.get(self.table.highlighted or "")
        if place is None or self._known is None:
            return NEW_GROUP, False
        names = groups_that_may(place, self._known.here, self._domain(self._known))
        return (names[0], True) if names else (NEW_GROUP, False)

    def _domain(self, known: _Known) -> str:
        typed = self._value("domain")
        return next((name for name in known.domains if name.casefold() == typed.casefold()), typed or known.domains[0])

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Field).value

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._go_on()

    @on(VirtualTable.Selected)
    def _place_chosen(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self._go_on()

    def _go_on(self) -> None:
        known = self._known
        if known is None:
            self.notice.show("info", f"{LOADING} Press enter again when loading finishes.")
            return
        wish = self._wish(known)
        wrong = next(complaints(wish, needs_email=known.needs_email), "")
        if not wrong and wish.domain not in known.domains:
            wrong = f'Domain: Unknown identity domain: "{wish.domain}". Options: {", ".join(known.domains)}.'
        if wrong:
            self.notice.show("warning", wrong)
            self._go_to(wrong)
        else:
            self.notice.hide()
            self.post_message(OpenPlan(wish, known.here))

    def _go_to(self, wrong: str) -> None:
        """Put the cursor into the field that a complaint begins with."""
        for name, (label, _) in FIELDS.items():
            if wrong.startswith(f"{label}:"):
                self.query_one(f"#{name}", Field).input.focus()

    @override
    def again(self) -> Callable[[], Place]:
        typed = {name: self._value(name) for name in FIELDS}
        return lambda: NewSenderScreen(typed)

    def action_back(self) -> None:
        """Leave the form; what was typed can be had back."""
        is_filled = any(self._value(name) for name in FIELDS)
        super().action_back()
        if is_filled:
            self.toast(f"No changes made. Press {self.app.key('history.forward')} to reopen the form.")

    def _wish(self, known: _Known) -> Wish:
        """What is filled in, and for what is left empty what the form proposes."""
        place = self._places.get(self.table.highlighted or "")
        return Wish(
            self._value("name"),
            self._value("email"),
            self._value("description") or (f"Sends mail from {place.path}" if place else ""),
            self._value("group") or self._default_group()[0],
            place.compartment if place else "",
            self._domain(known),
        )


def _row(place: SendingPlace) -> Row:
    return Row(place.compartment, (place.path, ", ".join(sender.address for sender in place.senders)))


def _look(connection: Connection) -> _Known:
    """What the form offers: the tenancy, its domains, and whether a user needs an email. Runs in a worker."""
    domains = connection.directory.domain_names()
    needs_email = connection.directory.roster(domains[0]).needs_email
    return _Known(look_around(connection.session), domains, needs_email)
