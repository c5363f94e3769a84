"""Work that earlier programs left behind: finished at the start, and asked about where only a person can say."""

import threading
from typing import TYPE_CHECKING

from textual import on

from services.model.errors import OciSmtpError
from tui.base.app import AppBase, Interrupted
from tui.base.messages import OfferDestinations, OpenUser
from tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.credentials.journal_record import Record
    from services.credentials.recovery import InterruptedGeneration
    from services.credentials.rotation_status import RotationStatus
    from services.delivery.destination_status import DestinationStatus
    from services.model.destination import Destination
    from tui.base.connection import Connection

_LOOKING = threading.Lock()
"""Held by a look for interrupted work: two at once would find each other's records locked, and leave them out."""


class InterruptedWork(AppBase):
    """Mixin for the app."""

    def find_interrupted(self) -> None:
        """Finish what can be finished; nothing is deleted in read-only mode."""
        connection = self.connection
        if not self.options.read_only and not self.is_awaited_by_flow("settle"):  # by U, pressed at once
            self.ask("settle", lambda: _settled(connection), self._accounts_came, self.remember)
        self.ask("rotations", lambda: connection.rotator().review_all(), self._rotations_came, self.remember)
        self.ask("unreadable", connection.unreadable_records, self._warn_of, lambda error: self._warn_of([error]))

    def action_unfinished(self) -> None:
        """Look again, because this session may have left something; then ask about what is open."""
        if not self.is_awaited_by_flow("settle"):  # two looks at once would find each other's records locked
            self.run_flow(self._recover())

    async def _recover(self) -> None:
        """Ask about one interrupted credential after the other, else open a user with a rotation in progress."""
        connection = self.connection
        if not self.options.read_only:
            try:
                found = await self.background("settle", lambda: _settled(connection), keys_wait=True)
                self._accounts_came(found)
            except OciSmtpError as error:
                self.remember(error)
        if self.interrupted.accounts:
            await self._ask_about(list(self.interrupted.accounts))
        elif self.interrupted.rotations:
            self.post_message(OpenUser(self.interrupted.rotations[0].rotation.user))
        elif self.options.read_only:
            self.say("Interrupted credentials can't be resolved in read-only mode. To list them, run oci-smtp recover.")
        else:
            self.say("No interrupted credentials.")

    async def _ask_about(self, waiting: "list[InterruptedGeneration]") -> None:
        """Ask about each account, until one is resolved or the person leaves."""
        from services.credentials.journal_record import JournalState, Record
        from services.credentials.recovery import InterruptedGeneration
        from tui.dialogs.unfinished import UnfinishedDialog

        while waiting:
            answer = await self.question(UnfinishedDialog(waiting[0]))
            if answer is None:
                return
            if answer is False:
                waiting.pop(0)
            elif isinstance(answer, InterruptedGeneration) and not answer.record.state.is_finished:
                waiting[0] = answer  # what another look brought
                others = (each for each in self.interrupted.accounts if each.record.intent != answer.record.intent)
                self.interrupted = self.interrupted._replace(accounts=(answer, *others))
            else:
                self.find_interrupted()
                if isinstance(answer, Record) and answer.state is JournalState.DISCARDED:
                    await self._offer_destinations(answer.open_destinations)
                return

    @on(OfferDestinations)
    def _destinations_left(self, event: OfferDestinations) -> None:
        self.run_flow(self._offer_destinations(event.destinations))

    async def _offer_destinations(self, destinations: "Sequence[Destination]") -> None:
        """Check where a password was delivered, and offer to delete it there."""
        from services.delivery.destinations import Destinations
        from tui.dialogs.destinations import DestinationsDialog

        if not destinations:
            return
        session = self.connection.session
        try:
            findings = await self.background("destinations", lambda: Destinations(session).look_all(destinations))
        except OciSmtpError as error:
            self.remember(error)
            return
        if findings:
            await self.question(DestinationsDialog(findings))

    def _accounts_came(self, accounts: "list[InterruptedGeneration]") -> None:
        is_open = [account for account in accounts if not account.record.state.is_finished]
        for account in accounts:
            if account.record.state.is_finished:
                self.say(account.text)
                self._tell_destinations(account.record)
        self.interrupted = self.interrupted._replace(accounts=tuple(is_open))

    def _tell_destinations(self, record: "Record") -> None:
        """Say where the password of a credential is that was just deleted without a question."""
        from services.credentials.journal_record import JournalState

        if record.state is not JournalState.DISCARDED or not record.open_destinations:
            return
        from services.delivery.destinations import Destinations
        from tui.format.destination_text import told_of

        connection = self.connection

        def told(findings: "list[DestinationStatus]") -> None:
            for finding in findings:
                self.say(told_of(finding), "warning")

        topic = f"destinations {record.intent}"
        self.ask(
            topic, lambda: Destinations(connection.session).look_all(record.open_destinations), told, self.remember
        )

    def _rotations_came(self, found: "list[RotationStatus | OciSmtpError]") -> None:
        from services.credentials.rotation_status import RotationStatus

        rotations = tuple(item for item in found if isinstance(item, RotationStatus))
        for item in found:
            if isinstance(item, OciSmtpError):
                self.say(f"{item.title}: {item.cause} {item.next_step}", "warning")
            elif not isinstance(self.screen, HomeScreen):  # which has it in its banner
                self.say(item.text)
        self.interrupted = Interrupted(self.interrupted.accounts, rotations)

    def _warn_of(self, unreadable: "Sequence[OciSmtpError]") -> None:
        for error in unreadable:
            self.say(f"{error.cause} {error.next_step}", "warning")


def _settled(connection: "Connection") -> "list[InterruptedGeneration]":
    """Called in a worker."""
    with _LOOKING:
        return connection.recovery().settle_all()
