"""Leaving the credential dialog: never without asking, and with nothing left behind."""

import errno
from typing import NoReturn

import pytest
from textual.command import CommandPalette
from textual.events import Click

from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.services.accounts import operations
from tests.tui.desk import Opened, RecordingClipboard, at, at_user, hear, said, see, seen
from tests.tui.generated import NONE, START, WIDE, generated, is_drawn, secret_of
from tests.wait import wait_until
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.unsaved import UnsavedDialog
from tui.screens.user import UserScreen
from widgets.facts import Facts


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
async def test_closing_an_unsaved_credential_asks_for_confirmation(opened: Opened, tenancy: Tenancy, key: str) -> None:
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await pilot.press(key)
        await at(pilot, UnsavedDialog)
        await see(pilot, "its password is lost", "Delete the credential")
        assert "wrote it down" not in seen(pilot), "no one has seen it"
        await pilot.press("enter")  # back to the credential
        await at(pilot, CredentialDialog)
        assert secret_of(pilot).reveal() == held.password


async def test_deleting_an_unsaved_credential_removes_it_from_the_user(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=WIDE) as pilot:
        await generated(pilot, tenancy)
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)
        await pilot.press("j", "enter")
        await see(pilot, "(0 of 2)")
    assert tenancy.credentials(tenancy.user_ocid(NONE)) == []


async def test_enter_does_not_close_the_dialog_until_the_password_is_copied(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=WIDE) as pilot:
        await generated(pilot, tenancy)
        await pilot.press("enter")
        await see(pilot, "You haven't copied or shown the password yet")
        assert isinstance(pilot.app.screen, CredentialDialog)
        await pilot.press("y")
        await see(pilot, "Password: Sent")
        await pilot.press("enter", "enter")
        await see(pilot, "(1 of 2)")


@pytest.mark.parametrize("key", ["enter", "escape", "ctrl+q"])
async def test_closing_after_a_copy_clears_the_clipboard_and_the_password(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, key: str
) -> None:
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        secret = secret_of(pilot)
        await pilot.press("y")
        await see(pilot, "Password: Sent", "or when you close")
        await pilot.press(key)
        if key != "ctrl+q":
            named = {"escape": "esc"}.get(key, key)
            await see(
                pilot, f"Pasted it? Closing clears the password from the clipboard. Press {named} again to close."
            )
            assert clipboard.held == held.password
            await pilot.press(key)
        await at_user(pilot)
        await wait_until(pilot, lambda: clipboard.held is None)
        await wait_until(pilot, lambda: secret.is_wiped)
        await see(pilot, "(1 of 2)", "billing host")
        assert not is_drawn(pilot, held)
    assert [item.ocid for item in tenancy.credentials(tenancy.user_ocid(NONE))] == [held.ocid]


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_a_failed_journal_write_on_closing_leaves_an_interrupted_credential(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        secret = secret_of(pilot)
        await pilot.press("y")
        await see(pilot, "Password: Sent")
        with monkeypatch.context() as patches:
            patches.setattr("services.credentials.journal.write_durably", full)
            await pilot.press(key, key)
            await at_user(pilot)
        assert "No space left on device" in said(pilot)
        await see(pilot, "(1 of 2)")
        await wait_until(pilot, lambda: secret.is_wiped and clipboard.held is None)
    assert [item.ocid for item in tenancy.credentials(tenancy.user_ocid(NONE))] == [held.ocid]
    async with opened() as pilot:
        await see(pilot, "1 credential was interrupted")


async def test_a_copy_that_finishes_after_closing_is_cleared(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard
) -> None:
    clipboard.may_finish.clear()
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await pilot.press("y", "v")
        await wait_until(pilot, lambda: is_drawn(pilot, held))
        await pilot.press("enter")
        await at(pilot, UserScreen)
        clipboard.may_finish.set()
        await wait_until(pilot, lambda: clipboard.copies)
        await wait_until(pilot, lambda: clipboard.held is None)


@pytest.mark.parametrize("command", ["go.home", "go.users", "go.settings", "quit.now", "back"])
async def test_no_palette_command_leaves_the_credential_dialog_without_asking(
    opened: Opened, tenancy: Tenancy, command: str
) -> None:
    """The palette works over dialogs, too."""
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        secret = secret_of(pilot)
        pilot.app.run_command(command)  # type: ignore[attr-defined]  # what the palette calls
        await pilot.pause()
        assert isinstance(pilot.app.screen, CredentialDialog | UnsavedDialog)
        assert secret.reveal() == held.password


async def test_ctrl_q_over_the_unsaved_question_quits_only_when_pressed_twice(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=WIDE) as pilot:
        await generated(pilot, tenancy)
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)
        await pilot.press("ctrl+q")
        await hear(pilot, "Press ctrl+q again to quit.")
        assert isinstance(pilot.app.screen, CredentialDialog | UnsavedDialog)
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: not pilot.app.is_running)
        assert pilot.app.return_code == ExitCode.UNKNOWN


