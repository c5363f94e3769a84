"""User details, and User settings: one user and the SMTP credentials that the user has."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on

from services.model.override import override
from tui.commands import registry
from tui.commands.bindings import bindings
from tui.flows.delete import delete
from tui.flows.edit import edit
from tui.flows.from_keyring import show_from_keyring
from tui.flows.generate import generate
from tui.flows.pending_command import GENERATE
from tui.flows.rotate import rotate
from tui.flows.user_state import UserState
from tui.format import credential_text
from tui.screens.user_details import UserDetails
from tui.screens.users_rows import fields_of_user
from widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from services.directory import Json


class UserScreen(UserDetails):
    """What can be done with one user, and with the credential under the cursor."""

    CSS_PATH = "user.tcss"
    BINDINGS = bindings(
        "user.generate", "credential.edit", "credential.rotate", "credential.delete", "credential.find", "copy"
    )
    footer = (
        "user.generate",
        "credential.edit",
        "credential.rotate",
        "credential.delete",
        "copy",
        "refresh",
        "back",
        "help",
    )
    section = registry.USER

    def action_user_generate(self) -> None:
        """Open the dialog, or say why it does not open."""
        if not self._pending.put_off(GENERATE) and self._user is not None and self._credentials is not None:
            state = UserState(self._user, self._credentials, self._underway)
            self.app.run_flow(generate(self, state, self.reload, self._generate_when_listed))

    def _generate_when_listed(self) -> None:
        """Read the user again, then continue to the Generate dialog."""
        if self.is_open:
            self._pending.begin(GENERATE)
            self.load()

    def _is_too_early(self, command: str) -> bool:
        return self._pending.put_off(command, self.table.highlighted or "")

    def action_credential_rotate(self) -> None:
        """Continue the rotation of this user, or replace the credential under the cursor."""
        if self._is_too_early("credential.rotate") or self._user is None or self._credentials is None:
            return
        state = UserState(self._user, self._credentials, self._underway)
        self.app.run_flow(rotate(self, state, self._chosen(), self.reload))

    def action_credential_delete(self) -> None:
        """Delete the credential under the cursor, if the person means it."""
        if self._is_too_early("credential.delete"):
            return
        chosen = self._chosen()
        if chosen is None or self._user is None:
            self.toast("No credential to delete.", "warning")
        else:
            self.app.run_flow(delete(self, self._user, chosen, self.reload))

    def action_credential_edit(self) -> None:
        """Edit the description of the credential under the cursor."""
        if self._is_too_early("credential.edit"):
            return
        chosen = self._chosen()
        if chosen is None or self._user is None:
            self.toast(self._no_credentials, "warning")
        else:
            self.app.run_flow(edit(self, self._user, chosen, self.reload))

    def action_credential_find(self) -> None:
        """Look in the keyring for the password of the credential under the cursor."""
        if self._is_too_early("credential.find"):
            return
        chosen = self._chosen()
        if chosen is None:
            self.toast("No credential selected.", "warning")
        else:
            self.run_flow(show_from_keyring(self, chosen, self._user))

    def action_copy(self) -> None:
        """Copy the user name of the credential under the cursor, else the OCID of the user."""
        chosen = self._chosen()
        if chosen is not None:
            self.copy_text(chosen.user_name, "User name")
        elif self._user is not None:
            self.copy_text(self._user.ocid, "OCID")

    @override
    def record_here(self) -> "tuple[str, Callable[[], Json]] | None":
        """The selected credential, or else the user."""
        user, chosen = self._user, self._chosen()
        if user is None:
            return None
        connection = self.app.connection
        if chosen is not None:
            title = chosen.label
            return title, lambda: connection.directory.credential_record(user, chosen)
        return user.name, lambda: connection.directory.user_record(user)

    @override
    def fields_here(self) -> list[tuple[str, str]]:
        """The fields of the selected credential, then those of the user."""
        chosen = self._chosen()
        fields: list[tuple[str, str]] = []
        if chosen:
            fields = [("SMTP user name", chosen.user_name), ("Credential OCID", chosen.ocid)]
            fields += credential_text.fields_of(chosen)
        return fields + (fields_of_user(self._user) if self._user else [])

    @on(VirtualTable.Highlighted)
    def _looked_at(self, event: VirtualTable.Highlighted) -> None:
        event.stop()
        chosen = self._chosen()
        self.prompt.status = credential_text.beginning_and_end(chosen) if chosen else ""

    @on(VirtualTable.Selected)
    def _credential_chosen(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.app.run_command("credential.edit")
