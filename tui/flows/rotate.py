"""Rotating a credential: the steps of a rotation, each confirmed where a person must decide."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from services.model.errors import OciSmtpError
from services.model.values import SMTP_CREDENTIAL_LIMIT, Credential, User
from tui.base.connection import Connection
from tui.base.place import Place
from tui.flows.delete import stops_without
from tui.flows.destinations import destinations_left, offer_destinations
from tui.flows.promotion import is_in_use
from tui.flows.suspend import change_suspension, is_to_be_suspended
from tui.flows.user_state import UserState
from tui.format.ages import identity
from tui.format.credential_text import TYPED

if TYPE_CHECKING:
    from services.credentials.rotation import Rotation
    from services.delivery.destination_status import DestinationStatus


async def rotate(place: Place, state: UserState, chosen: Credential | None, reload: Callable[[], object]) -> None:
    """Continue the rotation in progress, else begin one of the chosen credential.

    The user is read again afterwards, also where a step failed: it says which step comes next.
    """
    from services.credentials.rotation_status import RotationStep
    from tui.dialogs.rotation import RotationAction, RotationDialog

    user, credentials, underway = state
    connection = place.app.connection
    rotation: Rotation | None = None
    try:
        if underway:
            answer = await place.app.question(RotationDialog(underway))
            if answer is None:
                return
            rotation = underway.rotation
            if answer is RotationAction.GIVE_UP:
                await _give_up(place, rotation, reload)
                return
            if answer in (RotationAction.SUSPEND, RotationAction.RESTORE):
                if answer is RotationAction.RESTORE or await is_to_be_suspended(place, rotation):
                    await change_suspension(place, rotation, to_suspend=answer is RotationAction.SUSPEND)
                    reload()
                return
            if underway.step is RotationStep.DEPLOY:
                if await is_in_use(place, rotation) and await _old_is_to_go(place, rotation):
                    left = await place.app.change(partial(_delete_old, connection, rotation))
                    place.toast(f"Rotated. Deleted the old credential, “{rotation.old.label}”.")
                    place.app.note_rotation(rotation.user, None)
                    reload()
                    await offer_destinations(place, left)
                return
            old = rotation.old
            needs_slot = underway.step is not RotationStep.GENERATE
        elif chosen is None:
            place.toast(f"No credential to rotate. Press {place.app.key('user.generate')} to generate one.", "warning")
            return
        else:
            old = chosen
            needs_slot = len(credentials) >= SMTP_CREDENTIAL_LIMIT
        if needs_slot:
            rotation = await _free_slot(place, user, credentials, old, reload)
            if rotation is None:
                return
        await _generate_replacement(place, user, old, rotation)
    except OciSmtpError as error:
        place.app.show_error(error)
    reload()


async def _give_up(place: Place, rotation: "Rotation", reload: Callable[[], object]) -> None:
    """End the rotation, and keep both credentials.

    Raises:
        OciSmtpError: the old credential is suspended and could not be restored, so the rotation stays.
    """
    connection = place.app.connection
    await place.app.change(lambda: connection.rotator().give_up(rotation))
    place.toast("Canceled the rotation. Both credentials are kept.")
    place.app.note_rotation(rotation.user, None)
    reload()


def _delete_old(connection: Connection, rotation: "Rotation") -> "list[DestinationStatus]":
    """Where the password of the old credential is left. Called in a thread."""
    from services.delivery.retirement import retire

    return retire(connection.session, connection.journal, connection.rotator(), rotation, is_deployed=True)


async def _old_is_to_go(place: Place, rotation: "Rotation") -> bool:
    """Whether the person says that the old credential can be deleted."""
    assert rotation.new  # there is one to deploy
    proved = "test sign-in succeeded" if rotation.proved_at else "not tested from this machine"
    return await _is_confirmed(
        place,
        "Delete the old credential",
        f"{stops_without(rotation.old, rotation.user)} The new credential, “{rotation.new.label}” "
        f"({identity(rotation.new)}, {proved}), stays. You can't undo this.",
        rotation.old,
    )


async def _free_slot(
    place: Place, user: User, credentials: list[Credential], old: Credential, reload: Callable[[], object]
) -> "Rotation | None":
    """Delete one of two credentials, as the person chooses; the rotation that has room then, if the new one is next.

    Raises:
        OciSmtpError: nothing was deleted, or its deletion was not confirmed.
    """
    from tui.dialogs.rotation import RoomChoice, RoomDialog

    connection = place.app.connection
    other = next((item for item in credentials if item.ocid != old.ocid), None)
    if other is None:  # the list has changed since the question was asked
        reload()
        return None
    way = await place.app.question(RoomDialog(user, old, other))
    if way is None:
        return None
    if way is RoomChoice.ADOPT:
        await place.app.change(lambda: connection.rotator().begin(user, old, new=other))
        place.toast(f"“{other.label}” replaces “{old.label}”.")
        reload()
        return None
    goes = other if way is RoomChoice.OTHER else old
    is_meant = await _is_confirmed(
        place,
        "Delete a credential to make room",
        f"{stops_without(goes, user)} Then a new credential is generated to replace “{old.label}”. "
        "You can't undo this.",
        goes,
    )
    if not is_meant:
        return None

    def make_room() -> "tuple[Rotation, bool, list[DestinationStatus]]":
        rotator = connection.rotator()
        rotation = rotator.begin(user, old, makes_room=goes)
        is_deleted = rotator.make_room(rotation)
        return rotation, is_deleted, destinations_left(connection, goes) if is_deleted else []

    rotation, is_deleted, left = await place.app.change(make_room)
    if is_deleted:
        place.toast(f"Deleted “{goes.label}”. The user can now have a new credential.")
    else:
        place.toast(f"Nothing was deleted: “{goes.label}” no longer exists, or the user already has a free slot.")
    await offer_destinations(place, left)
    return rotation


async def _generate_replacement(place: Place, user: User, old: Credential, rotation: "Rotation | None") -> None:
    """Generate what replaces a credential, and show it."""
    from tui.dialogs.replace import ReplaceDialog, ReplacementDialog

    issue = await place.app.question(ReplaceDialog(user, old, rotation))
    if issue is not None:
        await place.app.question(ReplacementDialog(user, issue))
        if issue.doubt:
            place.app.show_error(issue.doubt)


async def _is_confirmed(place: Place, title: str, question: str, goes: Credential) -> bool:
    from tui.dialogs.confirm import ConfirmDialog

    is_meant = await place.app.question(ConfirmDialog(title, question, confirm="Delete", typed=goes.ending, what=TYPED))
    return is_meant is True