async def test_an_internal_error_while_copying_keeps_the_credential(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a part that is looked for only now, when the program was upgraded or its disk unplugged meanwhile."""

    def gone(*_: object) -> NoReturn:
        raise ModuleNotFoundError("services.clipboard.choose")

    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        monkeypatch.setattr("tui.base.clipboards.choose", gone)
        await pilot.press("y")
        await see(pilot, "Internal error", "ModuleNotFoundError")
        await pilot.press("v")
        await wait_until(pilot, lambda: is_drawn(pilot, held))


async def test_the_password_is_in_no_toast_log_or_title(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await pilot.press("y")
        await see(pilot, "Password: Sent")
        await pilot.press("enter", "enter")
        await at_user(pilot)
        app = pilot.app
        told = (
            f"{app.log_lines} {[each.message for each in app._notifications]} {app.title} {app.sub_title} {app.status}"  # type: ignore[attr-defined]  # our app's own
        )
        assert held.password not in told
        assert held.password not in app.clipboard


async def test_closing_the_dialog_sends_no_second_create_and_no_delete_request(
    opened: Opened, tenancy: Tenancy
) -> None:
    async with opened(START, size=WIDE) as pilot:
        await generated(pilot, tenancy)
        await pilot.press("y")
        await see(pilot, "Password: Sent")
        await pilot.press("enter", "enter")
        await at_user(pilot)
    assert operations(tenancy).count("create_smtp_credential") == 1
    assert "delete_smtp_credential" not in operations(tenancy)


@pytest.mark.parametrize("over", ["log", "help", "profile", "theme"])
async def test_ctrl_q_in_a_dialog_over_the_credential_does_not_quit_the_app(
    opened: Opened, tenancy: Tenancy, over: str
) -> None:
    """The palette opens these over a dialog."""
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        pilot.app.run_command(over)  # type: ignore[attr-defined]  # what the palette calls
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, CredentialDialog))
        await wait_until(pilot, lambda: pilot.app.screen.is_mounted)
        await pilot.press("ctrl+q", "escape")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, (CredentialDialog, UnsavedDialog)))
        assert pilot.app._exit is False
        assert tenancy.credentials(tenancy.user_ocid(NONE)) == [held]


@pytest.mark.parametrize("command", ["palette", "theme"])
async def test_clicks_beside_the_palette_close_only_the_palette(opened: Opened, tenancy: Tenancy, command: str) -> None:
    async with opened(START, size=WIDE) as pilot:
        await generated(pilot, tenancy)
        secret = secret_of(pilot)
        pilot.app.run_command(command)  # type: ignore[attr-defined]  # what a key calls
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette) and pilot.app.screen.is_mounted)
        palette = pilot.app.screen
        for _ in range(3):
            palette.post_message(Click(palette, 0, 0, 0, 0, 1, False, False, False, 0, 0))
        await at(pilot, CredentialDialog)
        await pilot.pause()
        assert isinstance(pilot.app.screen, CredentialDialog)
        assert not secret.is_wiped


async def test_the_paste_question_appears_only_if_the_password_is_on_the_clipboard(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await pilot.press("y")
        await see(pilot, "Password: Sent")
        await pilot.press("escape")
        await see(pilot, "Pasted it?")
        await pilot.press("b")
        await wait_until(pilot, lambda: clipboard.held == f"{held.user_name}\n{held.password}")
        await see(pilot, "User name and password: Sent", "Password: replaced on the clipboard")
        await pilot.press("u")
        await wait_until(pilot, lambda: clipboard.held == held.user_name)
        await see(pilot, "User name: Sent", "User name and password: replaced on the clipboard")
        await pilot.press("enter")  # the password is on no clipboard any more: nothing to ask
        await at_user(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_layout_does_not_move_when_the_password_is_copied(
    opened: Opened, tenancy: Tenancy, size: tuple[int, int]
) -> None:
    async with opened(START, size=size) as pilot:
        await generated(pilot, tenancy)
        await see(pilot, "smtp.email")
        facts = pilot.app.screen.query_one(Facts)
        before = (facts.region, pilot.app.screen.query_one("#frame").region)
        await pilot.press("y")
        await see(pilot, "Password: Sent")
        await pilot.pause()
        assert (facts.region, pilot.app.screen.query_one("#frame").region) == before
