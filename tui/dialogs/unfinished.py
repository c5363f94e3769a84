"""A credential whose issue was interrupted: what is known, and what can be done."""

from collections.abc import Callable

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Static

from services.credentials.answers import RecoveryAnswers
from services.credentials.journal_record import JournalState, Record
from services.credentials.recovery import InterruptedGeneration
from services.credentials.suspects import evidence
from services.model.errors import OciSmtpError
from services.model.values import Credential
from tui.base.busy_dialog import BusyDialog
from tui.dialogs.confirm import ConfirmDialog
from tui.format.ages import ago, moment
from tui.format.credential_text import TYPED, mark_of, told_apart
from widgets.cells import shorten
from widgets.facts import Facts
from widgets.menu import Choice, Menu
from widgets.notice import Notice
from widgets.plain import visible

LABEL_WIDTH = 24

LATER = Choice("Later", "later", "ask me at the next start")
CLOSE = Choice("Close the record", "close", "no credential is deleted")

CHOICES = {
    JournalState.SHOWN: (
        Choice("Keep it (I have the password)", "keep"),
        Choice("Delete the credential", "discard", "its mail stops, and a slot is free"),
    ),
    JournalState.PENDING: (
        Choice("Check again", "look"),
        Choice("Don't wait: allow a new credential", "waive", "if it appears later, you're asked"),
    ),
}
DESTINATIONS = Choice("Where the password is", "destinations", "check, and delete what isn't needed")
AGAIN = (Choice("Try again", "look"),)

SUSPECT = "suspect "
"""How the ids of the choices begin that delete a suspect; its place follows."""


class UnfinishedDialog(BusyDialog[bool | InterruptedGeneration | Record]):
    """Answers the record that was resolved, or whether something was; after another look, what it brought."""

    title_text = "Interrupted credential"
    AUTO_FOCUS = "Menu"
    notice = getters.query_one(Notice)

    def __init__(self, account: InterruptedGeneration) -> None:
        super().__init__()
        self._account = account

    def body(self) -> ComposeResult:
        """What happened, and the choices."""
        record = self._account.record
        yield Static(visible(self._account.text), classes="text", markup=False)
        yield Facts([*_facts(record), *(("Possible match", _told(record, item)) for item in self._account.suspects)])
        deletes = [
            Choice(f"Delete “{shorten(item.label, LABEL_WIDTH)}”", f"{SUSPECT}{at}", mark_of(item))
            for at, item in enumerate(self._account.suspects)
        ]
        destinations = [DESTINATIONS] if record.open_destinations else []
        yield Menu(LATER, *CHOICES.get(record.state, AGAIN), *deletes, *destinations, CLOSE)
        yield Notice()

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        if self.says_busy():
            return
        record = self._account.record
        chosen = event.option_id or ""
        steps: dict[str, Callable[[], object]] = {
            "keep": lambda: self.app.connection.recovery().keep(record),
            "discard": lambda: self.app.connection.recovery().discard(record),
            "waive": lambda: self.app.connection.recovery().waive(record),
            "look": lambda: self.app.connection.recovery().look(record),
        }
        if chosen.startswith(SUSPECT):
            self.run_flow(self._delete(self._account.suspects[int(chosen.removeprefix(SUSPECT))]))
        elif chosen == "close":
            self.run_flow(self._close())
        elif chosen == "destinations":
            self.run_flow(self._show_destinations())
        elif chosen in steps:
            self.run_flow(self._settle(steps[chosen]))
        else:
            self.dismiss(False)

    async def _delete(self, suspect: Credential) -> None:
        """Delete a credential that may be it, if the person means it."""
        record = self._account.record
        question = ConfirmDialog(
            "Delete SMTP credential",
            f"{_told(record, suspect)}. If a colleague generated it, mail that is sent with it will be rejected. "
            "You can't undo this.",
            confirm="Delete",
            typed=suspect.ending,
            what=TYPED,
        )
        if await self.app.question(question):
            await self._settle(lambda: self.app.connection.recovery().discard(record, suspect.ocid))

    async def _close(self) -> None:
        """Close the record, if the person means it."""
        question = ConfirmDialog(
            "Close the record",
            "No credential is deleted, and oci-smtp no longer checks for this one. If the credential exists, it stays "
            "and takes up one of the user's two slots.",
            confirm="Close",
        )
        if await self.app.question(question):
            await self._settle(lambda: RecoveryAnswers(self.app.connection.journal).close(self._account.record))

    async def _settle(self, step: Callable[[], object]) -> None:
        """Take a step, and answer; of a credential that is deleted now, the destinations are for the one who asked."""
        try:
            outcome = await self.changing("Working…", step)
        except OciSmtpError as error:
            self._failed(error)
        else:
            self.dismiss(outcome if isinstance(outcome, Record | InterruptedGeneration) else True)

    async def _show_destinations(self) -> None:
        """Check where the password was delivered, and offer to delete it there."""
        from services.delivery.destinations import Destinations
        from tui.dialogs.destinations import DestinationsDialog

        connection, record = self.app.connection, self._account.record
        self.notice.show("info", "Checking every destination…")
        try:
            findings = await self.background(
                "destinations", lambda: Destinations(connection.session).look_all(record.open_destinations)
            )
        except OciSmtpError as error:
            self._failed(error)
            return
        if findings:
            self.notice.hide()
            await self.app.question(DestinationsDialog(findings))
        else:
            self.notice.show("info", "No destination contains the password.")

    def _failed(self, error: OciSmtpError) -> None:
        self.app.remember(error)
        self.notice.show("error", f"{error.title}: {error.cause}", hint=error.next_step)


def _told(record: Record, item: Credential) -> str:
    """A suspect, so that a person can find it among the user's credentials."""
    return f"{told_apart(item)}: {evidence(record, item)}"


def _facts(record: Record) -> list[tuple[str, str]]:
    facts = [
        ("User", record.user_name),
        ("Description", record.description),
        ("Started", f"{moment(record.meant_at)} ({ago(record.meant_at)})"),
    ]
    if record.smtp_user_name:
        facts.append(("User name", record.smtp_user_name))
    facts += [("Destination" if at == 0 else "", place.label) for at, place in enumerate(record.open_destinations)]
    return [*facts, ("Profile", record.profile)]
