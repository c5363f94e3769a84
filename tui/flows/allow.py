"""Turning on the capability that lets a user have SMTP credentials."""

from collections.abc import Callable

from services.model.errors import OciSmtpError
from services.model.values import User
from tui.base.place import Place


async def allow(place: Place, user: User, reload: Callable[[], object]) -> bool:
    """Ask whether to turn the capability on, and do so; whether it is on."""
    from tui.dialogs.confirm import ConfirmDialog

    question = ConfirmDialog(
        "Turn on SMTP credentials",
        f'The "SMTP credentials" user capability is off for {user.name}, so OCI would reject the request. Turn it on?',
        confirm="Turn on",
    )
    if not await place.app.question(question):
        return False
    connection = place.app.connection
    try:
        await place.app.change(lambda: connection.directory.change_smtp_capability(user, True))
    except OciSmtpError as error:
        place.app.show_error(error)
        reload()
        return False
    place.toast('Turned on the "SMTP credentials" capability.')
    return True
