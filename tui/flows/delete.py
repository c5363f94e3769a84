"""Deleting a credential."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from services.model.errors import OciSmtpError
from services.model.values import Credential, User
from tui.base.place import Place
from tui.flows.destinations import destinations_left, offer_destinations
from tui.format.ages import identity
from tui.format.credential_text import TYPED

if TYPE_CHECKING:
    from services.delivery.destination_status import DestinationStatus


async def delete(place: Place, user: User, credential: Credential, reload: Callable[[], object]) -> None:
    """Delete a credential, if the person types the end of its user name; the user is read again afterwards."""
    from tui.dialogs.confirm import ConfirmDialog

    question = ConfirmDialog(
        "Delete SMTP credential",
        f"{stops_without(credential, user)} You can't undo this.",
        confirm="Delete",
        typed=credential.ending,
        what=TYPED,
    )
    if not await place.app.question(question):
        return
    connection = place.app.connection

    def work() -> "list[DestinationStatus]":
        connection.directory.delete_credential(user, credential)
        connection.recovery().was_deleted(credential)
        return destinations_left(connection, credential)

    try:
        left = await place.app.change(work)
    except OciSmtpError as error:
        place.app.show_error(error)
        reload()
        return
    place.toast(f"Deleted “{credential.label}”.")
    reload()
    await offer_destinations(place, left)


def stops_without(credential: Credential, user: User) -> str:
    """What happens once a credential is deleted."""
    which = f"“{credential.label}” ({user.name}, {identity(credential)})"
    return f"Any application that sends mail with {which} stops working."
