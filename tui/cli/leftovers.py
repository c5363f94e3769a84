"""Where the password of a deleted credential is left: the keyring of this machine is cleared, the rest is named."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from services.api.session import Session
from services.credentials.journal import Journal
from services.model.destination import KEYRING
from services.model.errors import OciSmtpError
from widgets.plain import visible

if TYPE_CHECKING:
    from services.delivery.destination_status import DestinationStatus


def clear_keyring(session: Session, journal: Journal, left: "Sequence[DestinationStatus]") -> None:
    """Remove a deleted credential's password from the keyring of this machine; name the other places that have it."""
    from services.delivery.destinations import Destinations
    from services.delivery.leftovers import write_off
    from tui.format.destination_text import told_of

    for finding in left:
        place = finding.destination
        told = told_of(finding)
        if place.kind == KEYRING and finding.can_be_emptied:
            try:
                told = Destinations(session).empty(place)
                write_off(journal, place)
            except OciSmtpError as error:
                told = f"{told} {error.cause}"
        print(visible(f"oci-smtp: {told}"), file=sys.stderr)
