"""Vault, client settings and print: what a person sees and does in their dialogs."""

import json
import re
import threading
from base64 import b64decode
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from services.clipboard import CopyOutcome
from services.delivery import Package, Receipt
from services.demo.tenancy import Tenancy
from tests.needs import needs
from tests.services.delivery.awkward import package
from tests.services.delivery.print_server import PrintServer
from tests.tui.desk import AppPilot, Opened, RecordingClipboard, at_home, flowing, see, seen, write
from tests.tui.hand_over_steps import choose
from tests.wait import wait_until
from tui.app import OciSmtpApp
from tui.base.clipboards import ClipboardEntry
from tui.base.dialog import Dialog
from tui.dialogs.client_preview import ClientPreviewDialog
from tui.dialogs.client_settings import ClientSettingsDialog
from tui.dialogs.print_sheet import PrintSheetDialog
from tui.dialogs.vault_secret import VaultSecretDialog


class Answers(list[Receipt | None]):
    """What a dialog answered."""


async def shown(pilot: AppPilot, dialog: Dialog[Receipt]) -> Answers:
    answers = Answers()
    await pilot.app.push_screen(dialog, answers.append)
    return answers


async def vault_dialog(pilot: AppPilot, sent: Package) -> Answers:
    await at_home(pilot)
    app = pilot.app
    assert isinstance(app, OciSmtpApp)
    return await shown(pilot, VaultSecretDialog(sent, app.connection.session))


async def retype(pilot: AppPilot, text: str) -> None:
    field = pilot.app.screen.focused
    assert isinstance(field, Input)
    field.value = text
    await pilot.press("enter")


async def test_answers_for_a_vault_can_be_typed_ahead(opened: Opened) -> None:
    async with opened() as pilot:
        await vault_dialog(pilot, package())
        for _ in range(3):
            pilot.app.post_message(events.Key("enter", "\r"))
        await see(pilot, "Create a secret in vault")


async def test_the_vault_dialog_asks_step_by_step_and_saves_the_secret(opened: Opened, tenancy: Tenancy) -> None:
    sent = package()
    async with opened() as pilot:
        answers = await vault_dialog(pilot, sent)
        await see(pilot, "sandbox [test]", "Development:Sandbox")
        assert "mail-eu" not in seen(pilot)
        await choose(pilot, "mail")
        await see(pilot, "Master encryption key:", "secrets")
        assert "signing" not in seen(pilot)
        await pilot.press("escape")
        await see(pilot, "Vault:")
        await choose(pilot, "mail")
        await see(pilot, "Master encryption key:")
        await choose(pilot, "secrets")
        await see(pilot, "Compartment for the secret", "same as the vault")
        await pilot.press("enter")
        await see(pilot, "compartment Production:Mail", "smtp-kim.park-")
        await pilot.press("enter")
        await wait_until(pilot, lambda: answers)
    (receipt,) = answers
    (secret,) = tenancy.world.vaults.secrets
    assert receipt
    assert receipt.is_verified
    assert secret.ocid in receipt.message
    assert json.loads(b64decode(secret.content))["password"] == sent.password.reveal()


async def test_a_secret_name_that_already_exists_leaves_the_dialog_open(opened: Opened, tenancy: Tenancy) -> None:
    async with opened() as pilot:
        tenancy.settings.secret_creating_reads = 0
        answers = await vault_dialog(pilot, package())
        for step in ("mail", "secrets", "Production:Mail"):
            await choose(pilot, step)
        await see(pilot, "Create a secret in vault")
        tenancy.faults.add("409", "create_secret").code = "Conflict"
        await pilot.press("enter")
        await see(pilot, "Choose another name for the secret.")
        await retype(pilot, "not a name!")
        await see(pilot, "isn't a valid secret name")
        await retype(pilot, "another-name")
        await wait_until(pilot, lambda: answers)
    assert [secret.name for secret in tenancy.world.vaults.secrets] == ["another-name"]


async def test_the_vault_dialog_reports_unreadable_vaults_and_read_only_mode(opened: Opened, tenancy: Tenancy) -> None:
    async with opened() as pilot:
        tenancy.faults.add("404", "list_vaults", times=0)
        await vault_dialog(pilot, package())
        await see(pilot, "No active vault in this region is visible to you", "Authorization failed")
    async with opened(read_only=True) as pilot:
        await vault_dialog(pilot, package())
        await see(pilot, "--read-only")


async def at_client(pilot: AppPilot, sent: Package, name: str = "msmtp") -> Answers:
    await at_home(pilot)
    answers = await shown(pilot, ClientSettingsDialog(sent))
    await choose(pilot, name)
    return answers


async def test_client_settings_can_be_shown_masked_and_copied(opened: Opened, clipboard: RecordingClipboard) -> None:
    sent = package("[b]\"'#$%/]aZ9")
    async with opened(size=(120, 40)) as pilot:
        await at_client(pilot, sent)
        await see(pilot, 'password "********"')
        assert sent.password.reveal() not in seen(pilot)
        await pilot.press("v")
        await see(pilot, f'password "{sent.password.reveal()}"')
        await pilot.press("v")
        await see(pilot, 'password "********"')
        assert sent.password.reveal() not in seen(pilot)
        await pilot.press("y")
        await see(pilot, "Sent to the clipboard of the test.", "Press v to show the password. Cleared in")
        assert f'password "{sent.password.reveal()}"\n' in (clipboard.held or "")
        await pilot.press("escape")
        await wait_until(pilot, lambda: clipboard.held is None)


