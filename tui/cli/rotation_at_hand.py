"""The rotation that a command is about: whose it is, where it stands, and what works on it."""

import shlex
from dataclasses import dataclass

from services.api.session import Session
from services.credentials.journal import Journal
from services.credentials.rotation import Rotation
from services.credentials.rotation_status import RotationStatus
from services.credentials.rotator import Rotator, open_rotator
from services.directory import Directory
from services.directory.lookup import known_credentials
from services.model.errors import AmbiguousError, ConflictError, NotFoundError
from services.model.values import Credential, User
from tui.cli.sign_in import directory_of


@dataclass(frozen=True)
class RotationAtHand:
    """A user, the credentials, and the rotation in progress, if there is one."""

    session: Session
    journal: Journal
    directory: Directory
    rotator: Rotator
    user: User
    credentials: list[Credential]
    status: RotationStatus | None
    finished: Rotation | None
    """The rotation that had nothing left to do: its old credential no longer exists."""
    called: str
    """The user as the command line named it, quoted for a shell."""

    @property
    def in_progress(self) -> RotationStatus:
        """Where the rotation stands.

        Raises:
            NotFoundError: none is in progress.
        """
        if self.status is None:
            raise NotFoundError(
                f"No rotation is in progress for {self.user.name}.", f"To begin one, run oci-smtp rotate {self.called}"
            )
        return self.status

    def check_named(self, text: str) -> None:
        """Check that the credential which a command names is the old one of the rotation in progress.

        Raises:
            ConflictError: it is another one.
        """
        old = self.in_progress.rotation.old
        if text and text not in (old.ocid, old.user_name):
            raise ConflictError(
                f"The rotation in progress for {self.user.name} is about “{old.label}” ({old.ocid}).",
                "Leave out the credential, or name that one.",
            )


def rotation_of(session: Session, journal: Journal, text: str, *, settles: bool = False) -> RotationAtHand:
    """The rotation of the user with that name, email, or OCID.

    With `settles`, what an interrupted program left is resolved first, so that it doesn't take a slot.

    Raises:
        BlockedError: that needs a person.
        OciSmtpError: the user or the credentials can't be read, or what is known of the rotation can't.
    """
    directory = directory_of(session)
    rotator = open_rotator(session, directory, journal)
    user = directory.find(text)
    if settles:
        rotator.settle(user)
    credentials = known_credentials(directory, user)
    known = rotator.known(user)
    status = rotator.review(user, credentials)
    finished = known if status is None else None
    return RotationAtHand(session, journal, directory, rotator, user, credentials, status, finished, shlex.quote(text))


def credential_called(text: str, user: User, credentials: list[Credential]) -> Credential:
    """The one of a user's credentials that has that OCID or SMTP user name.

    Raises:
        NotFoundError: none.
        AmbiguousError: several.
    """
    found = [item for item in credentials if text and text in (item.ocid, item.user_name)]
    if not found:
        raise NotFoundError(
            f'{user.name} has no SMTP credential "{text}".', f"To list the credentials, run oci-smtp list {user.ocid}"
        )
    if len(found) > 1:
        told = ", ".join(f"{item.label} ({item.ocid})" for item in found)
        raise AmbiguousError(f'{len(found)} credentials of {user.name} match "{text}": {told}.', "Use the OCID.")
    return found[0]
