"""The end of a rotation: the old credential is deleted, and where its password is left is told."""

from services.api.session import Session
from services.credentials.journal import Journal
from services.credentials.rotation import Rotation
from services.credentials.rotator import Rotator
from services.delivery.destinations import DestinationStatus
from services.delivery.leftovers import left_of


def retire(session: Session, journal: Journal, rotator: Rotator, rotation: Rotation) -> list[DestinationStatus]:
    """Delete the old credential of a rotation, and no other; where its password might still be.

    Raises:
        ConflictError: the replacement is gone, or no one can have its password; the old one was not deleted.
        OutcomeUnknownError: it isn't known whether it was deleted; the rotation stays, and can be ended again.
        OciSmtpError: it could not be deleted.
    """
    rotator.delete_old(rotation)
    return left_of(session, journal, rotation.old)
