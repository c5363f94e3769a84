"""Rotating the credentials that are selected in the audit, by keys, and together with a shell on the same plan."""

import os
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from services.demo.tenancy import Tenancy
from services.fleet.plan import Plan
from services.fleet.receipt_lines import RowState, receipts_in
from tests.services.accounts import operations
from tests.tui.desk import AppPilot, Opened, at, hear, see, seen
from tests.wait import wait_until
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.error import ErrorDialog
from tui.dialogs.fleet_run import FleetRunDialog
from tui.dialogs.rotate_selected import RotateSelectedDialog
from tui.screens.audit import AuditScreen
from tui.startup.start import Start
from widgets.field import Field

ROOT = Path(__file__).parents[3]
START = Start("audit")
SELECTED = 20
SLOW_S = 0.3
"""How long a create takes, so that a key comes before the end."""
MANY = 400
CREATE = "create_smtp_credential"

pytestmark = pytest.mark.parametrize("tenancy", [MANY], indirect=True)


class Rotation:
    """Where the new passwords go, and who can read them."""

    def __init__(self, folder: Path) -> None:
        self.identity = pyrage.x25519.Identity.generate()
        self.out = folder / "out"
        self.out.mkdir()
        self.plan = folder / "a.plan"

    def passwords(self) -> set[str]:
        """All that were delivered."""
        texts = [pyrage.decrypt(path.read_bytes(), [self.identity]).decode() for path in self.out.iterdir()]
        return {line.partition(":")[2].strip() for text in texts for line in text.splitlines() if "assword" in line}

    async def select(self, pilot: AppPilot) -> None:
        """Mark credentials that can be rotated."""
        await see(pilot, "complete")
        await pilot.press("slash", *"!limit !inactive !no-sign-in", "tab", *["space"] * SELECTED, "R")
        await at(pilot, RotateSelectedDialog)

    async def fill_in(self, pilot: AppPilot, to: str = "", recipient: str = "") -> None:
        """Enter the destination and the plan."""
        texts = (to or f"age:{self.out}/{{user}}.age", recipient or str(self.identity.to_public()), str(self.plan))
        for name, text in zip(("to", "recipient", "plan"), texts, strict=True):
            pilot.app.screen.query_one(f"#{name}", Field).input.value = text
        await pilot.press("enter")

    async def begin(self, pilot: AppPilot) -> FleetRunDialog:
        """From the audit to the run."""
        await self.select(pilot)
        await self.fill_in(pilot)
        await at(pilot, ConfirmDialog)
        await see(pilot, f"Rotates {SELECTED} SMTP credentials")
        await pilot.press("tab", "enter")
        await at(pilot, FleetRunDialog)
        dialog = pilot.app.screen
        assert isinstance(dialog, FleetRunDialog)
        return dialog


@pytest.fixture
def rotation(tenancy: Tenancy, tmp_path: Path) -> Rotation:
    """A folder for plan and files, and a key; credentials take a while to create."""
    tenancy.latencies[CREATE] = SLOW_S
    return Rotation(tmp_path)


def done(rotation: Rotation) -> int:
    """How many rows have their credential, by the receipts."""
    return sum(each.state is RowState.DONE for each in receipts_in(Plan.read(rotation.plan)))


def check_each_was_rotated_once(tenancy: Tenancy, rotation: Rotation) -> None:
    """Each row has one replacement, which is where the plan says; the old one is kept."""
    receipts = receipts_in(Plan.read(rotation.plan))
    finished = [each for each in receipts if each.state is RowState.DONE]
    assert len(finished) == len({each.user_ocid for each in finished}) == SELECTED
    new = [
        credential for credential in tenancy.credentials() if credential.ocid in {e.credential_ocid for e in finished}
    ]
    assert {credential.password for credential in new} == rotation.passwords()
    assert operations(tenancy).count(CREATE) == SELECTED
    for each in finished:
        assert each.old_credential_ocid in {credential.ocid for credential in tenancy.credentials(each.user_ocid)}


async def test_twenty_selected_credentials_are_each_rotated_once_across_a_pause(
    opened: Opened, tenancy: Tenancy, rotation: Rotation
) -> None:
    async with opened(START, size=(80, 24)) as pilot:
        await rotation.begin(pilot)
        await pilot.press("c")
        await see(pilot, "paused", "Press c to resume.")
        await wait_until(pilot, lambda: operations(tenancy).count(CREATE) == done(rotation))  # users in progress
        assert done(rotation) < SELECTED
        await pilot.press("c")
        await see(pilot, "done.", "The old credentials still work.", f"{rotation.plan.name}.receipts")
        shown = seen(pilot)
        await pilot.press("enter")
        await at(pilot, AuditScreen)
        await see(pilot, "complete")
    check_each_was_rotated_once(tenancy, rotation)
    assert not any(password in shown for password in rotation.passwords())


