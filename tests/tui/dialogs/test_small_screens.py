"""The credential on screens of any size: all of it can be reached by keys, and what runs out is always seen."""

import pytest

from services.demo.tenancy import Tenancy
from tests.tui.desk import AppPilot, Opened, RecordingClipboard, at, flowing, see, seen, write
from tests.wait import wait_until
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.help import HelpDialog
from tui.dialogs.unsaved import UnsavedDialog
from tui.startup.start import Start

START = Start("user", "shop.mailer", generate=True)
SIZES = [(40, 12), (80, 12), (100, 8), (40, 10), (60, 9), (80, 24)]
TINY = [size for size in SIZES if size[1] < 24]


async def generated(pilot: AppPilot) -> CredentialDialog:
    await see(pilot, "For ex")  # the field of the Generate dialog, however little of it there is room for
    await write(pilot, "x")
    await pilot.press("enter")
    await at(pilot, CredentialDialog)
    dialog = pilot.app.screen
    assert isinstance(dialog, CredentialDialog)
    await wait_until(pilot, lambda: dialog.endpoint is not None)
    return dialog


async def read_through(pilot: AppPilot, key: str) -> str:
    """All that comes into sight while a key is pressed until nothing moves any more."""
    content = pilot.app.screen.query_one("#content")
    text = flowing(pilot)
    while content.scroll_y < content.max_scroll_y:
        before = content.scroll_y
        await pilot.press(key)
        await wait_until(pilot, lambda before=before: content.scroll_y > before)  # type: ignore[misc]
        await pilot.pause()
        text += " " + flowing(pilot)
    return text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["down", "pagedown"])
async def test_every_field_can_be_scrolled_into_view(
    opened: Opened, tenancy: Tenancy, size: tuple[int, int], key: str
) -> None:
    async with opened(START, size=size) as pilot:
        dialog = await generated(pilot)
        text = await read_through(pilot, key)
        assert dialog.smtp_user_name[:12] in text
        assert "smtp.email" in text
        assert "Port" in text


async def test_list_keys_scroll_the_credential_dialog(opened: Opened) -> None:
    async with opened(START, size=(80, 12)) as pilot:
        await generated(pilot)
        content = pilot.app.screen.query_one("#content")
        for there, back in (("j", "k"), ("down", "up"), ("G", "g"), ("end", "home"), ("pagedown", "pageup")):
            await pilot.press(there)
            await wait_until(pilot, lambda: content.scroll_y > 0)
            await pilot.press(back)
            await wait_until(pilot, lambda: content.scroll_y == 0)


@pytest.mark.parametrize("size", SIZES)
async def test_the_clipboard_countdown_is_always_visible(
    opened: Opened, clipboard: RecordingClipboard, size: tuple[int, int]
) -> None:
    async with opened(START, size=size) as pilot:
        await generated(pilot)
        await pilot.press("y")
        await wait_until(pilot, lambda: clipboard.held)
        await see(pilot, "Cleared in")
        for key in ("end", "home", "down"):
            await pilot.press(key)
            await see(pilot, "Cleared in")


@pytest.mark.parametrize("size", SIZES)
async def test_the_question_before_closing_is_visible(
    opened: Opened, clipboard: RecordingClipboard, size: tuple[int, int]
) -> None:
    async with opened(START, size=size) as pilot:
        await generated(pilot)
        await pilot.press("y")
        await wait_until(pilot, lambda: clipboard.held)
        await see(pilot, "Cleared in")
        await pilot.press("home", "enter")
        await see(pilot, "again to close")


@pytest.mark.parametrize("size", SIZES)
async def test_the_footer_always_shows_the_esc_key(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(START, size=size) as pilot:
        await generated(pilot)
        await see(pilot, "esc Back")
        assert ("…" in seen(pilot).splitlines()[-2]) is (size in TINY)


async def test_the_footer_shows_all_keys_at_80x24(opened: Opened) -> None:
    async with opened(START, size=(80, 24)) as pilot:
        await generated(pilot)
        for word in ("y Password", "u Name", "v Show", "t Test", "m Mail", "s Save/share", "enter Done", "? Help"):
            await see(pilot, word)


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_help_lists_the_keys_of_the_dialog_and_hides_the_password(opened: Opened, key: str) -> None:
    async with opened(START) as pilot:
        dialog = await generated(pilot)
        await pilot.press("v")
        await wait_until(pilot, lambda: dialog.password.revealed)
        await pilot.press(key)
        await at(pilot, HelpDialog)
        assert not dialog.password.revealed
        await see(pilot, "Copy the password.", "Restart the clipboard countdown.")
        assert "Generate an SMTP credential" not in flowing(pilot)
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is dialog)


@pytest.mark.parametrize(
    "line", ["user anna", "users", "home", "audit", "region eu-frankfurt-1", "profile OTHER", "signin"]
)
async def test_no_typed_command_leaves_the_credential_dialog(opened: Opened, line: str) -> None:
    async with opened(START) as pilot:
        dialog = await generated(pilot)
        await pilot.press("colon")
        await see(pilot, ":")
        await pilot.press(*line, "enter")
        await wait_until(pilot, lambda: not dialog.do_keys_wait)
        await pilot.press("colon", "escape")
        assert pilot.app.screen is dialog


@pytest.mark.parametrize("line", ["q", "quit"])
async def test_quitting_from_the_colon_line_asks_for_confirmation(opened: Opened, line: str) -> None:
    async with opened(START) as pilot:
        await generated(pilot)
        await pilot.press("colon", *line, "enter")
        await at(pilot, UnsavedDialog)


async def test_escape_closes_only_the_colon_line(opened: Opened) -> None:
    async with opened(START) as pilot:
        dialog = await generated(pilot)
        await pilot.press("colon", *"us", "escape")
        assert pilot.app.screen is dialog
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)
