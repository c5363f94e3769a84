"""No configuration file: what a person can do instead, without leaving the app."""

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from services.model.errors import NoConfigError
from tui.dialogs.config_path import ConfigPathDialog
from tui.dialogs.no_oracle_cli import NoOracleCliDialog
from tui.dialogs.welcome import Way, WelcomeDialog
from tui.session.oci_cli_program import set_up_config

if TYPE_CHECKING:
    from tui.app import OciSmtpApp


class FirstRun:
    """Asks how to go on, and goes on; whoever waits for the session waits until then."""

    def __init__(self, app: "OciSmtpApp") -> None:
        self._app = app
        self._error: NoConfigError | None = None

    def welcome(self, error: NoConfigError) -> None:
        """Show the ways on; `error` says which file is missing."""
        self._error = error
        self._app.push_screen(WelcomeDialog(error), self._chosen)

    def _chosen(self, way: Way | None) -> None:
        if way is Way.DEMO:
            self._app.use(replace(self._app.options, demo=True))
            self._app.sign_in.begin()
        elif way is Way.SET_UP:
            self._set_up()
        elif way is Way.PATH:
            self._app.push_screen(ConfigPathDialog(), self._path_given)
        else:
            self._refuse()

    def _set_up(self) -> None:
        oci = shutil.which("oci")
        if oci is None:
            self._app.push_screen(NoOracleCliDialog(), lambda _: self._again())
            return
        set_up_config(self._app, oci)
        self._app.sign_in.begin()  # which welcomes again where there still is no file

    def _path_given(self, path: str | None) -> None:
        if path is None:
            self._again()
            return
        self._app.use(replace(self._app.options, config_file=path))
        self._app.say(f"The next time: oci-smtp --config-file {path}, or config_file in the settings file.")
        self._app.sign_in.begin()

    def _again(self) -> None:
        if self._error is not None:
            self.welcome(self._error)

    def _refuse(self) -> None:
        if self._error is not None:
            self._app.connection.refuse(self._error)
            self._app.remember(self._error)