async def test_the_app_and_the_cli_apply_one_plan_without_rotating_twice(
    opened: Opened, tenancy: Tenancy, rotation: Rotation, signed_in_environ: None
) -> None:
    async with opened(START) as pilot:
        await rotation.begin(pilot)
        await pilot.press("c")
        await see(pilot, "paused")
        mine = done(rotation)
        shell = subprocess.Popen(
            [sys.executable, "-m", "tui", "rotate", "--apply", str(rotation.plan)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        await wait_until(pilot, lambda: shell.poll() is not None or done(rotation) > mine)
        await pilot.press("c")
        await wait_until(pilot, lambda: shell.poll() is not None)
        assert shell.stdout
        told = shell.stdout.read()
        assert shell.returncode == 0, told
        await see(pilot, "Receipts:")
    check_each_was_rotated_once(tenancy, rotation)


async def test_the_apply_command_of_the_app_resumes_a_stopped_plan(
    opened: Opened, tenancy: Tenancy, rotation: Rotation
) -> None:
    async with opened(START) as pilot:
        await rotation.begin(pilot)
        await pilot.press("c")
        await see(pilot, "paused")
        await pilot.press("escape")
        await see(pilot, "not tried", f"enter :apply {rotation.plan}")
        await pilot.press("escape")
        await see(pilot, "complete")
        assert done(rotation) < SELECTED
        await pilot.press("colon", *f"apply {rotation.plan}", "enter")
        await at(pilot, FleetRunDialog)
        await see(pilot, "The old credentials still work.")
    check_each_was_rotated_once(tenancy, rotation)


@pytest.mark.parametrize(
    ("to", "recipient", "said"),
    [
        ("age:new.age", "", "is the same destination for every user."),
        ("client:env:{user}.env", "", "writes passwords in plain text."),
        ("nowhere:{user}", "", "nowhere"),
        ("age:{user}.age", "not a key", "not a key"),
        ("age:missing/{user}.age", "", "doesn't exist."),
    ],
)
async def test_invalid_input_is_reported_and_no_plan_is_written(
    opened: Opened, tenancy: Tenancy, rotation: Rotation, to: str, recipient: str, said: str
) -> None:
    async with opened(START) as pilot:
        await rotation.select(pilot)
        await rotation.fill_in(pilot, to, recipient)
        await see(pilot, said)
        assert "--" not in seen(pilot)
        assert isinstance(pilot.app.screen, RotateSelectedDialog)
    assert not rotation.plan.exists()


async def test_without_a_row_that_can_be_rotated_no_plan_is_written(
    opened: Opened, tenancy: Tenancy, rotation: Rotation
) -> None:
    async with opened(START) as pilot:
        await see(pilot, "complete")
        await pilot.press("slash", *"limit !inactive !no-sign-in", "tab", "R")
        await at(pilot, RotateSelectedDialog)
        await rotation.fill_in(pilot)
        await at(pilot, ErrorDialog)
        await see(pilot, "None of the credentials can be rotated.", "two-credentials: 1.")
    assert not rotation.plan.exists()


async def test_cancel_has_the_focus_in_the_confirmation(opened: Opened, tenancy: Tenancy, rotation: Rotation) -> None:
    async with opened(START) as pilot:
        await rotation.select(pilot)
        await rotation.fill_in(pilot)
        await at(pilot, ConfirmDialog)
        await pilot.press("enter")
        await at(pilot, AuditScreen)
    assert not rotation.plan.exists()
    assert CREATE not in operations(tenancy)


async def test_read_only_mode_rejects_the_rotate_key_and_the_apply_command(
    opened: Opened, tenancy: Tenancy, rotation: Rotation
) -> None:
    async with opened(START, read_only=True) as pilot:
        await see(pilot, "complete")
        await pilot.press("R")
        await hear(pilot, "Rotate is unavailable in read-only mode.")
        await pilot.press("colon", *f"apply {rotation.plan}", "enter")
        await hear(pilot, ":apply is unavailable in read-only mode.")
