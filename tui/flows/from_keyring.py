"""Showing a password that the keyring of this machine keeps."""

from services.model.errors import OciSmtpError
from services.model.values import Credential, User
from tui.base.place import Place

LOOKING = "Looking in this machine's keyring…"


async def show_from_keyring(place: Place, credential: Credential, user: User | None) -> None:
    """Look for the password of a credential, and show it if it is there."""
    from services.delivery.keyring import KeyringChannel  # the user's screen does not wait for it
    from services.system.os_keyring import NoKeyringError

    channel = KeyringChannel(place.app.connection.session.region)
    place.toast(LOOKING)
    try:
        secret = await place.background("keyring", lambda: channel.find(credential.user_name))
    except NoKeyringError as error:
        # Its own next step is for a person who has a password to keep.
        where = "Look on the machine where you saved it."
        place.app.show_error(NoKeyringError(error.cause, where))
        return
    except OciSmtpError as error:
        place.app.show_error(error)
        return
    finally:
        place.app.unsay(LOOKING)
    if secret is None:
        place.toast("This machine's keyring doesn't have the password, and OCI can't show it again.", "warning")
    else:
        from tui.dialogs.kept import KeyringPasswordDialog

        await place.app.question(KeyringPasswordDialog(credential, secret, channel, user))
