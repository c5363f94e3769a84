"""Signing in again with Oracle's own CLI, which opens a browser: the terminal is its own while it runs."""

import shutil
import subprocess
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from services.model.errors import OciSmtpError
from services.system.child_environ import guest_environ
from tui.base.place import Place
from tui.base.suspend import terminal_lent
from widgets.plain import visible

if TYPE_CHECKING:
    from services.config.profile import Profile
    from tui.app import OciSmtpApp


class NoOracleCliError(OciSmtpError):
    """Oracle's CLI cannot be run from here."""

    title = "Sign in again"


class SigningInAgain:
    """Runs `oci session authenticate` for the present profile."""

    def __init__(self, app: "OciSmtpApp") -> None:
        self._app = app

    def run(self) -> None:
        """Sign in again, unless a password would be left behind on the screen or the profile has no session."""
        app = self._app
        if app.options.demo:
            app.say("The demo renews its session by itself.")
        elif self._may_run():
            app.ask("profile", app.connection.profile, self._known, app.show_error)

    def _may_run(self) -> bool:
        from tui.dialogs.password import PasswordDialog  # the mail library that it needs would delay the first frame

        has_password = any(isinstance(screen, PasswordDialog) for screen in self._app.screen_stack)
        if has_password:
            self._app.say("Close the password first: signing in again leaves the screen to Oracle's CLI.", "warning")
        return not has_password

    def _known(self, profile: "Profile") -> None:
        from services.api.session_token import authenticate_command
        from services.config.auth_type import SECURITY_TOKEN

        app = self._app
        if profile.auth is not SECURITY_TOKEN:
            app.say(f"Profile {profile.name} has no session to renew: it signs in with {profile.auth.name}.", "warning")
            return
        if not self._may_run():
            return
        command = authenticate_command(profile, app.options.config_file)
        try:
            self._hand_over(command)
        except NoOracleCliError as error:
            app.show_error(error)
        else:
            self._signed_in()

    def _hand_over(self, command: list[str]) -> None:
        program = shutil.which(command[0])
        by_hand = f"Run it in another terminal, then press r: {' '.join(command)}"
        if program is None:
            raise NoOracleCliError("Oracle's CLI is not installed here: there is no program 'oci'.", by_hand)
        try:
            with terminal_lent(self._app):
                print(f"\n{visible(' '.join(command))}\n", flush=True)
                done = subprocess.run([program, *command[1:]], env=guest_environ(), check=False)
        except SuspendNotSupported:
            raise NoOracleCliError("This terminal cannot be handed over to Oracle's CLI.", by_hand) from None
        except OSError as error:
            raise NoOracleCliError(f"{program} cannot be run: {error.strerror}.", by_hand) from None
        if code := done.returncode:
            why = "was ended before it signed in" if code < 0 else f"did not sign in (exit code {code})"
            raise NoOracleCliError(f"Oracle's CLI {why}.", by_hand)

    def _signed_in(self) -> None:
        """Take the new session where one is open; where none is, or it went elsewhere, sign in with it."""
        app = self._app
        session = app.connection.opened
        if session and session.renewal:
            app.ask("renew", session.renewal.token.reread, self._taken, app.show_error)
        else:
            self._refresh()

    def _taken(self, is_news: bool) -> None:
        if is_news:
            self._app.say("You are signed in again.")
            self._app.staying.look()
        self._refresh()

    def _refresh(self) -> None:
        if isinstance(self._app.screen, Place):
            self._app.screen.action_refresh()
