"""The credential dialog: the one moment in which a password can be seen, copied and kept."""

from time import monotonic
from typing import Any

import pytest
from textual.timer import Timer

from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.tui.desk import AppPilot, Opened, RecordingClipboard, Timers, at, flowing, see, seen, write
from tests.tui.generated import NONE, START, WIDE, generated, is_drawn
from tests.wait import wait_until
from tui.base import timed_copy
from tui.commands.registry import BY_ID
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.generate import GenerateDialog
from tui.dialogs.unsaved import UnsavedDialog

BEAT_S = 0.02
"""Between two looks at the time, in a hurry."""


async def test_the_dialog_shows_the_user_name_and_masks_the_password(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        assert held.user_name in "".join(seen(pilot).replace("│", "").split())
        await see(pilot, "billing host", NONE, "TLS", "••••")
        assert not is_drawn(pilot, held)


async def test_v_shows_exactly_the_password_and_hides_it_again(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await pilot.press("v")
        await wait_until(pilot, lambda: is_drawn(pilot, held))
        await pilot.press("v")
        await see(pilot, "••••")
        assert not is_drawn(pilot, held)


@pytest.mark.parametrize("password", ["[/]a[@click=app.quit]b[bold]", r"\"'$#;<>&%{}~|`^", "a b\\n"])
async def test_a_password_with_special_characters_is_shown_and_copied_unchanged(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setattr("services.demo.store.credentials._random_password", lambda: password)
    async with opened(START, size=WIDE) as pilot:
        await generated(pilot, tenancy)
        await pilot.press("v")
        await wait_until(pilot, lambda: password in seen(pilot))
        await pilot.press("y")
        await see(pilot, "Password: Sent")
        assert clipboard.held == password


async def test_y_copies_the_password_and_shows_where_the_copy_went(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard
) -> None:
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await pilot.press("y")
        await see(
            pilot, "Password: Sent to the clipboard of the test.", "somewhere else. Press v to show it. Cleared in"
        )
        await see(pilot, "look over your shoulder")
        assert clipboard.held == held.password
        assert not is_drawn(pilot, held)


async def test_u_copies_the_user_name(opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard) -> None:
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await pilot.press("u")
        await see(
            pilot, "User name: Sent", "If paste is empty, it is somewhere else. Cleared in"
        )  # v would not show it
        assert clipboard.held == held.user_name
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)  # the user name is not the password


async def test_a_failed_copy_does_not_count_as_saved(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard
) -> None:
    clipboard.is_willing = False
    async with opened(START, size=WIDE) as pilot:
        await generated(pilot, tenancy)
        await pilot.press("y")
        await see(
            pilot, "Couldn't copy the password. The clipboard is out of reach.", "Try another one. Press v to show it."
        )
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)


async def test_the_copy_is_cleared_when_its_time_is_up(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await pilot.press("y")
        await see(pilot, "Cleared in")
        monkeypatch.setattr(timed_copy, "monotonic", lambda: monotonic() + timed_copy.CLEAR_AFTER_SECONDS)
        await see(pilot, "Cleared from the clipboard of the test.", "Press y to copy the password again.")
        assert clipboard.copies == [held.password]
        assert clipboard.held is None
        await pilot.press("y")
        await wait_until(pilot, lambda: clipboard.held == held.password)


async def test_text_copied_after_the_clipboard_was_cleared_is_kept(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = CredentialDialog.set_interval

    def in_a_hurry(dialog: CredentialDialog, seconds: float, *more: Any, **named: Any) -> Timer:
        return every(dialog, min(seconds, BEAT_S), *more, **named)

    monkeypatch.setattr(CredentialDialog, "set_interval", in_a_hurry)
    async with opened(START, size=WIDE) as pilot:
        await generated(pilot, tenancy)
        await pilot.press("y")
        await see(pilot, "Cleared in")
        monkeypatch.setattr(timed_copy, "monotonic", lambda: monotonic() + timed_copy.CLEAR_AFTER_SECONDS)
        await see(pilot, "Cleared from the clipboard of the test.")
        clipboard.held = "a shopping list"
        beats: list[None] = []
        pilot.app.set_interval(BEAT_S, lambda: beats.append(None))
        await wait_until(pilot, lambda: len(beats) > 9)
        assert clipboard.held == "a shopping list"


async def test_plus_gives_the_copy_more_time(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=WIDE) as pilot:
        await generated(pilot, tenancy)
        await pilot.press("y")
        await see(pilot, "Cleared in")
        await pilot.press("plus", "plus")
        await wait_until(pilot, lambda: seconds_left(pilot) > 60)


def seconds_left(pilot: AppPilot) -> int:
    return int(flowing(pilot).partition("Cleared in ")[2].partition(" ")[0] or 0)


async def test_a_shown_password_is_masked_when_its_time_is_up(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    timers = Timers(CredentialDialog, monkeypatch)
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await pilot.press("v")
        await wait_until(pilot, lambda: is_drawn(pilot, held))
        timers.run_out(pilot, 29)
        await pilot.pause()
        assert is_drawn(pilot, held)
        timers.run_out(pilot, 30)
        await see(pilot, "••••")
        assert not is_drawn(pilot, held)


async def test_no_reveal_neither_shows_nor_copies_the_password(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard
) -> None:
    async with opened(START, size=WIDE, no_reveal=True) as pilot:
        held = await generated(pilot, tenancy)
        await see(pilot, "Press s to save or share it first")
        assert "Press v" not in flowing(pilot)
        await pilot.press("enter")
        await see(pilot, "You haven't saved or shared the password yet")
        for key in ("v", "y"):
            await pilot.press(key)
            await see(pilot, "can't be shown or copied")
        assert not is_drawn(pilot, held)
        assert clipboard.copies == []


async def test_the_dialog_shows_the_requested_smtp_endpoint(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=WIDE, smtp_endpoint="relay.example.com:587") as pilot:
        await at(pilot, GenerateDialog)
        await write(pilot, "x")
        await pilot.press("enter")
        await see(pilot, "relay.example.com", "587, STARTTLS")


async def test_no_screenshot_of_the_credential_can_be_taken(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await pilot.press("v")
        await wait_until(pilot, lambda: is_drawn(pilot, held))
        with pytest.raises(PermissionError):
            pilot.app.export_screenshot()


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_a_small_screen_shows_password_and_keys(opened: Opened, tenancy: Tenancy, size: tuple[int, int]) -> None:
    async with opened(START, size=size) as pilot:
        await at(pilot, GenerateDialog)
        await write(pilot, "small")
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
        await see(pilot, "Password", "••••", f"y {BY_ID['credential.copy_password'].label}")
        (held,) = tenancy.credentials(tenancy.user_ocid(NONE))
        await pilot.press("v")
        await wait_until(pilot, lambda: is_drawn(pilot, held))


async def test_the_email_configuration_is_requested_once(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=WIDE) as pilot:
        await generated(pilot, tenancy)
    assert operations(tenancy).count("get_email_configuration") == 1
