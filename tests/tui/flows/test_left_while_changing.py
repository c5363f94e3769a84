"""A change whose place is left before its answer, or that is followed by another one: what came of it is told."""

import pytest
from textual.widgets import Input

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.services.held_answers import HeldAnswers
from tests.tui.desk import AppPilot, Opened, at, at_user, descriptions, ending_to_type, hear, see, type_ending, write
from tests.tui.shell import ONE, TWO
from tests.wait import wait_until
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.describe import DescribeDialog
from tui.dialogs.error import ErrorDialog
from tui.screens.home import HomeScreen
from tui.screens.user import UserScreen
from tui.startup.start import Start

DELETE = "delete_smtp_credential"


async def confirmed(pilot: AppPilot) -> None:
    await type_ending(pilot)
    await at(pilot, UserScreen)


async def left(pilot: AppPilot) -> None:
    """The person goes back home while the answer is on its way."""
    await pilot.press("escape")
    await at(pilot, HomeScreen)


class TestPlaceLeft:
    async def test_a_deletion_is_reported_after_the_admin_leaves_the_screen(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        held = HeldAnswers(tenancy, DELETE)
        async with opened(Start("user", ONE)) as pilot:
            await at_user(pilot)
            await pilot.press("D")
            await confirmed(pilot)
            await left(pilot)
            held.let_go()
            await hear(pilot, "Deleted “Shop checkout, production”")
        assert descriptions(tenancy, ONE) == []

    @pytest.mark.parametrize("kind", ["403", "404", "409", "500", "reset-after", "307"])
    async def test_a_failed_deletion_is_reported_after_the_admin_leaves_the_screen(
        self, opened: Opened, tenancy: Tenancy, kind: str
    ) -> None:
        held = HeldAnswers(tenancy, DELETE)
        async with opened(Start("user", ONE)) as pilot:
            await at_user(pilot)
            tenancy.faults.append(Rule(kind, DELETE))
            await pilot.press("D")
            await confirmed(pilot)
            await left(pilot)
            held.let_go()
            await at(pilot, ErrorDialog)
            await see(pilot, "deleting the credential")

    async def test_a_rejected_description_is_reported_after_the_admin_leaves_the_screen(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        held = HeldAnswers(tenancy, "update_smtp_credential")
        async with opened(Start("user", ONE)) as pilot:
            await at_user(pilot)
            tenancy.faults.append(Rule("403", "update_smtp_credential"))
            await pilot.press("e")
            await at(pilot, DescribeDialog)
            pilot.app.screen.query_one(Input).value = "x"
            await pilot.press("enter")
            await at(pilot, UserScreen)
            await left(pilot)
            held.let_go()
            await at(pilot, ErrorDialog)
            await see(pilot, "changing the description")


async def test_both_outcomes_of_two_deletions_are_reported(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("user", TWO)) as pilot:
        await at_user(pilot)
        held = HeldAnswers(tenancy, DELETE)
        tenancy.faults.append(Rule("403", DELETE))
        await pilot.press("D")
        await confirmed(pilot)
        await pilot.press("down", "D")
        await confirmed(pilot)
        held.let_go()
        await wait_until(pilot, lambda: operations(tenancy).count(DELETE) == 2)
        await at(pilot, ErrorDialog)
        await pilot.press("escape")
        await hear(pilot, "Deleted “")
    assert len(descriptions(tenancy, TWO)) == 1


async def test_an_error_during_a_typed_confirmation_leaves_the_confirmation_open(
    opened: Opened, tenancy: Tenancy
) -> None:
    async with opened(Start("user", TWO)) as pilot:
        await at_user(pilot)
        held = HeldAnswers(tenancy, DELETE)
        tenancy.faults.append(Rule("403", DELETE))
        await pilot.press("D")
        await confirmed(pilot)
        await pilot.press("down", "D")
        ending = await ending_to_type(pilot)
        await write(pilot, ending[:3])
        held.let_go()
        await at(pilot, ErrorDialog)
        await pilot.press("escape")
        await at(pilot, ConfirmDialog)
        await write(pilot, ending[3:])
        await pilot.press("enter")
        await hear(pilot, "Deleted “")


class TestQuitting:
    @pytest.mark.parametrize("key", ["q", "ctrl+q"])
    async def test_quit_does_not_exit_while_a_change_is_in_progress(
        self, opened: Opened, tenancy: Tenancy, key: str
    ) -> None:
        held = HeldAnswers(tenancy, DELETE)
        async with opened(Start("user", ONE)) as pilot:
            await at_user(pilot)
            await pilot.press("D")
            await confirmed(pilot)
            await left(pilot)
            await pilot.press(key)
            await hear(pilot, "A change is in progress, and its outcome isn't known yet.")
            held.let_go()
            await hear(pilot, "Deleted “Shop checkout, production”")
            await pilot.press(key)
            await wait_until(pilot, lambda: not pilot.app.is_running)
        assert pilot.app.return_code == 0

    async def test_quitting_twice_quits_with_the_exit_code_for_an_unknown_outcome(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        held = HeldAnswers(tenancy, DELETE)
        async with opened(Start("user", ONE)) as pilot:
            await at_user(pilot)
            await pilot.press("D")
            await confirmed(pilot)
            await pilot.press("ctrl+q", "ctrl+q")
            await wait_until(pilot, lambda: not pilot.app.is_running)
        held.let_go()
        assert pilot.app.return_code == 5
