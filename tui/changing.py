"""Editing and deleting the credentials of a user, each after a question."""

from typing import TYPE_CHECKING

from services.model import Credential, User
from tui.ages import date
from tui.connection import Connection
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.describe import DescribeDialog

if TYPE_CHECKING:
    from tui.screens.user import UserScreen


class Changing:
    """Changes the credentials of the user on a screen, which is read again afterwards."""

    def __init__(self, screen: "UserScreen") -> None:
        self._screen = screen

    def delete(self, user: User, credential: Credential) -> None:
        """Delete a credential, if the person means it."""
        question = ConfirmDialog(
            "Delete SMTP credential",
            f"Programs that send mail with “{credential.description or credential.user_name}” of {user.name}, "
            f"created {date(credential.created)}, will be refused. This cannot be undone.",
            confirm="Delete",
            typed=user.name,
        )
        self._screen.app.push_screen(question, lambda meant: self._delete(user, credential) if meant else None)

    def edit(self, user: User, credential: Credential) -> None:
        """Edit the description of a credential."""
        self._screen.app.push_screen(
            DescribeDialog(credential),
            lambda text: self._describe(user, credential, text) if text is not None else None,
        )

    def _delete(self, user: User, credential: Credential) -> None:
        connection = self._screen.app.connection
        self._screen.ask(
            "delete",
            lambda: _delete_in_oci(connection, user, credential),
            lambda _: self._deleted(credential),
            self._screen.change_failed,
        )

    def _deleted(self, credential: Credential) -> None:
        self._screen.toast(f"Deleted “{credential.description or credential.user_name}”.")
        self._screen.load()

    def _describe(self, user: User, credential: Credential, text: str) -> None:
        connection = self._screen.app.connection
        self._screen.ask(
            "describe",
            lambda: connection.directory.describe_credential(user, credential, text),
            lambda _: self._screen.load(),
            self._screen.change_failed,
        )


def _delete_in_oci(connection: Connection, user: User, credential: Credential) -> None:
    """Called in a worker."""
    connection.directory.delete_credential(user, credential)
    connection.recovery().was_deleted(credential)
