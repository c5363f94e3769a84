"""Switching profile or region while the app runs: what is open is closed first, and nothing of it stays."""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from services.config.options import Options
from services.model.errors import ConfigError, OciSmtpError
from tui.base.app import Interrupted
from tui.base.connection import ClosedError, Connection
from tui.base.status import Status
from tui.session.sign_in import SignIn
from widgets.menu import Choice

if TYPE_CHECKING:
    from services.api.session import Session

ABOUT_A_SESSION = ("session", "tenancy", "directory", "settle", "rotations", "unreadable", "renew", "profile", "recent")
"""What the app itself asks about a session; an answer that comes late is of the old one."""


class ProfileSwitch(SignIn):
    """Mixin for the app: another profile, or another region."""

    options_for: Callable[[str], Options]
    """The options with another profile."""

    def action_profiles(self) -> None:
        """Choose another profile of the configuration file, and sign in with it."""
        if self._may_leave():
            self.run_flow(self._switch_profile())

    def switch_profile(self, name: str) -> None:
        """Sign in with another profile, once it is known to be usable."""
        if self._may_leave():
            self.run_flow(self._switch_profile(name))

    def action_region(self, name: str = "") -> None:
        """Work in another region; without a name, choose one."""
        if self._may_leave():
            self.run_flow(self._switch_region(name))

    async def _switch_profile(self, name: str | None = None) -> None:
        from tui.dialogs.choose import ChooseDialog

        if not name:
            name = await self.question(ChooseDialog("Switch profile", self._profiles))
        if not name or not self._may_leave():
            return
        now = self.options  # the first run may have led into the demo, or to another file
        options = replace(self.options_for(name), demo=now.demo, config_file=now.config_file)
        try:
            await self.background("switch", lambda: self._check(options))
        except OciSmtpError as error:
            self.show_error(error)
        else:
            self._leave(options)

    async def _switch_region(self, name: str | None) -> None:
        """Approved senders and the SMTP server are another's in another region; users are the same."""
        from tui.dialogs.choose import ChooseDialog

        connection = self.connection
        if not name:
            name = await self.question(ChooseDialog("Switch region", lambda: _regions(connection.session)))
        if not name or not self._may_leave():
            return
        named = name
        try:
            session = await self.background("switch", lambda: _found(connection, named))
        except OciSmtpError as error:
            self.show_error(error)
        else:
            self._leave(replace(self.options, region=session.region), session)

    def _profiles(self) -> list[Choice]:
        options = self.options
        if options.demo:
            notes = dict(self.connection.demo.profiles)
        else:
            from services.config.profile import profile_names

            notes = dict.fromkeys(profile_names(options.config_path), "")
        session = self.connection.opened
        here = session.profile.name if session else ""
        return [Choice(name, name, "current" if name == here else note) for name, note in notes.items()]

    def _check(self, options: Options) -> None:
        """See that the profile can be used before anything is closed for it. Called in a worker.

        Raises:
            ConfigError: it can't.
        """
        from services.config.profile import load_profile

        if not options.demo:
            load_profile(options, os.environ)
            return
        profiles = self.connection.demo.profiles
        if options.profile not in profiles:
            from difflib import get_close_matches

            near = get_close_matches(options.profile, profiles, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Options: {', '.join(profiles)}."
            raise ConfigError(f'Unknown demo profile: "{options.profile}".', hint)

    def _may_leave(self) -> bool:
        from tui.base.dialog import Dialog

        session = self.connection.opened
        if self.is_password_on_screen:
            self.say("Close the credential first. Its password might not be saved anywhere else.", "warning")
        elif any(isinstance(screen, Dialog) for screen in self.screen_stack):
            self.say("Close the dialog first.", "warning")
        elif session and session.is_changing:
            self.say("A change is in progress. Wait for it to finish, and then switch.", "warning")
        else:
            return True
        return False

    def _leave(self, options: Options, session: "Session | None" = None) -> None:
        """Close everything that is of the old session, then sign in, or continue with the session given."""
        if not self._may_leave():
            return
        self.close_screens()
        self.forget(*ABOUT_A_SESSION)
        old = self.connection
        old.refuse(ClosedError("Canceled: you switched profiles."))
        self.options = options
        self.connection = old.with_options(options)
        self.interrupted = Interrupted()
        self.recent = ()
        self.trouble = None
        self.status = Status(badges=self.badges())
        if not session and old.opened:
            old.opened.sign_out()
        if session:
            self.connection.adopt(session)
            self.session_opened(session)
        else:
            self.begin_sign_in()


def _found(connection: Connection, name: str) -> "Session":
    """The session in the region of that name. Runs in a worker."""
    from services.api.region_choice import in_region_named

    return in_region_named(connection.session, name)


def _regions(session: "Session") -> list[Choice]:
    def note(name: str, is_home: bool) -> str:
        here = "current" if name == session.region else ""
        return ", ".join(word for word in (here, "home region (user changes go here)" if is_home else "") if word)

    is_home = {item.region_name: item.is_home_region for item in session.subscriptions()}
    names = sorted(is_home, key=lambda name: (not is_home[name], name))
    return [Choice(name, name, note(name, is_home[name])) for name in names]
