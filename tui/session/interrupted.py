"""What earlier programs left unfinished: settled at the start, and asked about where only a person can say."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from services.model.errors import OciSmtpError
from tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from services.credentials.journal_record import Record
    from services.credentials.recovery import Account
    from services.credentials.rotation_status import Underway
    from services.delivery.destinations import Finding
    from services.model.destination import Destination
    from services.model.values import User
    from tui.app import OciSmtpApp


class Unfinished:
    """The open accounts, and the way to settle them."""

    def __init__(self, app: "OciSmtpApp") -> None:
        self._app = app
        self.accounts: list[Account] = []
        self.rotations: list[Underway] = []

    def settle(self) -> None:
        """Settle what can be settled; nothing is deleted in read-only mode."""
        app, connection = self._app, self._app.connection
        if not app.options.read_only:
            app.ask("settle", lambda: connection.recovery().settle_all(), self._settled, app.remember)
        app.ask("rotations", lambda: connection.rotator().review_all(), self._rotations_came, app.remember)
        app.ask("unreadable", connection.unreadable_records, self._warn, lambda error: self._warn([error]))

    def forget(self) -> None:
        """Forget them: they are of another session."""
        self.accounts, self.rotations = [], []

    def show(self) -> None:
        """Look again, for the session itself may have left one; then show the open accounts, one after the other."""
        app, connection = self._app, self._app.connection
        if app.options.read_only:
            self._show_known()
        else:
            app.ask(
                "settle",
                lambda: connection.recovery().settle_all(),
                self._settled_to_show,
                self._not_settled,
                keys_wait=True,
            )

    def _settled_to_show(self, accounts: "list[Account]") -> None:
        self._settled(accounts)
        self._show_known()

    def _not_settled(self, error: OciSmtpError) -> None:
        self._app.remember(error)
        self._show_known()

    def _show_known(self) -> None:
        """The open accounts, else the first user with a rotation under way."""
        if self.accounts:
            self._show(0)
        elif self.rotations:
            self._app.places.known_user(self.rotations[0].rotation.user)
        elif self._app.options.read_only:
            self._app.say("Read-only mode resolves nothing. Run oci-smtp recover to see what was interrupted.")
        else:
            self._app.say("Every credential that was generated here is accounted for.")

    def look_into(self, places: "Sequence[Destination]") -> None:
        """Look where a password was sent that is of no use any more, and name where it still is."""
        from services.delivery.destinations import Places

        app, connection = self._app, self._app.connection
        app.ask("places", lambda: Places(connection.session).look_all(places), self.name_places, app.remember)

    def name_places(self, findings: "Sequence[Finding]") -> None:
        """Name the places with the password of a deleted credential, and offer to remove it there."""
        from tui.dialogs.destinations import show_places

        show_places(self._app.push_screen, findings)

    def _show(self, at: int) -> None:
        from tui.dialogs.unfinished import UnfinishedDialog

        self._app.push_screen(UnfinishedDialog(self.accounts[at]), lambda settled: self._answered(at, settled))

    def _settled(self, accounts: "list[Account]") -> None:
        self.accounts = [account for account in accounts if not account.record.state.is_finished]
        for account in accounts:
            if account.record.state.is_finished:
                self._app.say(account.text)
                self._tell_places(account.record)
        self._show_at_home()

    def _tell_places(self, record: "Record") -> None:
        """Say where the password of a credential is that was just deleted without a question."""
        from services.credentials.journal_record import State

        if record.state is not State.DISCARDED or not record.places:
            return
        from services.delivery.destinations import Places
        from tui.format.destination_text import told_of

        app, connection = self._app, self._app.connection

        def told(findings: "list[Finding]") -> None:
            for finding in findings:
                app.say(told_of(finding), "warning")

        app.ask(
            f"places {record.intent}", lambda: Places(connection.session).look_all(record.places), told, app.remember
        )

    def _rotations_came(self, found: "list[Underway | OciSmtpError]") -> None:
        from services.credentials.rotation_status import Underway

        self.rotations = [item for item in found if isinstance(item, Underway)]
        for item in found:
            if isinstance(item, OciSmtpError):
                self._app.say(f"{item.title}: {item.cause} {item.next_step}", "warning")
            elif not isinstance(self._app.screen, HomeScreen):  # which has it in its banner
                self._app.say(item.text)
        self._show_at_home()

    def note_rotation(self, user: "User", underway: "Underway | None") -> None:
        """What was just read of a user's rotation."""
        others = [item for item in self.rotations if item.rotation.user_ocid != user.ocid]
        self.rotations = [underway, *others] if underway else others
        self._show_at_home()

    def _show_at_home(self) -> None:
        for screen in self._app.screen_stack:
            if isinstance(screen, HomeScreen) and screen.is_mounted:
                screen.show_unfinished()

    def _warn(self, unreadable: "Sequence[OciSmtpError]") -> None:
        for error in unreadable:
            self._app.say(f"{error.cause} {error.next_step}", "warning")

    def _answered(self, at: int, settled: "bool | Account | None") -> None:
        """Settled: look at them all again. Looked at again: show what it brought. Later: on to the next."""
        if settled is True or (settled and settled.record.state.is_finished):
            self.settle()
        elif settled:
            others = [item for item in self.accounts if item.record.intent != settled.record.intent]
            self.accounts = [*others[:at], settled, *others[at:]]
            self._show(self.accounts.index(settled))
        elif settled is False and at + 1 < len(self.accounts):
            self._show(at + 1)
