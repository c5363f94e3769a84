"""The Generate dialog, and what becomes of its one request."""

import sys

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.tui.desk import AppPilot, Opened, at, at_home, at_user, see, seen, write
from tests.wait import wait_until
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.generate import GenerateDialog
from tui.screens.user import UserScreen
from tui.startup.start import Start

NONE = "newsletter.sender"
START = Start("user", NONE, generate=True)


def dialog(pilot: AppPilot) -> GenerateDialog:
    assert isinstance(pilot.app.screen, GenerateDialog)
    return pilot.app.screen


async def test_generate_sends_one_request_with_the_typed_description(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("user", NONE)) as pilot:
        await at_user(pilot)
        await pilot.press("n")
        await at(pilot, GenerateDialog)
        await see(pilot, f"For {NONE}", "Description", "shown only once")
        await write(pilot, "billing host [b]")
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
        (held,) = tenancy.credentials(tenancy.user_ocid(NONE))
        await see(pilot, "billing host [b]")
        await wait_until(pilot, lambda: held.description == "billing host [b]")
    assert operations(tenancy).count("create_smtp_credential") == 1


@pytest.mark.parametrize("typed", ["", "   "])
async def test_an_empty_description_is_rejected_and_nothing_sent(opened: Opened, tenancy: Tenancy, typed: str) -> None:
    async with opened(START) as pilot:
        await at(pilot, GenerateDialog)
        await write(pilot, typed)
        await pilot.press("enter")
        await see(pilot, "Enter a description.")
        assert not dialog(pilot).is_working
    assert "create_smtp_credential" not in operations(tenancy)


async def test_escape_leaves_before_anything_is_sent(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START) as pilot:
        await at(pilot, GenerateDialog)
        await write(pilot, "never mind")
        await pilot.press("escape")
        await at(pilot, UserScreen)
    assert "create_smtp_credential" not in operations(tenancy)


async def test_the_dialog_shows_advice_only_for_your_own_user(opened: Opened) -> None:
    async with opened(Start("settings", generate=True)) as pilot:
        await at(pilot, GenerateDialog)
        await see(pilot, "for your own user")
    async with opened(START) as pilot:
        await at(pilot, GenerateDialog)
        assert "your own user" not in seen(pilot)


async def sending(pilot: AppPilot, tenancy: Tenancy) -> None:
    """Type a description and send it to a tenancy that takes its time."""
    await at(pilot, GenerateDialog)
    tenancy.latencies["create_smtp_credential"] = 30
    await write(pilot, "slow")
    await pilot.press("enter")
    await wait_until(pilot, lambda: "Generating" in seen(pilot))


@pytest.mark.parametrize("key", ["escape", "ctrl+q", "ctrl+c", "enter", "q"])
async def test_the_dialog_cannot_be_left_while_its_request_is_in_progress(
    opened: Opened, tenancy: Tenancy, key: str
) -> None:
    async with opened(START) as pilot:
        await sending(pilot, tenancy)
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(pilot.app.screen, GenerateDialog)
        assert pilot.app.is_running
        tenancy.close()
        await at(pilot, CredentialDialog)
    assert operations(tenancy).count("create_smtp_credential") == 1


@pytest.mark.parametrize("command", ["go.home", "go.users", "go.settings", "quit.now", "back"])
async def test_no_command_leaves_the_dialog_while_its_request_is_in_progress(
    opened: Opened, tenancy: Tenancy, command: str
) -> None:
    """The palette works over dialogs, too."""
    async with opened(START) as pilot:
        await sending(pilot, tenancy)
        pilot.app.run_command(command)  # type: ignore[attr-defined]  # what the palette calls
        await pilot.pause()
        assert isinstance(pilot.app.screen, GenerateDialog)
        tenancy.close()
        await at(pilot, CredentialDialog)


@pytest.mark.parametrize(
    ("kind", "title"),
    [("404", "Not authorized"), ("401", "Not authenticated"), ("409", "Conflict"), ("400", "Rejected by OCI")],
)
async def test_a_rejection_is_shown_and_the_description_kept(
    opened: Opened, tenancy: Tenancy, kind: str, title: str
) -> None:
    tenancy.faults.append(Rule(kind, "create_smtp_credential"))
    async with opened(START) as pilot:
        await at(pilot, GenerateDialog)
        await write(pilot, "kept")
        await pilot.press("enter")
        await see(pilot, f"Error: {title}")
        field = dialog(pilot).query_one(Input)
        assert field.value == "kept"
        await wait_until(pilot, lambda: field.has_focus)
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
    assert len(tenancy.credentials(tenancy.user_ocid(NONE))) == 1


