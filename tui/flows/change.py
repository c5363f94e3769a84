"""What is changed about a user and its credentials, each after a question."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from services.model.values import Credential, User
from tui.base.connection import Connection
from tui.format.ages import date

if TYPE_CHECKING:
    from services.delivery.destinations import Finding
    from tui.screens.user import UserScreen


class Changing:
    """Changes the credentials of the user on a screen, which is read again afterwards."""

    def __init__(self, screen: "UserScreen") -> None:
        self._screen = screen

    def delete(self, user: User, credential: Credential) -> None:
        """Delete a credential, if the person means it."""
        from tui.dialogs.confirm import ConfirmDialog

        question = ConfirmDialog(
            "Delete SMTP credential",
            f"{refused_without(credential, user)} This cannot be undone.",
            confirm="Delete",
            typed=user.name,
        )
        self._screen.app.push_screen(question, lambda meant: self._delete(user, credential) if meant else None)

    def allow(self, user: User, on_done: Callable[[], None]) -> None:
        """Turn on the user's capability to have SMTP credentials, if the person means it."""
        from tui.dialogs.confirm import ConfirmDialog

        question = ConfirmDialog(
            "SMTP credentials are not allowed",
            f"The user capability SMTP credentials of {user.name} is off, so OCI would refuse. Turn it on?",
            confirm="Turn on",
        )
        self._screen.app.push_screen(question, lambda meant: self._allow(user, on_done) if meant else None)

    def edit(self, user: User, credential: Credential) -> None:
        """Edit the description of a credential."""
        from tui.dialogs.describe import DescribeDialog

        self._screen.app.push_screen(
            DescribeDialog(credential),
            lambda text: self._describe(user, credential, text) if text is not None else None,
        )

    def _delete(self, user: User, credential: Credential) -> None:
        connection = self._screen.app.connection
        self._screen.ask(
            "delete",
            lambda: _delete_in_oci(connection, user, credential),
            lambda left: self._deleted(credential, left),
            self._screen.change_failed,
        )

    def _deleted(self, credential: Credential, left: "list[Finding]") -> None:
        self._screen.toast(f"Deleted “{credential.label}”.")
        self._screen.load()
        self._screen.app.unfinished.name_places(left)

    def _allow(self, user: User, on_done: Callable[[], None]) -> None:
        connection = self._screen.app.connection
        self._screen.ask(
            "capability",
            lambda: connection.directory.change_smtp_capability(user, True),
            lambda _: self._allowed(on_done),
            self._screen.change_failed,
        )

    def _allowed(self, on_done: Callable[[], None]) -> None:
        self._screen.toast("SMTP credentials are allowed now.")
        on_done()

    def _describe(self, user: User, credential: Credential, text: str) -> None:
        connection = self._screen.app.connection
        self._screen.ask(
            "describe",
            lambda: connection.directory.describe_credential(user, credential, text),
            lambda _: self._screen.load(),
            self._screen.change_failed,
        )


def refused_without(credential: Credential, user: User) -> str:
    """What happens once a credential is gone."""
    return (
        f"Programs that send mail with “{credential.label}” of {user.name}, created {date(credential.created)}, "
        "will be refused."
    )


def _delete_in_oci(connection: Connection, user: User, credential: Credential) -> "list[Finding]":
    """Where its password is left. Called in a worker."""
    connection.directory.delete_credential(user, credential)
    connection.recovery().was_deleted(credential)
    return places_left(connection, credential)


def places_left(connection: Connection, credential: Credential) -> "list[Finding]":
    """Where the password of a deleted credential may still be. Called in a worker."""
    from services.delivery.leftovers import left_of

    return left_of(connection.session, connection.journal, credential)
