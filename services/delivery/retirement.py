"""The end of a rotation: the old credential is deleted, and where its password is left is told."""

from services.api.session import Session
from services.credentials.journal import Journal
from services.credentials.rotation import Rotation
from services.credentials.rotator import Rotator
from services.delivery.destination_status import DestinationStatus
from services.delivery.held_back import check_nothing_held_back
from services.delivery.leftovers import left_of


def retire(session: Session, journal: Journal, rotator: Rotator, rotation: Rotation) -> list[DestinationStatus]:
    """Delete the old credential of a rotation, and no other; where its password might still be.

    Raises:
        ConflictError: the replacement is gone, no one can have its password, or a secret still gives programs the old
            one; the old one was not deleted.
        OutcomeUnknownError: it isn't known whether it was deleted; the rotation stays, and can be ended again.
        OciSmtpError: it could not be deleted.
    """
    if rotation.new:
        check_nothing_held_back(session, journal, rotation.new)
    rotator.delete_old(rotation)
    return left_of(session, journal, rotation.old)
