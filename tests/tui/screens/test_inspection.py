"""Looking at a line of a list more closely: details, JSON, fields, marks; and going back and forth."""

import json

import pytest

from services.demo.tenancy import Tenancy
from tests.tui.desk import USERS, Opened, RecordingClipboard, at_users, flowing, see, seen
from tests.wait import wait_until
from tui.screens.users import UsersScreen
from tui.startup.start import Start

START = Start("users")


async def test_details_and_json_of_a_user_are_shown_and_the_json_is_copied(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard
) -> None:
    async with opened(START) as pilot:
        await at_users(pilot, USERS)
        await pilot.press("slash", *"shop.mailer", "tab", "d")
        await see(pilot, "capabilities.canUseSmtpCredentials", "lifecycleState", "ACTIVE")
        await pilot.press("J")
        await see(pilot, '"name": "shop.mailer"', '"canUseSmtpCredentials": true')
        await pilot.press("y")
        await wait_until(pilot, lambda: clipboard.copies)
        assert json.loads(clipboard.copies[0])["name"] == "shop.mailer"
        await pilot.press("d")
        await see(pilot, "capabilities.canUseSmtpCredentials")


@pytest.mark.parametrize("key", ["enter", "q", "escape"])
async def test_enter_q_and_escape_close_the_json_of_a_user(opened: Opened, key: str) -> None:
    async with opened(START, size=(80, 24)) as pilot:
        await at_users(pilot, USERS)
        await pilot.press("slash", *"shop.mailer", "tab", "J")
        await see(pilot, '"name": "shop.mailer"')
        assert seen(pilot).split("\n")[1].strip("│ ") == "{"
        await pilot.press(key)
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, UsersScreen))


async def test_markup_in_a_user_name_is_shown_as_text_in_the_title(opened: Opened) -> None:
    async with opened(START) as pilot:
        await at_users(pilot, USERS)
        await pilot.press("slash", *"markup", "tab", "d")
        await see(pilot, "─ a[/]b [@click=app.quit]x ─")


@pytest.mark.parametrize("directory", ["classic", "domains"])
async def test_the_json_of_a_credential_is_shown_without_the_password(
    opened: Opened, tenancy: Tenancy, directory: str
) -> None:
    start = Start("user", "shop.mailer")
    async with opened(start, directory=directory) as pilot:
        await see(pilot, "SMTP Credentials (1 of 2)")
        await pilot.press("J")
        user = tenancy.world.users.named("shop.mailer")
        assert user is not None
        [held, *_] = tenancy.credentials(user.ocid)
        await see(pilot, held.description)
        await wait_until(pilot, lambda: held.ocid in flowing(pilot).replace(" ", ""))
        assert held.password not in flowing(pilot)
        assert '"password"' not in flowing(pilot)


async def test_details_that_cannot_be_read_show_the_error(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START) as pilot:
        await at_users(pilot, USERS)
        tenancy.faults.add("404", "get_user")
        await pilot.press("d")
        await see(pilot, "Not authorized")
        await pilot.press("escape")
        await see(pilot, "Identity › Users")


async def test_one_field_is_chosen_and_copied(opened: Opened, clipboard: RecordingClipboard) -> None:
    async with opened(START) as pilot:
        await at_users(pilot, USERS)
        await pilot.press("slash", *"shop.mailer", "tab", "Y")
        await see(pilot, "Email", "shop@example.com")
        await pilot.press("j", "enter")
        await wait_until(pilot, lambda: clipboard.copies)
        assert clipboard.copies == ["shop@example.com"]


async def test_marked_users_are_copied_together(opened: Opened, clipboard: RecordingClipboard) -> None:
    async with opened(START) as pilot:
        await at_users(pilot, USERS)
        await pilot.press("space", "space", "y")
        await wait_until(pilot, lambda: clipboard.copies)
        assert len(set(clipboard.copies[0].split("\n"))) == 2
        await pilot.press("escape", "y")
        await wait_until(pilot, lambda: len(clipboard.copies) > 1)
        assert "\n" not in clipboard.copies[1]


async def test_the_bracket_keys_go_back_and_forward(opened: Opened) -> None:
    async with opened(START) as pilot:
        await at_users(pilot, USERS)
        await pilot.press("enter")
        await see(pilot, "SMTP Credentials (")
        await pilot.press("left_square_bracket")
        await see(pilot, "up to date")
        await pilot.press("right_square_bracket")
        await see(pilot, "SMTP Credentials (")
        await pilot.press("right_square_bracket")
        await see(pilot, "Nothing to go forward to")


async def test_ctrl_e_hides_and_shows_the_title_and_the_breadcrumbs(opened: Opened) -> None:
    async with opened(START) as pilot:
        await at_users(pilot, USERS)
        await pilot.press("ctrl+e")
        await wait_until(pilot, lambda: "Identity & Security" not in seen(pilot))
        await pilot.press("enter")
        await see(pilot, "SMTP Credentials (")
        assert "oci-smtp" not in seen(pilot)
        await pilot.press("ctrl+e")
        await see(pilot, "Identity & Security › Identity › Users ›")
