"""Suspending the old credential of a rotation, and restoring it."""

from typing import TYPE_CHECKING

from tui.base.place import Place
from tui.format.credential_text import told_apart

if TYPE_CHECKING:
    from services.credentials.rotation import Rotation


async def is_to_be_suspended(place: Place, rotation: "Rotation") -> bool:
    """Whether the person says so; what it does can be undone, so that nothing needs to be typed."""
    from tui.dialogs.confirm import ConfirmDialog

    question = ConfirmDialog(
        "Suspend the old credential",
        f"Email Delivery rejects mail that is sent with {told_apart(rotation.old)} until you restore the credential.",
        confirm="Suspend",
        detail="OCI doesn't return whether a credential is suspended. To verify it, test its sign-in.",
    )
    return await place.app.question(question) is True


async def change_suspension(place: Place, rotation: "Rotation", *, to_suspend: bool) -> None:
    """Suspend the old credential, or restore it.

    Raises:
        OciSmtpError: that was rejected, or its outcome isn't known.
    """
    connection = place.app.connection

    def work() -> None:
        rotator = connection.rotator()
        if to_suspend:
            rotator.suspend_old(rotation)
        else:
            rotator.restore_old(rotation)

    await place.app.change(work)
    done = "suspend" if to_suspend else "restore"
    place.toast(f"Requested: {done} “{rotation.old.label}”.")
