"""Asking for the configuration file."""

import os

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from services.config.profile import profile_names
from services.model.errors import OciSmtpError
from services.system.outside_file import expanded
from tui.base.dialog import Dialog
from widgets.notice import Notice
from widgets.text_input import TextInput


class ConfigPathDialog(Dialog[str]):
    """Answers the path of a configuration file that was read."""

    title_text = "Configuration file"
    submit_word = "Use this file"
    AUTO_FOCUS = "Input"

    def body(self) -> ComposeResult:
        """The field, and what is wrong with what is in it."""
        yield Static("Path to an OCI CLI configuration file with your profile and API key.")
        yield TextInput(placeholder="~/.oci/config", compact=True, classes="text")
        yield Notice()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        path = os.path.abspath(expanded(event.value.strip()))
        if event.value.strip():
            self.ask("config", lambda: profile_names(path), lambda names: self._read(path, names), self._refused)

    def _read(self, path: str, names: list[str]) -> None:
        if names:
            self.dismiss(path)
        else:
            self.query_one(Notice).show("error", f"{path} contains no profile.")

    def _refused(self, error: OciSmtpError) -> None:
        self.query_one(Notice).show("error", error.cause)
