"""Switching profile or region while the app runs: what is open is closed first, and nothing of it stays."""

import difflib
import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from services.config.options import Options
from services.model.errors import ConfigError
from tui.base.connection import ClosedError, Connection
from tui.base.status import Status
from widgets.menu import Choice

if TYPE_CHECKING:
    from services.api.session import Session
    from tui.app import OciSmtpApp

ABOUT_A_SESSION = ("session", "tenancy", "directory", "settle", "rotations", "unreadable", "renew", "profile")
"""What the app itself asks about a session; an answer that comes late is of the old one."""


class Switching:
    """Another profile or region. `options_for` gives the options with another profile."""

    def __init__(self, app: "OciSmtpApp", options_for: Callable[[str], Options]) -> None:
        self._app = app
        self._options_for = options_for

    def choose_profile(self) -> None:
        """Offer the profiles of the configuration file."""
        from tui.dialogs.choose import ChooseDialog

        if self._may_leave():
            self._app.push_screen(ChooseDialog("Switch profile", self._profiles), self._profile_chosen)

    def choose_region(self) -> None:
        """Offer the regions that the tenancy subscribes to."""
        from tui.dialogs.choose import ChooseDialog

        if self._may_leave():
            connection = self._app.connection
            find = ChooseDialog("Switch region", lambda: _regions(connection.session))
            self._app.push_screen(find, self._region_chosen)

    def profile(self, name: str) -> None:
        """Sign in with another profile, once it is known to be usable."""
        if self._may_leave():
            now = self._app.options  # the first run may have led into the demo, or to another file
            options = replace(self._options_for(name), demo=now.demo, config_file=now.config_file)
            self._app.ask("switch", lambda: _check(options), lambda _: self._leave(options), self._app.show_error)

    def region(self, name: str) -> None:
        """Go on in another region: approved senders and the SMTP server are another's there, users the same."""
        if self._may_leave():
            connection = self._app.connection
            self._app.ask("switch", lambda: _found(connection, name), self._go_on, self._app.show_error)

    def _profile_chosen(self, name: str | None) -> None:
        if name:
            self.profile(name)

    def _region_chosen(self, name: str | None) -> None:
        if name:
            self.region(name)

    def _profiles(self) -> list[Choice]:
        options = self._app.options
        if options.demo:
            from services.demo.cloud import PROFILES

            notes = {each.name: each.note for each in PROFILES.values()}
        else:
            from services.config.profile import profile_names

            notes = dict.fromkeys(profile_names(options.config_path), "")
        session = self._app.connection.opened
        here = session.profile.name if session else ""
        return [Choice(name, name, "you are here" if name == here else note) for name, note in notes.items()]

    def _may_leave(self) -> bool:
        app = self._app
        from tui.base.dialog import Dialog
        from tui.dialogs.password import PasswordDialog  # the mail library that it needs would delay the first frame

        session = app.connection.opened
        if any(isinstance(screen, PasswordDialog) for screen in app.screen_stack):
            app.say("Close the credential first: its password may be nowhere else.", "warning")
        elif any(isinstance(screen, Dialog) for screen in app.screen_stack):
            app.say("Close the dialog first.", "warning")
        elif session and session.is_changing:
            app.say("A change is still on its way to OCI: wait for its answer, then switch.", "warning")
        else:
            return True
        return False

    def _go_on(self, session: "Session") -> None:
        self._leave(replace(self._app.options, region=session.region), session)

    def _leave(self, options: Options, session: "Session | None" = None) -> None:
        """Close everything that is of the old session, then sign in, or go on with the session given."""
        app = self._app
        if not self._may_leave():
            return
        app.places.home()
        app.places.forget_last()
        app.forget(*ABOUT_A_SESSION)
        old = app.connection
        old.refuse(ClosedError("Another profile was chosen."))
        app.options = options
        app.connection = Connection(options, old.demo, old.journal)
        app.unfinished.forget()
        app.status = Status(badges=app.badges())
        if session:
            app.connection.adopt(session)
            app.sign_in.opened(session)
        else:
            app.sign_in.begin()
        app.refresh_home()


def _found(connection: Connection, name: str) -> "Session":
    """Called in a worker."""
    from services.api.region_choice import in_region_named

    return in_region_named(connection.session, name)


def _regions(session: "Session") -> list[Choice]:
    def note(name: str, is_home: bool) -> str:
        here = "you are here" if name == session.region else ""
        return ", ".join(word for word in (here, "home region: changes of users go there" if is_home else "") if word)

    is_home = {item.region_name: item.is_home_region for item in session.subscriptions()}
    names = sorted(is_home, key=lambda name: (not is_home[name], name))
    return [Choice(name, name, note(name, is_home[name])) for name in names]


def _check(options: Options) -> None:
    """See that the profile can be used before anything is closed for it.

    Raises:
        ConfigError: it cannot.
    """
    from services.config.profile import load_profile
    from services.demo.cloud import PROFILES

    if not options.demo:
        load_profile(options, os.environ)
    elif options.profile not in PROFILES:
        near = difflib.get_close_matches(options.profile, PROFILES, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(PROFILES)}."
        raise ConfigError(f"The demo has no profile {options.profile}.", hint)
