"""Deleting old credentials of rotations whose replacements have been there for some time: each only the one named."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from services.api.session import Session
from services.audit.audit import CONCURRENCY
from services.audit.throttled_requests import ThrottledRequests
from services.audit.worker_pool import WorkerPool
from services.credentials.journal import Journal
from services.credentials.rotation import Rotation
from services.credentials.rotator import open_rotations, open_rotator
from services.delivery.destination_status import DestinationStatus
from services.delivery.retirement import retire as delete_with_places
from services.directory import Directory
from services.fleet.paced_directory import paced
from services.fleet.plan import Plan
from services.fleet.receipt_lines import Receipt, RowState, receipts_in
from services.model.errors import OciSmtpError


@dataclass(frozen=True)
class Waiting:
    """A rotation whose old credential isn't deleted yet."""

    rotation: Rotation
    why: str
    """Why not: its replacement is too new, or is missing. A whole sentence."""


def ripe(
    journal: Journal, tenancy: str, days: int, plan: Plan | None = None
) -> Iterator[Rotation | Waiting | OciSmtpError]:
    """The rotations in progress whose replacement is at least `days` days old, the others, and what can't be read.

    With a plan, only rotations whose replacement one of its receipts names.

    Raises:
        UnreadableReceiptsError: the receipts of the plan are damaged.
    """
    of_plan = _replacements_of(plan) if plan else None
    before = datetime.now(timezone.utc) - timedelta(days=days)
    for rotation in open_rotations(journal).all(tenancy):
        if isinstance(rotation, OciSmtpError):
            yield rotation
            continue
        new = rotation.new
        if of_plan is not None and (new is None or new.ocid not in of_plan):
            continue
        if new is None:
            yield Waiting(rotation, "The replacement isn't generated yet.")
        elif new.created is None or new.created > before:
            when = new.created.date().isoformat() if new.created else "on an unknown date"
            yield Waiting(rotation, f"The replacement was generated {when}.")
        else:
            yield rotation


@dataclass(frozen=True)
class Retired:
    """What became of one rotation."""

    rotation: Rotation
    left: Sequence[DestinationStatus] = ()
    """Where the password of the deleted credential might still be."""
    error: OciSmtpError | None = None
    """Why its old credential wasn't deleted; None where it was."""


def retire(
    session: Session,
    directory: Directory,
    journal: Journal,
    rotations: list[Rotation],
    follow: Callable[[Retired], None],
    *,
    stop_after: int = 0,
) -> None:
    """Delete the old credential of each, several at once.

    One is kept whose replacement no longer exists, or of which it isn't confirmed that anything has the new password:
    who agrees to many at once hasn't looked at each.

    `stop_after` is how many can fail before no more is begun, 0 for all. `follow` hears of each.
    """
    directory = paced(directory, ThrottledRequests(CONCURRENCY))
    rotator = open_rotator(session, directory, journal)
    failed = 0

    def delete(rotation: Rotation) -> list[DestinationStatus]:
        return delete_with_places(session, journal, rotator, rotation)

    crew: WorkerPool[Rotation, list[DestinationStatus]] = WorkerPool(delete, CONCURRENCY)
    left = iter(rotations)
    try:
        while True:
            while crew.busy < CONCURRENCY and not (stop_after and failed >= stop_after):
                rotation = next(left, None)
                if rotation is None:
                    break
                crew.take(rotation)
            if not crew.busy:
                return
            for done, outcome in crew.outcomes():
                if isinstance(outcome, OciSmtpError):
                    failed += 1
                    follow(Retired(done, error=outcome))
                elif isinstance(outcome, Exception):
                    raise outcome
                else:
                    follow(Retired(done, outcome))
    finally:
        crew.dismiss()


def _replacements_of(plan: Plan) -> set[str]:
    """The OCIDs of the credentials that the receipts of a plan name."""
    return {
        entry.credential_ocid
        for entry in receipts_in(plan)
        if isinstance(entry, Receipt) and entry.state is RowState.DONE and entry.credential_ocid
    }
