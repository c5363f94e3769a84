"""Who is due for a rotation, and who can't be rotated, and why: from what the audit reads, and from what we know."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from services.audit.audit import Audit
from services.credentials.journal import Journal
from services.credentials.rotation import Rotation, RotationStore
from services.credentials.rotation_status import RotationStep, live, step_of
from services.fleet.plan import LeftOut
from services.fleet.reasons import Reason, told
from services.model.errors import OciSmtpError
from services.model.values import SMTP_CREDENTIAL_LIMIT, Credential, User

CAPABILITY = "The user capability SMTP credentials is off, so OCI would reject the request."


@dataclass(frozen=True)
class Candidate:
    """A user who can get a new credential."""

    user: User
    old: Credential | None = None
    """What it replaces; None where it is the first."""


class Known:
    """What this computer knows of users: rotations in progress, and interrupted credentials."""

    def __init__(self, journal: Journal, store: RotationStore, tenancy: str) -> None:
        """Read it once.

        Raises:
            StateDirError: it can't be read.
        """
        # Whose rotation can't be read is told when the row is carried out: its file has no name of a user.
        self._rotations = {found.user_ocid: found for found in store.all(tenancy) if isinstance(found, Rotation)}
        self._interrupted = {
            record.user_ocid: record.description for record in journal.unfinished() if record.tenancy == tenancy
        }

    def why_not(self, user: User, there: list[Credential], old: Credential | None) -> LeftOut | None:
        """Why a user with these credentials can't have a new one; None where that's fine."""
        rotation = self._rotations.get(user.ocid)
        if rotation and (old is None or not _can_continue(rotation, old, there)):
            since = rotation.begun_at.date().isoformat()
            why = f"A rotation of “{rotation.old.label}” is in progress since {since}."
            return left_out(user, Reason.IN_PROGRESS, why, old)
        if user.ocid in self._interrupted:
            why = f"The credential “{self._interrupted[user.ocid]}” was interrupted. Run oci-smtp recover."
            return left_out(user, Reason.INTERRUPTED, why, old)
        return None


def due(users: Iterable[tuple[User, list[Credential]]], days: int, known: Known) -> Iterator[Candidate | LeftOut]:
    """Of these users those with a credential of at least `days` days, and why some of them can't be rotated."""
    before = datetime.now(timezone.utc) - timedelta(days=days)
    for user, credentials in users:
        there = live(credentials)
        old = next((each for each in there if each.created is None or each.created <= before), None)
        if old:
            yield _of_unknown_age(user, old) or _why_not(user, there, old, known) or Candidate(user, old)


def selected(
    users: Iterable[tuple[User, list[Credential]]], ocids: Collection[str], known: Known
) -> Iterator[Candidate | LeftOut]:
    """Of these users those with a credential that a person selected, and why some of them can't be rotated."""
    for user, credentials in users:
        there = live(credentials)
        old = next((each for each in there if each.ocid in ocids), None)
        if old:
            yield _why_not(user, there, old, known) or Candidate(user, old)


def without(users: Iterable[tuple[User, list[Credential]]], known: Known) -> Iterator[Candidate | LeftOut]:
    """All of these users, for a further credential, and why some of them can't have one."""
    for user, credentials in users:
        there = live(credentials)
        if user.is_inactive:
            yield left_out(user, Reason.INACTIVE, f"The user is {user.status}.")
        elif user.can_use_smtp is False:
            yield left_out(user, Reason.CAPABILITY, CAPABILITY)
        elif len(there) >= SMTP_CREDENTIAL_LIMIT:
            yield left_out(user, Reason.TWO, "The user already has two SMTP credentials, the maximum.")
        else:
            yield known.why_not(user, there, None) or Candidate(user)


def by_user(audit: Audit) -> Iterator[tuple[User, list[Credential]]]:
    """What an audit has found, user by user, in the order of domains and names."""
    of: dict[str, tuple[User, list[Credential]]] = {}
    for row in audit.rows:
        of.setdefault(row.owner.ocid, (row.owner, []))[1].append(row.credential)
    yield from sorted(of.values(), key=lambda each: (each[0].domain, each[0].name.casefold(), each[0].ocid))


def unread(audit: Audit, ended_by: OciSmtpError | None = None) -> Iterator[LeftOut]:
    """What an audit couldn't read; `ended_by` is the error that ended it before all users were read."""
    for hole in audit.holes:
        yield LeftOut(hole.what, Reason.UNREAD, told(hole.error))
    if ended_by:
        yield LeftOut("all other users", Reason.UNREAD, told(ended_by))


def left_out(user: User, reason: Reason, why: str, credential: Credential | None = None) -> LeftOut:
    """A user for whom nothing is done."""
    return LeftOut(user.name, reason, why, user.ocid, user.domain, credential.ocid if credential else "")


def not_found(name: str, error: OciSmtpError) -> LeftOut:
    """A user who is named and can't be read."""
    return LeftOut(name, Reason.NOT_FOUND, told(error))


def _of_unknown_age(user: User, old: Credential) -> LeftOut | None:
    if old.created is None:
        return left_out(user, Reason.UNKNOWN_AGE, f"OCI doesn't say how old “{old.label}” is.", old)
    return None


def _why_not(user: User, there: list[Credential], old: Credential, known: Known) -> LeftOut | None:
    if user.is_inactive:
        return left_out(user, Reason.INACTIVE, f"The user is {user.status}. Delete the credential instead.", old)
    if user.can_use_smtp is False:
        return left_out(user, Reason.CAPABILITY, CAPABILITY, old)
    found = known.why_not(user, there, old)
    if found is None and len(there) >= SMTP_CREDENTIAL_LIMIT:
        why = "The user has two SMTP credentials, the maximum. Delete the one that isn't used."
        return left_out(user, Reason.TWO, why, old)
    return found


def _can_continue(rotation: Rotation, old: Credential, there: list[Credential]) -> bool:
    """Whether it is the same rotation, which an earlier run began and didn't get further with."""
    return rotation.old.ocid == old.ocid and step_of(rotation, there) is RotationStep.GENERATE
