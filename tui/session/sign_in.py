"""Signing in behind the first frame, and saying how it went."""

from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

from services.model.errors import NoConfigError, OciSmtpError, PassphraseNeededError, SessionExpiredError
from tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from services.api.session import Session
    from tui.app import OciSmtpApp
    from tui.base.unlock import Unlocking
    from tui.session.first_run import FirstRun


class SignIn:
    """Opens the app's session; asks for a passphrase where the key has one."""

    def __init__(self, app: "OciSmtpApp") -> None:
        self._app = app

    @cached_property
    def _first_run(self) -> "FirstRun":
        from tui.session.first_run import FirstRun

        return FirstRun(self._app)

    def begin(self, unlocking: "Unlocking | None" = None) -> None:
        """Open the session in a worker."""
        connection = self._app.connection
        self._app.show_status(state="connecting…")
        self._app.ask("session", lambda: connection.open(unlocking), self.opened, self._not_opened)

    def again(self) -> None:
        """Try once more where it failed before."""
        if self._app.connection.retry():
            self.begin()

    def opened(self, session: "Session") -> None:
        """Show whose session it is, and what is to be known of it."""
        from services.demo.cloud import ADMINISTRATOR

        app = self._app
        is_usual = app.options.demo and session.profile.name == ADMINISTRATOR.name
        app.show_status(profile="" if is_usual else session.profile.name, region=session.region, state="")
        self._say(app.connection.notice)
        session.tell_waits(lambda seconds: app.call_later(app.say, f"OCI asks to wait {ceil(seconds)} s."))
        app.staying.look()
        app.unfinished.settle()
        app.ask("tenancy", session.tenancy_name, lambda found: app.show_status(tenancy=found), self._no_answer)
        app.ask("directory", app.connection.directory_notice, self._say, app.remember)

    def _say(self, notice: str) -> None:
        if notice:
            self._app.say(notice)

    def _no_answer(self, error: OciSmtpError) -> None:
        self._app.remember(error)
        self._app.show_status(state="not connected")

    def _not_opened(self, error: OciSmtpError) -> None:
        from tui.dialogs.expired import ExpiredDialog
        from tui.dialogs.passphrase import PassphraseDialog

        app = self._app
        if isinstance(error, PassphraseNeededError):
            app.show_status(state="locked key")
            app.push_screen(PassphraseDialog(error), self._unlocked)
            return
        app.show_status(state="not connected")
        if isinstance(error, NoConfigError):
            self._first_run.welcome(error)
        elif isinstance(error, SessionExpiredError):
            app.remember(error)
            app.push_screen(ExpiredDialog(error), lambda chosen: app.run_command(chosen) if chosen else None)
        elif isinstance(app.screen, HomeScreen):
            app.show_error(error)  # every other place shows it where its answer would have been

    def _unlocked(self, unlocking: "Unlocking | None") -> None:
        if unlocking is not None:
            self.begin(unlocking)
            return
        error = PassphraseNeededError("The key stays locked without its passphrase.", "r asks for it again.")
        self._app.connection.refuse(error)
        self._app.show_status(state="not connected")
