"""Passwords that the keyring of this machine keeps."""

from typing import TYPE_CHECKING

from services.model import Credential, User
from services.secret import Secret

if TYPE_CHECKING:
    from services.delivery.keyring import KeyringChannel
    from tui.screens.user import UserScreen


class Kept:
    """Looks for the passwords of the user on a screen."""

    def __init__(self, screen: "UserScreen") -> None:
        self._screen = screen

    def find(self, credential: Credential, user: User | None) -> None:
        """Look for one, and open it if it is there."""
        from services.delivery.keyring import KeyringChannel  # the user's screen is not to wait for it

        channel = KeyringChannel(self._screen.app.connection.session.region)
        self._screen.toast("Looking in the keyring of this machine…")
        self._screen.ask(
            "keyring",
            lambda: channel.find(credential.user_name),
            lambda secret: self._looked(credential, secret, channel, user),
            self._screen.app.show_error,
        )

    def _looked(
        self, credential: Credential, secret: Secret | None, channel: "KeyringChannel", user: User | None
    ) -> None:
        if secret is None:
            told = "The keyring of this machine does not have it, and OCI cannot show it again."
            self._screen.toast(told, "warning")
        else:
            from tui.dialogs.kept import KeptDialog

            self._screen.app.push_screen(KeptDialog(credential, secret, channel, user))
