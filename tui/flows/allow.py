"""Turning on the capability that lets a user have SMTP credentials."""

from collections.abc import Callable

from services.model.errors import OciSmtpError
from services.model.values import User
from tui.base.place import Place


async def allow(place: Place, user: User, reload: Callable[[], object]) -> bool:
    """Ask whether to turn the capability on, and do so; whether it is on."""
    from tui.dialogs.confirm import ConfirmDialog

    question = ConfirmDialog(
        "SMTP credentials are not allowed",
        f"The user capability SMTP credentials of {user.name} is off, so OCI would refuse. Turn it on?",
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
    place.toast("SMTP credentials are allowed now.")
    return True
