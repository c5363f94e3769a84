"""What destinations hold back of a new credential: while they do, programs that follow them use the old one."""

from services.api.session import Session
from services.credentials.journal import Journal
from services.delivery.promotion import how_to_promote
from services.model.destination import Destination
from services.model.errors import ConflictError, NotFoundError
from services.model.values import Credential
from services.resources.secret_versions import PENDING, version_named


class HeldBackError(ConflictError):
    """A destination still gives programs the old credential, so it was not deleted."""


def held_back(session: Session, journal: Journal, credential: Credential) -> list[Destination]:
    """The versions of secrets in the session's region that hold the password of a credential, and are PENDING still.

    Raises:
        StateDirError: the journal can't be read.
        OciSmtpError: no answer.
    """
    records = [record for record in journal.records() if record.credential_ocid == credential.ocid]
    known = [place for record in records for place in record.open_destinations if place.version_name]
    return [place for place in known if place.region == session.region and _is_pending(session, place)]


def check_nothing_held_back(session: Session, journal: Journal, credential: Credential) -> None:
    """Check that the old credential can go: no program that follows a secret still gets it.

    Raises:
        HeldBackError: the new one is held back.
        OciSmtpError: that can't be told.
    """
    for place in held_back(session, journal, credential):
        raise HeldBackError(
            f"Nothing was deleted: {place.label} is still PENDING, so programs use the old credential.",
            how_to_promote(place),
        )


def _is_pending(session: Session, place: Destination) -> bool:
    try:
        return version_named(session, place.ocid, place.version_name).stage == PENDING
    except NotFoundError:
        return False
