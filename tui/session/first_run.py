"""No configuration file: what a person can do instead, without leaving the app."""

import shutil
from dataclasses import replace

from services.model.errors import NoConfigError
from tui.base.app import AppBase
from tui.dialogs.config_path import ConfigPathDialog
from tui.dialogs.no_oracle_cli import NoOracleCliDialog
from tui.dialogs.welcome import SignInChoice, WelcomeDialog
from tui.session.oci_cli_program import set_up_config


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
                set_up_config(app, oci)
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
