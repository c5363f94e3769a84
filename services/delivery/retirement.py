"""The end of a rotation: the old credential is deleted, and where its password is left is told."""

from services.api.session import Session
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record
from services.credentials.rotation import Rotation
from services.credentials.rotator import Rotator
from services.delivery.destination_status import DestinationStatus
from services.delivery.held_back import check_nothing_held_back
from services.delivery.leftovers import left_of
from services.model.errors import ExitCode, OciSmtpError


class UnconfirmedError(OciSmtpError):
    """It isn't certain that anything has the password of the replacement, so the old credential was not deleted."""

    title = "Not confirmed"
    exit_code = ExitCode.UNKNOWN


def retire(
    session: Session, journal: Journal, rotator: Rotator, rotation: Rotation, *, is_deployed: bool = False
) -> list[DestinationStatus]:
    """Delete the old credential of a rotation, and no other; where its password might still be.

    `is_deployed` is what a person says, who was asked about this one.

    Raises:
        UnconfirmedError: nothing and no person has confirmed to have the replacement's password.
        HeldBackError: a secret of a vault still gives programs the old one, which was not deleted.
        ConflictError: the replacement is gone, or no one can have its password; the old one was not deleted.
        OutcomeUnknownError: it isn't known whether it was deleted; the rotation stays, and can be ended again.
        OciSmtpError: it could not be deleted.
    """
    record = None if is_deployed else unconfirmed(journal, rotation)
    if record:
        raise UnconfirmedError(
            f"The password of the new credential for {rotation.user_name} was delivered or shown, but not confirmed as "
            "saved. Nothing was deleted.",
            f"If you have the password, run oci-smtp recover --keep {record.intent}. If not, use --delete.",
        )
    if rotation.new:
        check_nothing_held_back(session, journal, rotation.new)
    rotator.delete_old(rotation)
    return left_of(session, journal, rotation.old)


def unconfirmed(journal: Journal, rotation: Rotation) -> Record | None:
    """The record of a replacement whose password was shown, and of which it isn't known whether anything has it.

    Raises:
        StateDirError: the journal can't be read.
    """
    if rotation.new is None:
        return None
    shown = (record for record in journal.unfinished() if record.state is JournalState.SHOWN)
    return next((record for record in shown if record.credential_ocid == rotation.new.ocid), None)
