"""No configuration file: what a person can do instead, without leaving the app."""

import os
import shutil
import subprocess
from dataclasses import replace

from textual.app import SuspendNotSupported

from services.model.errors import NoConfigError
from services.system.child_environ import guest_environ
from tui.base.app import AppBase
from tui.base.suspend import terminal_lent
from tui.dialogs.config_path import ConfigPathDialog
from tui.dialogs.no_oracle_cli import NoOracleCliDialog
from tui.dialogs.welcome import SignInChoice, WelcomeDialog

STDIN, STDOUT = 0, 1


async def first_run(app: AppBase, error: NoConfigError) -> bool:
    """Ask how to continue without the file that `error` names; whether there is now something to sign in with.

    Everything that waits for the session keeps waiting until the person chooses.
    """
    while True:
        way = await app.question(WelcomeDialog(error))
        if way is SignInChoice.DEMO:
            app.use(replace(app.options, demo=True))
            return True
        if way is SignInChoice.SET_UP:
            oci = shutil.which("oci")
            if oci is not None:
                _set_up_config(app, oci)
                return True  # the welcome is back if there still is no file
            await app.question(NoOracleCliDialog())
        elif way is SignInChoice.PATH:
            path = await app.question(ConfigPathDialog())
            if path is not None:
                app.use(replace(app.options, config_file=path))
                app.say(f"Next time, run oci-smtp --config-file {path}, or set config_file in the settings file.")
                return True
        else:
            app.connection.refuse(error)
            app.remember(error)
            return False


def _set_up_config(app: AppBase, oci: str) -> None:
    """Run `oci setup config`, the program at that path, in this terminal and wait for it."""
    try:
        with terminal_lent(app):
            subprocess.run([oci, "setup", "config"], env=guest_environ(), check=False)
            _wait_for_enter()
    except OSError as error:
        app.say(f"Can't run oci setup config: {error.strerror}.", "warning")
    except SuspendNotSupported:
        app.say("Can't run another program in this terminal. Run oci setup config in another terminal.", "warning")


def _wait_for_enter() -> None:
    """Let the person read what was said last. Nothing is buffered, so that nothing waits when the terminal is gone."""
    os.write(STDOUT, b"\nPress enter to go back to oci-smtp. ")
    os.read(STDIN, 1024)
