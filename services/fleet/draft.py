"""A plan that isn't written yet: from what was read of the tenancy, and from what the person asked for."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from services.api.session import Session
from services.credentials.journal import Journal
from services.credentials.rotator import open_rotations
from services.directory import Directory
from services.fleet.due import Candidate, Known, due, left_out, not_found, selected, without
from services.fleet.named_users import Found, read_named
from services.fleet.plan import LeftOut, PlanHead, PlanKind, PlannedRow, write_plan
from services.fleet.planner import PlanOptions, planned
from services.fleet.reasons import Reason, told
from services.fleet.users_file import NamedUser
from services.model.errors import NotFoundError, OciSmtpError


@dataclass(frozen=True)
class PlanDraft:
    """A plan before it is written."""

    head: PlanHead
    rows: tuple[PlannedRow, ...]
    left_out: tuple[LeftOut, ...]

    def write(self, path: Path) -> None:
        """Write it to a new file.

        Raises:
            UsageError: something of that name already exists.
            OciSmtpError: it can't be written.
        """
        write_plan(path, self.head, self.rows, self.left_out)


@dataclass(frozen=True)
class Readings:
    """What was read of the tenancy: users with their credentials, and what couldn't be read."""

    users: tuple[Found, ...]
    unread: tuple[LeftOut, ...] = ()
    named: Mapping[str, NamedUser] | None = None
    """By the user's OCID, what the users file says."""

    @property
    def is_whole(self) -> bool:
        """Whether everything could be read that decides who is due."""
        return not any(each.reason is Reason.UNREAD for each in self.unread)


def read_users_of(directory: Directory, named: list[NamedUser]) -> Readings:
    """The users that a file names. One that is named twice counts once, and the other rows are left out."""
    users: list[Found] = []
    unread: list[LeftOut] = []
    of: dict[str, NamedUser] = {}
    for each, found in zip(named, read_named(directory, named), strict=True):
        if isinstance(found, NotFoundError):
            unread.append(not_found(each.user, found))
        elif isinstance(found, OciSmtpError):
            unread.append(LeftOut(each.user, Reason.UNREAD, told(found)))
        elif found[0].ocid in of:
            unread.append(
                left_out(found[0], Reason.LISTED_TWICE, f'The users file names the user again: "{each.user}".')
            )
        else:
            users.append(found)
            of[found[0].ocid] = each
    return Readings(tuple(users), tuple(unread), of)


def draft_rotations(
    session: Session, journal: Journal, read: Readings, days: int, options: PlanOptions, *, prove: bool
) -> PlanDraft:
    """A plan to rotate every credential of at least `days` days.

    Raises:
        OciSmtpError: the journal can't be read, or a recipient is none.
    """
    known = Known(journal, open_rotations(journal), session.tenancy_ocid)
    return _draft(session, PlanKind.ROTATE, due(read.users, days, known), read, options, prove, days)


def draft_selected(
    session: Session, journal: Journal, read: Readings, ocids: Collection[str], options: PlanOptions, *, prove: bool
) -> PlanDraft:
    """A plan to rotate the credentials with these OCIDs.

    Raises:
        OciSmtpError: the journal can't be read, or a recipient is none.
    """
    known = Known(journal, open_rotations(journal), session.tenancy_ocid)
    return _draft(session, PlanKind.ROTATE, selected(read.users, ocids, known), read, options, prove, 0)


def draft_generations(
    session: Session, journal: Journal, read: Readings, options: PlanOptions, *, prove: bool
) -> PlanDraft:
    """A plan to generate a credential for each of these users.

    Raises:
        OciSmtpError: the journal can't be read, or a recipient is none.
    """
    known = Known(journal, open_rotations(journal), session.tenancy_ocid)
    return _draft(session, PlanKind.GENERATE, without(read.users, known), read, options, prove, 0)


def _draft(
    session: Session,
    kind: PlanKind,
    candidates: Iterable[Candidate | LeftOut],
    read: Readings,
    options: PlanOptions,
    prove: bool,
    days: int,
) -> PlanDraft:
    found = planned(candidates, options, read.named or {})
    left = (*found.left_out, *read.unread)
    head = PlanHead(
        kind,
        session.profile.name,
        session.tenancy_ocid,
        session.region,
        datetime.now(timezone.utc),
        len(found.rows),
        len(left),
        found.requests,
        prove,
        days,
        read.is_whole,
    )
    return PlanDraft(head, tuple(found.rows), left)
