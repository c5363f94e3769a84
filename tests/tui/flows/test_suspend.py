"""The old credential of a rotation is suspended in the app, restored, and told as requested."""

from pathlib import Path

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from tests.tui.desk import AppPilot, Opened, at, at_user, descriptions, hear, see
from tests.tui.flows.rotate_steps import half_way
from tests.tui.shell import ONE
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.rotation import RotationDialog
from tui.startup.start import Start
from widgets.menu import Menu

OLD = "Shop checkout, production"


async def asked(pilot: AppPilot, *keys: str) -> None:
    """Press keys in the dialog of the rotation."""
    await pilot.press("R")
    await at(pilot, RotationDialog)
    await pilot.press(*keys)


async def replace(opened: Opened) -> None:
    """Generate the replacement, and keep it."""
    async with half_way(opened):
        pass


async def suspend(pilot: AppPilot) -> None:
    """Choose to suspend the old credential, and confirm it."""
    await asked(pilot, "down", "down", "enter")
    await at(pilot, ConfirmDialog)
    await pilot.press("tab", "enter")


async def test_the_old_credential_is_suspended_and_restored(opened: Opened, tenancy: Tenancy, state: Path) -> None:
    await replace(opened)
    old, _ = tenancy.credentials(tenancy.user_ocid(ONE))
    async with opened(Start("user", ONE), size=(80, 24), directory="domains") as pilot:
        await at_user(pilot)
        await see(pilot, "Press R to continue")
        await asked(pilot, "down", "down")
        await see(pilot, "Suspend the old one first", "can be restored")
        await pilot.press("enter")
        await at(pilot, ConfirmDialog)
        await see(pilot, "Email Delivery rejects mail", "OCI doesn't return whether")
        await pilot.press("escape")
        await at_user(pilot)
        assert old.state == "ACTIVE"
        await suspend(pilot)
        await hear(pilot, f"Requested: suspend “{OLD}”.")
        await see(pilot, "suspension of the old credential was requested", "not verified")
        assert old.state == "INACTIVE"
        await asked(pilot, "down", "down")
        await see(pilot, "Restore the old one", "restores the old one")
        await pilot.press("enter")
        await hear(pilot, f"Requested: restore “{OLD}”.")
        await see(pilot, "the old credential is active")
    assert old.state == "ACTIVE"
    assert descriptions(tenancy, ONE) == [OLD, "checkout 2"]


async def test_canceling_the_rotation_restores_the_old_credential(
    opened: Opened, tenancy: Tenancy, state: Path
) -> None:
    await replace(opened)
    old, _ = tenancy.credentials(tenancy.user_ocid(ONE))
    async with opened(Start("user", ONE), size=(80, 24), directory="domains") as pilot:
        await at_user(pilot)
        await see(pilot, "Press R to continue")
        await suspend(pilot)
        await see(pilot, "was requested")
        await asked(pilot, "end", "enter")
        await hear(pilot, "Canceled the rotation")
    assert old.state == "ACTIVE"
    assert descriptions(tenancy, ONE) == [OLD, "checkout 2"]


async def test_a_rejected_suspension_leaves_the_old_credential_shown_as_active(
    opened: Opened, tenancy: Tenancy, state: Path
) -> None:
    await replace(opened)
    tenancy.faults.append(Rule("409", "patch_smtp_credential"))
    async with opened(Start("user", ONE), size=(80, 24), directory="domains") as pilot:
        await at_user(pilot)
        await see(pilot, "Press R to continue")
        await suspend(pilot)
        await see(pilot, "Conflict")
        await pilot.press("escape")
        await at_user(pilot)
        await see(pilot, "the old credential is active")


async def test_suspend_cannot_be_chosen_without_identity_domains(opened: Opened, tenancy: Tenancy, state: Path) -> None:
    await replace(opened)
    async with opened(Start("user", ONE), size=(80, 24)) as pilot:
        await at_user(pilot)
        await see(pilot, "Press R to continue")
        await asked(pilot)
        await see(pilot, "Suspend the old one first", "needs an identity domain")
        menu = pilot.app.screen.query_one(Menu)
        assert [menu.get_option_at_index(at).disabled for at in range(menu.option_count)] == [False, False, True, False]
