"""Rotating the credentials that are selected in the audit: destinations, a plan to look at, and then the run."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from services.model.errors import OciSmtpError, UsageError
from services.model.values import Credential, User
from tui.base.app import AppBase
from tui.base.connection import Connection
from tui.base.place import Place
from tui.format.credential_text import credentials_text

if TYPE_CHECKING:
    from services.fleet.apply import FleetRun
    from services.fleet.draft import PlanDraft
    from tui.dialogs.rotate_selected import RotationWish

Owned = tuple[User, list[Credential]]
"""A user with all credentials."""


async def rotate_selected(
    place: Place, owners: Sequence[Owned], ocids: Sequence[str], reload: Callable[[], object]
) -> None:
    """Ask where the replacements go, show the plan, and carry it out; then the list is read again."""
    from tui.dialogs.confirm import ConfirmDialog
    from tui.dialogs.rotate_selected import RotateSelectedDialog

    app = place.app
    now = datetime.now(timezone.utc)
    wish = await app.question(RotateSelectedDialog(len(ocids), f"rotation-{now:%Y-%m-%d-%H%M%S}.plan"))
    if wish is None:
        return
    connection = app.connection
    try:
        draft = await app.background("plan", lambda: _drafted(connection, owners, ocids, wish), keys_wait=True)
        if not draft.rows:
            raise UsageError(f"None of the credentials can be rotated. {_reasons(draft)}", "Select others.")
        question = (
            f"Rotates {credentials_text(draft.head.rows)} with at least {draft.head.requests:,} requests to OCI. "
            f"The plan is saved as {wish.path}."
        )
        if not await app.question(
            ConfirmDialog("Rotate SMTP credentials", question, confirm="Rotate", detail=_reasons(draft))
        ):
            return
        await app.change(lambda: draft.write(wish.path))
    except OciSmtpError as error:
        app.show_error(error)
        return
    await carry_out(app, wish.path)
    reload()


async def carry_out(app: AppBase, path: Path) -> None:
    """Carry out a plan of rotations, or continue with one that was begun here or on the command line."""
    from tui.dialogs.fleet_run import FleetRunDialog

    connection = app.connection
    try:
        run, rows = await app.background("plan", lambda: _opened(connection, path), keys_wait=True)
    except OciSmtpError as error:
        app.show_error(error)
        return
    await app.question(FleetRunDialog(run, rows, path))


def _drafted(
    connection: Connection, owners: Sequence[Owned], ocids: Sequence[str], wish: "RotationWish"
) -> "PlanDraft":
    """The plan, before it is written. Called in a thread."""
    from services.fleet.draft import Readings, draft_selected

    read = Readings(tuple(owners))
    return draft_selected(connection.session, connection.journal, read, ocids, wish.options, prove=wish.prove)


def _opened(connection: Connection, path: Path) -> "tuple[FleetRun, int]":
    """What carries out the plan, and how many rows it has. Called in a thread."""
    from services.fleet.apply import FleetRun
    from services.fleet.plan import Plan

    plan = Plan.read(path)
    return FleetRun(plan, connection.session, connection.directory, connection.journal), plan.head.rows


def _reasons(draft: "PlanDraft") -> str:
    """How many are left out for each reason, with the first sentence about it; empty where none is."""
    count = Counter(each.reason for each in draft.left_out)
    told = []
    for reason, number in count.most_common():
        why = next(each.why for each in draft.left_out if each.reason is reason)
        told.append(f"Left out, {reason.value}: {number:,}. {why}")
    return "\n".join(told)
