"""Signing in behind the first frame, and saying how it went."""

from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from services.model.errors import NoConfigError, OciSmtpError, PinNeededError, SessionExpiredError, UnlockNeededError
from tui.session.interrupted import InterruptedWork
from tui.session.recent import Recent
from tui.session.token_watch import TokenWatch

if TYPE_CHECKING:
    from services.api.session import Session
    from tui.base.connection import KeyUnlock


class SignIn(TokenWatch, InterruptedWork, Recent):
    """Mixin for the app: opens its session."""

    def begin_sign_in(self) -> None:
        """Open the session in the background."""
        self.run_flow(self._sign_in())

    def retry_sign_in(self) -> None:
        """Sign in again if that failed before."""
        if self.connection.retry():
            self.begin_sign_in()

    async def _sign_in(self) -> None:
        """Open the session, asking for what it takes: a passphrase, a PIN, or a configuration file."""
        connection = self.connection
        unlocking: KeyUnlock | None = None
        while True:
            self.show_status(state="connecting…")
            self.trouble = None
            try:
                session = await self.background("session", partial(connection.open, unlocking))
            except UnlockNeededError as error:
                unlocking = await self._unlocking(error)
                if unlocking is None:
                    return
            except NoConfigError as error:
                from tui.session.first_run import first_run

                self.show_status(state="not connected")
                if not await first_run(self, error):
                    self.trouble = error
                    return
            except OciSmtpError as error:
                await self._not_signed_in(error)
                return
            else:
                self.session_opened(session)
                return

    async def _unlocking(self, error: UnlockNeededError) -> "KeyUnlock | None":
        from tui.dialogs.passphrase import PassphraseDialog, PinDialog

        is_pin = isinstance(error, PinNeededError)
        self.show_status(state="locked token" if is_pin else "locked key")
        unlocking = await self.question(PinDialog(error) if is_pin else PassphraseDialog(error))
        if unlocking is None:
            what, name = ("token", "PIN") if is_pin else ("key", "passphrase")
            told = type(error)(f"The {what} needs its {name}.", f"Press {self.key('refresh')} to enter it.")
            self.connection.refuse(told)
            self._show_trouble(told)
        return unlocking

    def _show_trouble(self, error: OciSmtpError) -> None:
        """Home shows why there is no connection; every other screen shows it where its answer would have been."""
        self.show_status(state="not connected")
        self.trouble = error

    async def _not_signed_in(self, error: OciSmtpError) -> None:
        from tui.dialogs.expired import ExpiredDialog

        self._show_trouble(error)
        self.remember(error)
        if isinstance(error, SessionExpiredError):
            chosen = await self.question(ExpiredDialog(error))
            if chosen:
                self.run_command(chosen)

    def session_opened(self, session: "Session") -> None:
        """Show whose session it is, and what is to be known about it."""
        is_usual = self.options.demo and session.profile.name == self.connection.demo.administrator
        self.show_status(profile="" if is_usual else session.profile.name, region=session.region, state="")
        for notice in (self.connection.notice, *session.profile.notices):
            self._say_if_any(notice)
        session.tell_waits(lambda seconds: self.call_later(self.say, f"OCI asked to wait {ceil(seconds)} s."))
        self.look_at_token()
        self.find_interrupted()
        self.find_recent(session)
        self.ask("tenancy", session.tenancy_name, lambda found: self.show_status(tenancy=found), self._no_answer)
        self.ask("directory", self.connection.directory_notice, self._say_if_any, self.remember)

    def _say_if_any(self, notice: str) -> None:
        if notice:
            self.say(notice)

    def _no_answer(self, error: OciSmtpError) -> None:
        self.remember(error)
        self._show_trouble(error)
