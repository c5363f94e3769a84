"""What a secret of OCI Vault holds back of a replacement: put into use before the old credential goes."""

from functools import partial
from typing import TYPE_CHECKING

from tui.base.connection import Connection
from tui.base.place import Place

if TYPE_CHECKING:
    from services.credentials.rotation import Rotation
    from services.model.destination import Destination


async def is_in_use(place: Place, rotation: "Rotation") -> bool:
    """Whether programs that follow a secret get the replacement: else it is made CURRENT, if the person says so.

    Raises:
        OciSmtpError: that can't be told, or it isn't CURRENT.
    """
    from tui.dialogs.confirm import ConfirmDialog

    connection, new = place.app.connection, rotation.new
    assert new  # there is one to deploy

    def find() -> "list[Destination]":
        from services.delivery.held_back import held_back

        return held_back(connection.session, connection.journal, new)

    for where in await place.background("held back", find, keys_wait=True):
        question = ConfirmDialog(
            "Make the new version CURRENT",
            f"Programs that follow the secret still get the old credential: {where.label} is PENDING.",
            confirm="Make CURRENT",
        )
        if not await place.app.question(question):
            return False
        place.toast(await place.app.change(partial(_promote, connection, where)))
    return True


def _promote(connection: Connection, where: "Destination") -> str:
    """What became of it. Called in a thread."""
    from services.delivery.promotion import promote

    return promote(connection.session, where)
