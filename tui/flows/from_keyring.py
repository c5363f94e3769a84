"""Passwords that the keyring of this machine keeps."""

from typing import TYPE_CHECKING

from services.model.errors import OciSmtpError
from services.model.secret import Secret
from services.model.values import Credential, User

if TYPE_CHECKING:
    from services.delivery.keyring import KeyringChannel
    from tui.screens.user import UserScreen

LOOKING = "Looking in the keyring of this machine…"


class Kept:
    """Looks for the passwords of the user on a screen."""

    def __init__(self, screen: "UserScreen") -> None:
        self._screen = screen

    def find(self, credential: Credential, user: User | None) -> None:
        """Look for one, and open it if it is there."""
        from services.delivery.keyring import KeyringChannel  # the user's screen is not to wait for it

        channel = KeyringChannel(self._screen.app.connection.session.region)
        self._screen.toast(LOOKING)
        self._screen.ask(
            "keyring",
            lambda: channel.find(credential.user_name),
            lambda secret: self._looked(credential, secret, channel, user),
            self._failed,
        )

    def _failed(self, error: OciSmtpError) -> None:
        self._screen.app.unsay(LOOKING)
        from services.system.os_keyring import NoKeyringError

        if isinstance(error, NoKeyringError):  # its own next step is for whoever has a password to keep
            error = NoKeyringError(
                error.cause, "It can be found only where it was kept: on the machine with that keyring."
            )
        self._screen.app.show_error(error)

    def _looked(
        self, credential: Credential, secret: Secret | None, channel: "KeyringChannel", user: User | None
    ) -> None:
        self._screen.app.unsay(LOOKING)
        if secret is None:
            told = "The keyring of this machine does not have it, and OCI cannot show it again."
            self._screen.toast(told, "warning")
        else:
            from tui.dialogs.kept import KeptDialog

            self._screen.app.push_screen(KeptDialog(credential, secret, channel, user))
