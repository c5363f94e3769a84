"""Signing in again with the OCI CLI, which opens a browser: the terminal belongs to it while it runs."""

import shutil
import subprocess

from textual.app import SuspendNotSupported

from services.model.errors import OciSmtpError
from services.system.child_environ import guest_environ
from tui.base.app import AppBase
from tui.base.place import Place
from tui.base.suspend import terminal_lent
from tui.session.token_watch import TokenWatch
from widgets.plain import visible


class NoOracleCliError(OciSmtpError):
    """The OCI CLI can't be run from here."""

    title = "Sign in again"


class SignInAgain(TokenWatch):
    """Mixin for the app: runs `oci session authenticate` for the present profile."""

    def action_signin(self) -> None:
        """Sign in again with the OCI CLI."""
        if self.options.demo:
            self.say("The demo session never expires.")
        elif not self._is_password_in_the_way():
            self.run_flow(self._sign_in_again())

    async def _sign_in_again(self) -> None:
        """Run the OCI CLI, and then take the session that it has left."""
        from services.api.session_token import authenticate_command
        from services.config.auth_type import SECURITY_TOKEN

        try:
            profile = await self.background("profile", self.connection.profile)
            if profile.auth is not SECURITY_TOKEN:
                told = f"Profile {profile.name} doesn't use a session token (auth type: {profile.auth.name})."
                self.say(told, "warning")
                return
            if self._is_password_in_the_way():
                return
            _run_in_terminal(self, authenticate_command(profile, self.options.config_file))
            session = self.connection.opened
            renewal = session.renewal if session else None
            if renewal:
                is_news = await self.background("renew", renewal.token.reread)
                if is_news:
                    self.say("Signed in again.")
                    self.look_at_token()
        except OciSmtpError as error:
            self.show_error(error)
            return
        if isinstance(self.screen, Place):
            self.screen.action_refresh()  # where no session is open, or it went elsewhere, this signs in with it

    def _is_password_in_the_way(self) -> bool:
        if self.is_password_on_screen:
            self.say("Close the credential first. Signing in runs the OCI CLI in this terminal.", "warning")
        return self.is_password_on_screen


def _run_in_terminal(app: AppBase, command: list[str]) -> None:
    """Leave the terminal to a command until it ends.

    Raises:
        NoOracleCliError: the command can't be run, or failed.
    """
    program = shutil.which(command[0])
    by_hand = f"Press {app.key('refresh')} after you run this in another terminal: {' '.join(command)}"
    if program is None:
        raise NoOracleCliError('The OCI CLI isn\'t installed (no "oci" on the PATH).', by_hand)
    try:
        with terminal_lent(app):
            print(f"\n{visible(' '.join(command))}\n", flush=True)
            done = subprocess.run([program, *command[1:]], env=guest_environ(), check=False)
    except SuspendNotSupported:
        raise NoOracleCliError("Can't run the OCI CLI in this terminal.", by_hand) from None
    except OSError as error:
        raise NoOracleCliError(f"Can't run {program}: {error.strerror}.", by_hand) from None
    if code := done.returncode:
        why = "was stopped before sign-in finished" if code < 0 else f"didn't sign in (exit code {code})"
        raise NoOracleCliError(f"The OCI CLI {why}.", by_hand)
