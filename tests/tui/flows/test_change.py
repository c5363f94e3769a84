"""Changing the credentials of a user, and what read-only mode makes of it."""

import pytest
from textual.widgets import Button, Input

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.tui.desk import AppPilot, Opened, at, at_user, descriptions, hear, see, type_ending, write
from tests.tui.shell import CHANGING, NONE, ONE
from tests.wait import wait_until
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.describe import DescribeDialog
from tui.dialogs.error import ErrorDialog
from tui.screens.user import UserScreen
from tui.startup.start import Start


async def asked_for_the_ending(pilot: AppPilot) -> None:
    """From the user's details to where the end of the user name is to be typed, before anything is deleted."""
    await at_user(pilot)
    await pilot.press("D")
    await at(pilot, ConfirmDialog)


async def editing(pilot: AppPilot) -> None:
    """From the user's details to the description of the credential."""
    await at_user(pilot)
    await pilot.press("e")
    await at(pilot, DescribeDialog)


class TestDelete:
    async def test_the_delete_dialog_focuses_the_field_and_enter_alone_deletes_nothing(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        async with opened(Start("user", ONE)) as pilot:
            await at_user(pilot)
            await pilot.press("D")
            await at(pilot, ConfirmDialog)
            await see(pilot, "Shop checkout, production", "You can't undo this")
            assert isinstance(pilot.app.screen.focused, Input)
            await pilot.press("enter")
            await see(pilot, "Nothing happens until you type")
            await pilot.press("escape")
            await at(pilot, UserScreen)
        assert "delete_smtp_credential" not in operations(tenancy)

    @pytest.mark.parametrize("theme", ["textual-dark", "ansi-light"])
    async def test_the_delete_dialog_buttons_share_one_line_in_both_themes(self, opened: Opened, theme: str) -> None:
        async with opened(Start("user", ONE), theme=theme) as pilot:
            await at_user(pilot)
            await pilot.press("D")
            await at(pilot, ConfirmDialog)
            await see(pilot, "Cancel")
            assert [button.size.height for button in pilot.app.screen.query(Button)] == [1, 1]
            assert len({button.region.y for button in pilot.app.screen.query(Button)}) == 1
            assert [button.outer_size.height for button in pilot.app.screen.query(Button)] == [1, 1]

    @pytest.mark.parametrize("typed", ["", ONE, ".com", "yes"])
    async def test_typing_anything_but_the_ending_deletes_nothing(
        self, opened: Opened, tenancy: Tenancy, typed: str
    ) -> None:
        async with opened(Start("user", ONE)) as pilot:
            await asked_for_the_ending(pilot)
            await write(pilot, typed)
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(pilot.app.screen, ConfirmDialog)
            assert pilot.app.screen.query_one("#confirm", Button).disabled
        assert "delete_smtp_credential" not in operations(tenancy)

    async def test_typing_the_end_of_the_smtp_user_name_deletes_the_credential(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        [held] = tenancy.credentials(tenancy.user_ocid(ONE))
        async with opened(Start("user", ONE)) as pilot:
            await asked_for_the_ending(pilot)
            await write(pilot, held.user_name[-6:])
            await wait_until(pilot, lambda: not pilot.app.screen.query_one("#confirm", Button).disabled)
            await pilot.press("enter")
            await see(pilot, "(0 of 2)")
            await hear(pilot, "Deleted “Shop checkout, production”")
        assert descriptions(tenancy, ONE) == []

    async def test_a_rejected_deletion_is_shown_and_the_credential_stays_in_the_list(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        tenancy.faults.append(Rule("409", "delete_smtp_credential"))
        async with opened(Start("user", ONE)) as pilot:
            await at_user(pilot)
            await pilot.press("D")
            await type_ending(pilot)
            await at(pilot, ErrorDialog)
            await see(pilot, "Conflict", "opc-request-id")
            await pilot.press("enter")
            await see(pilot, "(1 of 2)")

    async def test_d_reports_that_the_user_has_no_credential_to_delete(self, opened: Opened) -> None:
        async with opened(Start("user", NONE)) as pilot:
            await at_user(pilot)
            await pilot.press("D")
            await hear(pilot, "No credential to delete")


class TestEdit:
    async def test_the_description_is_replaced(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened(Start("user", ONE)) as pilot:
            await editing(pilot)
            await pilot.press("end")
            await write(pilot, " EU [b]")
            await pilot.press("enter")
            await see(pilot, "Shop checkout, production EU [b]")
        assert descriptions(tenancy, ONE) == ["Shop checkout, production EU [b]"]

    async def test_escape_changes_nothing(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened(Start("user", ONE)) as pilot:
            await editing(pilot)
            await pilot.press("end")
            await write(pilot, "x")
            await pilot.press("escape")
            await at(pilot, UserScreen)
        assert "update_smtp_credential" not in operations(tenancy)

    async def test_enter_without_an_edit_changes_nothing(self, opened: Opened, tenancy: Tenancy) -> None:
        """A description with control characters is shown as escapes, and must not become them."""
        before = descriptions(tenancy, "legacy.scanner")
        async with opened(Start("user", "legacy.scanner")) as pilot:
            await editing(pilot)
            await pilot.press("enter")
            await at(pilot, UserScreen)
        assert descriptions(tenancy, "legacy.scanner") == before

    async def test_control_characters_stay_when_the_text_around_them_is_edited(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        [before] = descriptions(tenancy, "legacy.scanner")
        async with opened(Start("user", "legacy.scanner")) as pilot:
            await editing(pilot)
            await pilot.press("end")
            await write(pilot, " 2nd floor")
            await pilot.press("enter")
            await wait_until(pilot, lambda: descriptions(tenancy, "legacy.scanner") == [f"{before} 2nd floor"])

    async def test_a_lost_response_is_reported_as_an_unknown_outcome(self, opened: Opened, tenancy: Tenancy) -> None:
        tenancy.faults.append(Rule("reset-after", "update_smtp_credential"))
        async with opened(Start("user", ONE)) as pilot:
            await editing(pilot)
            await pilot.press("end")
            await write(pilot, "!")
            await pilot.press("enter")
            await at(pilot, ErrorDialog)
            await see(pilot, "Outcome unknown", "might have succeeded")


class TestReadOnly:
    @pytest.mark.parametrize("keys", [["n"], ["D"], ["e"], ["enter"]])
    async def test_keys_that_change_the_tenancy_do_nothing(
        self, opened: Opened, tenancy: Tenancy, keys: list[str]
    ) -> None:
        async with opened(Start("user", ONE), read_only=True) as pilot:
            screen = await at_user(pilot)
            await see(pilot, "READ-ONLY")
            await pilot.press(*keys)
            await pilot.pause()
            assert pilot.app.screen is screen
        assert not set(operations(tenancy)) & CHANGING

    async def test_keys_that_change_the_tenancy_are_disabled(self, opened: Opened) -> None:
        async with opened(Start("user", ONE), read_only=True) as pilot:
            await at_user(pilot)
            active = pilot.app.screen.active_bindings
            assert {key for key in ("n", "e", "D") if not active[key].enabled} == {"n", "e", "D"}
            assert active["y"].enabled

    async def test_opening_with_generate_opens_no_dialog(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened(Start("user", NONE, generate=True), read_only=True) as pilot:
            screen = await at_user(pilot)
            await hear(pilot, "is unavailable in read-only mode")
            assert pilot.app.screen is screen
        assert not set(operations(tenancy)) & CHANGING

    async def test_a_generate_command_is_rejected_with_an_explanation(self, opened: Opened) -> None:
        async with opened(Start("user", NONE), read_only=True) as pilot:
            await at_user(pilot)
            pilot.app.run_command("user.generate")  # type: ignore[attr-defined]  # what the palette calls
            await hear(pilot, "is unavailable in read-only mode")
