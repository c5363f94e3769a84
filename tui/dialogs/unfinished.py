"""A credential whose issue was interrupted: what is known, and what can be done."""

from collections.abc import Callable

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
        yield Menu(*CHOICES.get(record.state, AGAIN), LATER)
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
        if step is None:
            self.dismiss(False)
        else:
            self.notice.show("info", "Working…")
            self.ask("settle", step, lambda _: self.dismiss(True), self._failed)

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
    return [*facts, ("Profile", record.profile)]