async def test_client_settings_are_not_copied_after_the_dialog_closed(
    opened: Opened, clipboard: RecordingClipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has closed the settings will not see that they are on the clipboard, and for how long."""
    is_slow, released, was_copied = threading.Event(), threading.Event(), threading.Event()
    put = ClientPreviewDialog._put

    def put_slowly(dialog: ClientPreviewDialog, entry: ClipboardEntry) -> CopyOutcome:
        is_slow.set()
        released.wait(10)
        outcome = put(dialog, entry)
        was_copied.set()
        return outcome

    monkeypatch.setattr(ClientPreviewDialog, "_put", put_slowly)
    async with opened(size=(120, 40)) as pilot:
        await at_client(pilot, package())
        await see(pilot, 'password "********"')
        await pilot.press("y")
        await wait_until(pilot, is_slow.is_set)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ClientSettingsDialog))
        released.set()
        await wait_until(pilot, was_copied.is_set)
        assert clipboard.held is None
    assert clipboard.copies == []


async def test_client_settings_are_saved_to_a_new_file_and_never_overwrite_a_file(
    opened: Opened, tmp_path: Path
) -> None:
    sent = package()
    taken, new = tmp_path / "taken", tmp_path / "new.json"
    taken.write_text("mine")
    async with opened(size=(120, 40)) as pilot:
        answers = await at_client(pilot, sent, "JSON")
        await pilot.press("w")
        await retype(pilot, str(taken))
        await see(pilot, "already exists")
        await retype(pilot, str(new))
        await wait_until(pilot, lambda: answers)
    assert taken.read_text() == "mine"
    assert json.loads(new.read_text())["password"] == sent.password.reveal()
    assert new.stat().st_mode & 0o777 == 0o600
    assert answers[0]
    assert answers[0].is_verified


async def test_the_list_reports_a_format_that_cannot_represent_the_password(opened: Opened) -> None:
    async with opened(size=(120, 40)) as pilot:
        await at_client(pilot, package('it\'s "both"'), "GitLab")
        await see(pilot, "GitLab can't represent this password", "Choose another format")
        assert isinstance(pilot.app.screen, ClientSettingsDialog)


async def test_no_reveal_neither_shows_nor_copies_client_settings(
    opened: Opened, clipboard: RecordingClipboard
) -> None:
    sent = package()
    async with opened(size=(120, 40), no_reveal=True) as pilot:
        await at_client(pilot, sent)
        for key in ("v", "y"):
            await pilot.press(key)
            await see(pilot, "can't be shown or copied")
        assert sent.password.reveal() not in seen(pilot)
    assert clipboard.copies == []


async def test_the_longest_and_the_shortest_settings_open_at_80x24(opened: Opened) -> None:
    async with opened(size=(80, 24)) as pilot:
        await at_home(pilot)
        await shown(pilot, ClientSettingsDialog(package("aB3-aB3-")))
        for name in ("Exim", "Postfix: main.cf", "TOML"):
            await choose(pilot, name)
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, ClientPreviewDialog))
            await see(pilot, f"Settings for {name}")
            await pilot.press("escape")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, ClientSettingsDialog))


async def test_a_sheet_prints_after_the_queue_is_typed_and_needs_the_check_word(
    opened: Opened, cups: PrintServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPS_SERVER", cups.socket)
    sent = package()
    async with opened(size=(100, 30)) as pilot:
        await at_home(pilot)
        answers = await shown(pilot, PrintSheetDialog(sent))
        await see(pilot, "paper://office/desk")
        await choose(pilot, "desk")
        await see(pilot, "To confirm, type: desk")
        assert cups.printed == ""
        await wait_until(pilot, lambda: isinstance(pilot.app.screen.focused, Input))
        await write(pilot, "desk")
        await pilot.press("enter")
        await see(pilot, "removed from the CUPS spool", "Enter the check word")
        await write(pilot, "wrong")
        await pilot.press("enter")
        await see(pilot, "The check word doesn't match")
        found = re.search(r"Check: (\w+)", cups.printed)
        assert found
        await retype(pilot, found[1])
        await wait_until(pilot, lambda: answers)
        assert sent.password.reveal() not in flowing(pilot)
    assert answers[0]
    assert answers[0].is_verified
    assert cups.spooled == []


async def test_a_missing_printer_is_explained_and_encryption_is_suggested(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs("lp")
    monkeypatch.setenv("CUPS_SERVER", "/nonexistent/sock")
    async with opened() as pilot:
        await at_home(pilot)
        answers = await shown(pilot, PrintSheetDialog(package()))
        await see(pilot, "No CUPS printer is configured", "Encrypt it with age or OpenPGP")
        await pilot.press("escape")
        await wait_until(pilot, lambda: answers)
    assert answers == [None]