async def test_nothing_is_sent_when_the_credential_dialog_cannot_be_loaded(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as on a disk that was unplugged while the app ran: it would end with the only copy of the password."""
    async with opened(START) as pilot:
        await at(pilot, GenerateDialog)
        monkeypatch.setitem(sys.modules, "tui.dialogs.credential", None)
        await write(pilot, "billing host")
        await pilot.press("enter")
        await see(pilot, "Internal error")
    assert "create_smtp_credential" not in operations(tenancy)


async def test_generate_sends_nothing_after_another_client_reached_the_limit(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START) as pilot:
        await at(pilot, GenerateDialog)
        person = tenancy.world.users.named(NONE)
        assert person is not None
        for number in range(2):
            tenancy.world.credentials.add(person, f"from elsewhere {number}", tenancy.world.now())
        await write(pilot, "third")
        await pilot.press("enter")
        await see(pilot, "Credential limit", "already has two SMTP")
    assert "create_smtp_credential" not in operations(tenancy)


async def test_a_response_without_a_password_leaves_no_credential(opened: Opened, tenancy: Tenancy) -> None:
    tenancy.faults.append(Rule("no-password", "create_smtp_credential"))
    async with opened(START) as pilot:
        await at(pilot, GenerateDialog)
        await write(pilot, "useless")
        await pilot.press("enter")
        await see(pilot, "no password")
    assert tenancy.credentials(tenancy.user_ocid(NONE)) == []


@pytest.mark.parametrize("kind", ["reset-after", "malformed"])
async def test_a_lost_response_warns_of_a_possible_credential_and_names_recover(
    opened: Opened, tenancy: Tenancy, kind: str
) -> None:
    tenancy.settings.replay_password = False
    tenancy.faults.append(Rule(kind, "create_smtp_credential"))
    async with opened(START) as pilot:
        await at(pilot, GenerateDialog)
        await write(pilot, "lost")
        await pilot.press("enter")
        await see(pilot, "might be one of the user's credentials")
        await see(pilot, "enter :recover")
        assert isinstance(pilot.app.screen, GenerateDialog)


async def test_q_is_a_letter_in_the_description(opened: Opened) -> None:
    async with opened(START) as pilot:
        await at(pilot, GenerateDialog)
        await write(pilot, "q?:!/rPn-")
        assert isinstance(pilot.app.screen, GenerateDialog)


async def test_q_opens_the_users_screen_after_the_generate_dialog_is_canceled(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        await pilot.press("colon", *"user newsletter.sender", "enter")
        await at_user(pilot)
        await pilot.press("n")
        await at(pilot, GenerateDialog)
        await pilot.press("escape")
        await at(pilot, UserScreen)
        await pilot.press("q")
        await see(pilot, "Identity › Users")


async def test_the_footer_shows_enter_and_esc_in_the_generate_dialog(opened: Opened) -> None:
    async with opened(Start("user", NONE, generate=True)) as pilot:
        await see(pilot, "Generate SMTP Credentials", "enter Generate esc Back")


async def test_the_credential_opens_after_the_palette_over_the_dialog_closes(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START) as pilot:
        await sending(pilot, tenancy)
        asked = dialog(pilot)
        await pilot.press("ctrl+p")
        await at(pilot, CommandPalette)
        tenancy.close()
        await wait_until(pilot, lambda: asked.is_answered)
        assert isinstance(pilot.app.screen, CommandPalette), "whoever types there is not interrupted"
        await pilot.press("escape")
        await at(pilot, CredentialDialog)
        assert asked not in pilot.app.screen_stack, "it would wait for an answer for ever"


async def test_dismissing_the_dialog_twice_closes_no_other_screen(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START) as pilot:
        await at(pilot, GenerateDialog)
        asked = dialog(pilot)
        asked.dismiss(None)
        asked.dismiss(None)
        await pilot.pause()
        assert isinstance(pilot.app.screen, UserScreen)


async def test_the_dialog_warns_about_an_inactive_user(opened: Opened, tenancy: Tenancy) -> None:
    person = tenancy.world.users.named(NONE)
    assert person is not None
    person.state = "INACTIVE"
    tenancy.world.users.change_capabilities(person, {})
    async with opened(Start("user", NONE, generate=True)) as pilot:
        await see(pilot, f"Warning: {NONE} is INACTIVE.", "Description")
