"""Editing the description of a credential."""

from collections.abc import Callable

from services.model.errors import OciSmtpError
from services.model.values import Credential, User
from tui.base.place import Place


async def edit(place: Place, user: User, credential: Credential, reload: Callable[[], object]) -> None:
    """Ask for another description, and write it; the user is read again afterwards."""
    from tui.dialogs.describe import DescribeDialog

    text = await place.app.question(DescribeDialog(credential))
    if text is None:
        return
    connection = place.app.connection
    try:
        await place.app.change(lambda: connection.directory.describe_credential(user, credential, text))
    except OciSmtpError as error:
        place.app.show_error(error)
    reload()
