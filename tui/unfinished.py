"""What earlier programs left unfinished: settled at the start, and asked about where only a person can say."""

from typing import TYPE_CHECKING

from services.recovery import Account
from tui.dialogs.unfinished import UnfinishedDialog
from tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from tui.app import OciSmtpApp


class Unfinished:
    """The open accounts, and the way to settle them."""

    def __init__(self, app: "OciSmtpApp") -> None:
        self._app = app
        self.accounts: list[Account] = []

    def settle(self) -> None:
        """Settle what can be settled; nothing is deleted in read-only mode."""
        app = self._app
        if not app.options.read_only:
            app.ask("settle", lambda: app.connection.recovery().settle_all(), self._settled, app.remember)

    def show(self) -> None:
        """Show the first open account."""
        if self.accounts:
            self._app.push_screen(UnfinishedDialog(self.accounts[0]), self._answered)
        else:
            self._app.say("Every credential that was generated here is accounted for.")

    def _settled(self, accounts: list[Account]) -> None:
        self.accounts = [account for account in accounts if not account.record.state.is_finished]
        for account in accounts:
            if account.record.state.is_finished:
                self._app.say(account.text)
        for screen in self._app.screen_stack:
            if isinstance(screen, HomeScreen) and screen.is_mounted:
                screen.show_unfinished()

    def _answered(self, settled: bool | None) -> None:
        if settled:
            self.settle()
