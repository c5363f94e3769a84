"""A colleague deletes the user while a new credential is on the screen: there is a way out, and nothing is claimed."""

import os

import pytest

from services.config.options import Options
from services.credentials.journal import open_journal
from services.credentials.journal_record import JournalState
from services.demo.colleague import DELETE_USER, Act
from services.demo.tenancy import Tenancy
from tests.tui.desk import AppPilot, Opened, at, see
from tests.tui.generated import NONE, START, WIDE, generated
from tests.wait import wait_until
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.error import ErrorDialog
from tui.dialogs.unfinished import UnfinishedDialog
from tui.dialogs.unsaved import UnsavedDialog
from tui.screens.home import HomeScreen

pytestmark = pytest.mark.usefixtures("state")


def states() -> list[JournalState]:
    return [record.state for record in open_journal(Options(), os.environ).records()]


async def deleted_meanwhile(pilot: AppPilot, tenancy: Tenancy) -> None:
    await generated(pilot, tenancy)
    tenancy.colleague.do(Act(DELETE_USER, tenancy.user_ocid(NONE)))


async def test_a_copied_credential_is_confirmed_after_its_user_was_deleted(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=WIDE) as pilot:
        await deleted_meanwhile(pilot, tenancy)
        await pilot.press("y")
        await see(pilot, "Password: Sent")
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, CredentialDialog))
        await wait_until(pilot, lambda: states() == [JournalState.CONFIRMED])


async def test_a_failed_deletion_is_shown_and_the_record_can_be_closed(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=WIDE) as pilot:
        await deleted_meanwhile(pilot, tenancy)
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)
        await pilot.press("end", "enter")
        await at(pilot, ErrorDialog)
        assert states() == [JournalState.DISCARDING]
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, ErrorDialog))
        await pilot.press("escape")
        await at(pilot, HomeScreen)
        await pilot.press("U")
        await at(pilot, UnfinishedDialog)
        await see(pilot, f"If {NONE} was deleted, the credential was deleted too")
        await pilot.press("end", "enter")
        await see(pilot, "No credential is deleted")
        await pilot.press("tab", "enter")
        await wait_until(pilot, lambda: states() == [JournalState.CLOSED])
