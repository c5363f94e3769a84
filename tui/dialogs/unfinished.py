"""A credential whose issue was interrupted: what is known, and what can be done."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Static

from services.errors import OciSmtpError
from services.record import Record, State
from services.recovery import Account
from tui.ages import ago, moment
from tui.dialogs.dialog import Dialog
from widgets.facts import Facts
from widgets.menu import Choice, Menu
from widgets.notice import Notice
from widgets.plain import visible

if TYPE_CHECKING:
    from services.places import Finding

LATER = Choice("Later", "later", "ask again at the next start")

CHOICES = {
    State.SHOWN: (
        Choice("I have the password: keep it", "keep"),
        Choice("Delete the credential", "discard", "frees its place; mail with it stops"),
    ),
    State.PENDING: (
        Choice("Look again", "look"),
        Choice("Do not wait: allow another one", "waive", "if it appears later, it is still deleted"),
    ),
}
PLACES = Choice("Where the password is", "places", "check, and delete what isn't needed")
AGAIN = (Choice("Try again", "look"),)


class UnfinishedDialog(Dialog[bool]):
    """Answers whether something was settled."""

    title_text = "Unfinished credential"
    AUTO_FOCUS = "Menu"
    notice = getters.query_one(Notice)

    def __init__(self, account: Account) -> None:
        super().__init__()
        self._account = account

    def body(self) -> ComposeResult:
        """What happened, and the choices."""
        record = self._account.record
        yield Static(visible(self._account.text), classes="text", markup=False)
        yield Facts(_facts(record))
        yield Menu(*CHOICES.get(record.state, AGAIN), *([PLACES] if record.places else []), LATER)
        yield Notice()

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        record = self._account.record
        steps: dict[str, Callable[[], object]] = {
            "keep": lambda: self.app.connection.recovery().keep(record),
            "discard": lambda: self.app.connection.recovery().discard(record),
            "look": lambda: self.app.connection.recovery().settle(record),
            "waive": lambda: self.app.connection.recovery().waive(record),
        }
        step = steps.get(event.option_id or "")
        if event.option_id == "places":
            self.notice.show("info", "Checking every destination…")
            self.ask("places", self._look, self._looked, self._failed)
        elif step is None:
            self.dismiss(False)
        else:
            self.notice.show("info", "Working…")
            self.ask("settle", step, self._settled, self._failed)

    def _settled(self, outcome: object) -> None:
        """Of a credential that is deleted now, the places with its password are offered to be emptied."""
        self.dismiss(True)
        if isinstance(outcome, Record) and outcome.state is State.DISCARDED and outcome.places:
            self.app.unfinished.look_into(outcome.places)

    def _look(self) -> "list[Finding]":
        """Called in a worker."""
        from services.places import Places

        return Places(self.app.connection.session).look_all(self._account.record.places)

    def _looked(self, findings: "list[Finding]") -> None:
        from tui.dialogs.places import show_places

        told = "" if findings else "No destination contains the password."
        self.notice.show("info", told) if told else self.notice.hide()
        show_places(self.app.push_screen, findings)

    def _failed(self, error: OciSmtpError) -> None:
        self.app.remember(error)
        self.notice.show("error", f"{error.title}: {error.cause}", hint=error.next_step)


def _facts(record: Record) -> list[tuple[str, str]]:
    facts = [
        ("User", record.user_name),
        ("Description", record.description),
        ("Begun", f"{moment(record.meant_at)} ({ago(record.meant_at)})"),
        ("State", record.state.value),
    ]
    if record.smtp_user_name:
        facts.append(("User name", record.smtp_user_name))
    facts += [("Destination" if at == 0 else "", place.label) for at, place in enumerate(record.places)]
    return [*facts, ("Profile", record.profile)]
