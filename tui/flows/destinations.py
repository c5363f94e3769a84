"""Where the password of a deleted credential is left."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from services.model.values import Credential
from tui.base.connection import Connection
from tui.base.place import Place

if TYPE_CHECKING:
    from services.delivery.destination_status import DestinationStatus


def destinations_left(connection: Connection, credential: Credential) -> "list[DestinationStatus]":
    """Where the password of a deleted credential might still be. Call it in a thread."""
    from services.delivery.leftovers import left_of

    return left_of(connection.session, connection.journal, credential)


async def offer_destinations(place: Place, findings: "Sequence[DestinationStatus]") -> None:
    """Name the destinations, if there are any, and offer to delete the password there."""
    if findings:
        from tui.dialogs.destinations import DestinationsDialog

        await place.app.question(DestinationsDialog(findings))
