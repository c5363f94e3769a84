"""Rotation: the new one first, and nothing deleted that no one said; killed and resumed at each step."""

import sys
from pathlib import Path

import pytest

from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.services.held_answers import HeldAnswers
from tests.tui.desk import Opened, at, at_home, at_user, descriptions, hear, said, see, seen, type_ending
from tests.tui.flows.rotate_steps import half_way, keep, replacement
from tests.tui.mail import endpoint_of
from tests.tui.shell import CHANGING, ONE, TWO
from tests.wait import wait_until
from tui.app import OciSmtpApp
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.generate import GenerateDialog
from tui.dialogs.limit import LimitDialog
from tui.dialogs.replace import ReplaceDialog, ReplacementDialog
from tui.dialogs.rotation import RoomDialog, RotationDialog
from tui.screens.home import HomeScreen
from tui.screens.user import UserScreen
from tui.startup.start import Start
from widgets.notice import Notice

OLD = "Shop checkout, production"


async def test_no_replacement_is_generated_if_the_credential_dialog_cannot_load(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(Start("user", ONE)) as pilot:
        await see(pilot, "(1 of 2)")
        await pilot.press("R")
        await at(pilot, ReplaceDialog)
        monkeypatch.setitem(sys.modules, "tui.dialogs.credential", None)
        await pilot.press("enter")
        await see(pilot, "Internal error")
    assert "create_smtp_credential" not in operations(tenancy)


async def test_a_rotation_ends_with_the_old_credential_deleted(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer, state: Path
) -> None:
    async with opened(Start("user", ONE), size=(80, 24), smtp_endpoint=endpoint_of(mail)) as pilot:
        await at_user(pilot)
        await pilot.press("R")
        await see(pilot, f"“{OLD}” keeps working until you confirm that the new one is deployed")
        await replacement(pilot)
        await pilot.press("t")
        await see(pilot, "Signed in: the credential works.")
        await keep(pilot)
        await see(
            pilot,
            "retiring",
            "replacement",
            "the old credential is active; the new one, “checkout 2”, was generated",
            "Press R to continue",
        )
        await pilot.press("R")
        await at(pilot, RotationDialog)
        await see(pilot, "test sign-in worked", "The new one is deployed")
        await see(pilot, f"Old “{OLD}” (created", "New “checkout 2” (")
        await pilot.press("down", "enter")
        await see(
            pilot,
            f"“{OLD}” ({ONE}, created ",
            "stops working",
            "The new credential, “checkout 2” (created ",
            "test sign-in succeeded",
        )
        await type_ending(pilot)
        await hear(pilot, f"Rotated. Deleted the old credential, “{OLD}”.")
        await see(pilot, "(1 of 2)")
        assert "replace" not in seen(pilot)
    assert descriptions(tenancy, ONE) == ["checkout 2"]
    assert list((state / "rotations").iterdir()) == []


async def test_a_rotation_in_progress_is_shown_and_resumed_after_a_restart(
    opened: Opened, tenancy: Tenancy, state: Path
) -> None:
    async with half_way(opened):
        pass
    async with opened(size=(80, 24)) as pilot:
        await at_home(pilot)
        await see(pilot, f"Rotation of “{OLD}” ({ONE}) in progress", "not tested", "Press U to open this user")
        await pilot.press("U")
        await at_user(pilot)
        await see(pilot, "retiring", "Press R to continue")
        await pilot.press("R")
        await at(pilot, RotationDialog)
        await pilot.press("down", "enter")
        await see(pilot, "not tested from this machine")
        await type_ending(pilot)
        await hear(pilot, "Rotated")
        await pilot.press("escape")
        await at(pilot, HomeScreen)
        assert not pilot.app.screen.query_one(Notice).is_shown
    assert descriptions(tenancy, ONE) == ["checkout 2"]


async def test_the_old_credential_is_not_deleted_without_a_typed_confirmation(
    opened: Opened, tenancy: Tenancy, state: Path
) -> None:
    async with half_way(opened) as pilot:
        await pilot.press("R")
        await at(pilot, RotationDialog)
        await pilot.press("down", "enter")
        await at(pilot, ConfirmDialog)
        await pilot.press("enter")
        await see(pilot, "Nothing happens until you type")
        await pilot.press("escape")
        await at_user(pilot)
        await see(pilot, "retiring")
    assert descriptions(tenancy, ONE) == [OLD, "checkout 2"]
    assert "delete_smtp_credential" not in operations(tenancy)


async def test_a_replacement_that_was_never_shown_is_deleted_and_generated_again(
    opened: Opened, tenancy: Tenancy, state: Path
) -> None:
    async with opened(Start("user", ONE)) as pilot:
        await at_user(pilot)
        await pilot.press("R")
        await replacement(pilot)
    assert len(descriptions(tenancy, ONE)) == 2
    async with opened(Start("user", ONE)) as pilot:
        await hear(pilot, "never shown: deleted")
        await at_user(pilot)
        await pilot.press("r")
        await see(pilot, "its replacement no longer exists", "(1 of 2)")
        await pilot.press("R")
        await at(pilot, RotationDialog)
        await see(pilot, "Generate the new one")
        await pilot.press("down", "enter")
        await replacement(pilot, "second try")
        await keep(pilot)
        await see(pilot, "the new one, “second try”")
    assert descriptions(tenancy, ONE) == [OLD, "second try"]


class TestWithTwo:
    async def test_the_limit_dialog_offers_a_rotation_to_an_existing_credential(
        self, opened: Opened, tenancy: Tenancy, state: Path
    ) -> None:
        async with opened(Start("user", TWO), size=(80, 24)) as pilot:
            await at_user(pilot)
            await pilot.press("n")
            await at(pilot, LimitDialog)
            await see(pilot, "Rotate “Invoices (old relay)”")
            await pilot.press("j", "j", "j", "enter")
            await at(pilot, RoomDialog)
            await see(pilot, "delete one first", "“Invoices (new relay)” …", "is the replacement")
            await pilot.press("j", "enter")
            await see(pilot, "retiring", "the new one, “Invoices (new relay)”")
        assert not set(operations(tenancy)) & CHANGING

    async def test_a_rotation_that_deleted_a_credential_first_resumes_after_a_restart(
        self, opened: Opened, tenancy: Tenancy, state: Path
    ) -> None:
        gone = "Invoices (old relay)"
        async with opened(Start("user", TWO), size=(80, 24)) as pilot:
            await at_user(pilot)
            await pilot.press("R")
            await at(pilot, RoomDialog)
            await pilot.press("j", "j", "j", "enter")
            await at(pilot, ConfirmDialog)
            await see(pilot, f"“{gone}”", "stops working")
            assert len(descriptions(tenancy, TWO)) == 2
            await type_ending(pilot)
            await at(pilot, ReplaceDialog)
        assert gone not in descriptions(tenancy, TWO)
        async with opened(Start("user", TWO), size=(80, 24)) as pilot:
            await at_user(pilot)
            await see(pilot, "its replacement isn't generated yet")
            await pilot.press("R")
            await at(pilot, RotationDialog)
            await pilot.press("down", "enter")
            await replacement(pilot, "third relay")
            await keep(pilot)
            await wait_until(pilot, lambda: "its replacement isn't generated yet" not in seen(pilot))
        assert descriptions(tenancy, TWO) == ["Invoices (new relay)", "third relay"]


async def test_read_only_mode_rejects_a_rotation(opened: Opened, tenancy: Tenancy, state: Path) -> None:
    async with opened(Start("user", ONE), read_only=True) as pilot:
        await at_user(pilot)
        await pilot.press("R")
        pilot.app.run_line("rotate")  # type: ignore[attr-defined]  # what the : line calls
        await hear(pilot, "is unavailable in read-only mode")
        assert isinstance(pilot.app.screen, UserScreen)
        assert "generate" not in said(pilot)
    assert not set(operations(tenancy)) & CHANGING


async def test_a_rotation_file_of_a_newer_version_is_reported_and_not_changed(
    opened: Opened, tenancy: Tenancy, state: Path
) -> None:
    async with half_way(opened):
        pass
    (file,) = (state / "rotations").iterdir()
    file.write_text('{"schema": 99}')
    async with opened(Start("user", ONE)) as pilot:
        await hear(pilot, "was written by a newer oci-smtp")
        await at_user(pilot)
    assert file.read_text() == '{"schema": 99}'


async def test_control_characters_and_markup_in_a_description_are_shown_as_text(
    opened: Opened, tenancy: Tenancy, state: Path
) -> None:
    async with opened(Start("user", "legacy.scanner"), size=(80, 24)) as pilot:
        await at_user(pilot)
        await pilot.press("R")
        await at(pilot, ReplaceDialog)
        await see(pilot, r"\x1b[5m\x07 [@click=app.bell]hall[/]")
        assert isinstance(pilot.app.screen, GenerateDialog)


async def test_no_screen_opens_over_the_dialog_of_a_generated_credential(opened: Opened) -> None:
    """From a place one could go home, and the only copy of the password would be closed unasked."""
    async with opened(Start("user", ONE)) as pilot:
        await at_user(pilot)
        await pilot.press("R")
        await replacement(pilot)
        app = pilot.app
        assert isinstance(app, OciSmtpApp)
        app.find_interrupted()
        await wait_until(pilot, lambda: app.interrupted.rotations)
        app.run_command("unfinished")  # what the palette calls
        await pilot.pause()
        assert isinstance(app.screen, ReplacementDialog)


async def test_a_key_pressed_during_a_refresh_applies_to_the_refreshed_credentials(
    opened: Opened, tenancy: Tenancy
) -> None:
    """R while the list is read again: not about the one credential that was there before the rotation."""
    async with opened(Start("user", ONE), size=(80, 24)) as pilot:
        await at_user(pilot)
        await pilot.press("R")
        await replacement(pilot)
        await pilot.press("y")
        await see(pilot, "Password: Sent")
        held = HeldAnswers(tenancy, "list_smtp_credentials")
        await pilot.press("enter", "enter")
        await wait_until(pilot, held.has_come.is_set)
        await pilot.press("R")
        await see(pilot, "Opens when the credentials have loaded.")
        held.let_go()
        await at(pilot, RotationDialog)
        await see(pilot, "Rotation in progress", "The new one is deployed")
