"""Handing over that fails: a clear error, and the credential is still in the dialog."""

import threading
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

import pytest

from services.delivery.age import AgeSeal
from services.demo.tenancy import Tenancy
from tests.services.secret_service import gnome_keyring, in_use, unlocked_keyring
from tests.tui.desk import Opened, RecordingClipboard, at, flowing, see, write
from tests.tui.generated import START, generated, is_drawn
from tests.tui.hand_over_steps import SMALL, fill, opened_by, route, sealed_for
from tests.wait import wait_until
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.keep_in_keyring import KeepInKeyringDialog
from tui.dialogs.seal_for import SealForDialog
from tui.dialogs.sealed import SealedDialog
from tui.dialogs.send_sealed import SendSealedDialog
from tui.dialogs.unsaved import UnsavedDialog
from tui.dialogs.write_sealed import WriteDraftDialog, WriteFileDialog

pytestmark = pytest.mark.usefixtures("short_names")


async def test_an_existing_file_is_not_overwritten_and_the_dialog_stays_open(
    opened: Opened, tenancy: Tenancy, age_identity: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.age"
    path.write_text("precious")
    async with opened(START, size=SMALL) as pilot:
        held = await generated(pilot, tenancy)
        await sealed_for(pilot)
        await pilot.press("down", "enter")
        await at(pilot, WriteFileDialog)
        await fill(pilot, path.name)
        await pilot.press("enter")
        await see(pilot, "Error:", "already exists", "aren't overwritten")
        await fill(pilot, "y.age")
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
    assert path.read_text() == "precious"
    assert held.password in opened_by(age_identity, (tmp_path / "y.age").read_text())


async def test_a_full_disk_keeps_the_dialog_open_for_another_location(
    opened: Opened, tenancy: Tenancy, age_identity: Path, tmp_path: Path, full_disk: Path
) -> None:
    async with opened(START, size=SMALL) as pilot:
        held = await generated(pilot, tenancy)
        await sealed_for(pilot)
        await pilot.press("down", "down", "enter")
        await at(pilot, WriteDraftDialog)
        await pilot.press("tab")
        await fill(pilot, "full/x.eml")
        await pilot.press("enter")
        await see(pilot, "Error:", "No space left on device", "Choose another location")
        await fill(pilot, "x.eml")
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
    assert [path.name for path in full_disk.iterdir()] == ["filler"]
    (attached,) = BytesParser(policy=SMTP).parsebytes((tmp_path / "x.eml").read_bytes()).iter_attachments()
    assert held.password in opened_by(age_identity, str(attached.get_content()))


async def test_an_internal_error_keeps_the_credential_and_hides_the_password(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seal(_: AgeSeal, plain: bytes) -> bytes:
        raise RuntimeError(f"it does not fit: {plain!r}")

    monkeypatch.setattr(AgeSeal, "seal", seal)
    async with opened(START, size=SMALL) as pilot:
        held = await generated(pilot, tenancy)
        await sealed_for(pilot)
        await pilot.press("down", "enter")
        await at(pilot, WriteFileDialog)
        await pilot.press("enter")
        await see(pilot, "Error: Internal error (RuntimeError, seal, line")
        assert held.password not in flowing(pilot)
        await pilot.press("escape", "escape", "escape")
        await at(pilot, CredentialDialog)
        await pilot.press("v")
        await wait_until(pilot, lambda: is_drawn(pilot, held))


async def test_an_internal_error_before_the_dialog_opens_keeps_the_credential(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> SealForDialog[object]:
        raise RuntimeError("it does not open")

    monkeypatch.setattr("tui.dialogs.channels.SealWithAgeDialog", broken)
    async with opened(START, size=SMALL) as pilot:
        held = await generated(pilot, tenancy)
        await route(pilot, "Encrypt with age")
        await see(pilot, "Internal error (RuntimeError, broken, line")
        await pilot.press("escape")
        await at(pilot, CredentialDialog)
        await pilot.press("v")
        await wait_until(pilot, lambda: is_drawn(pilot, held))


async def test_a_destination_that_never_answers_does_not_block_the_credential(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    monkeypatch.setattr("services.delivery.sealed_file.keep", lambda *_: over.wait(20))
    async with opened(START, size=SMALL) as pilot:
        held = await generated(pilot, tenancy)
        await sealed_for(pilot)
        await pilot.press("down", "enter")
        await at(pilot, WriteFileDialog)
        await pilot.press("enter")
        await see(pilot, "Encrypting and writing")
        await pilot.press("escape")
        await see(pilot, "Still sending the credential.", "Press esc again to stop waiting")
        await pilot.press("escape")
        await at(pilot, CredentialDialog)
        await see(pilot, "You stopped waiting before delivery was confirmed")
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)
        await pilot.press("escape")
        await at(pilot, CredentialDialog)
        over.set()
        await pilot.press("y")
        await wait_until(pilot, lambda: clipboard.held == held.password)


async def test_a_locked_keyring_is_reported_and_the_credential_is_kept(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, tmp_path: Path
) -> None:
    with unlocked_keyring(tmp_path):
        pass  # makes it
    with gnome_keyring(tmp_path, None) as locked, in_use(locked):
        async with opened(START, size=SMALL) as pilot:
            held = await generated(pilot, tenancy)
            await route(pilot, "This machine's keyring")
            await at(pilot, KeepInKeyringDialog)
            await see(pilot, "Error: The keyring is locked", "Unlock it on the desktop")
            await pilot.press("escape")
            await at(pilot, CredentialDialog)
            await pilot.press("y")
            await wait_until(pilot, lambda: clipboard.held == held.password)


async def test_sending_an_encrypted_message_fails_without_a_keyring(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    async with opened(START, size=SMALL) as pilot:
        await generated(pilot, tenancy)
        await sealed_for(pilot)
        await pilot.press("end", "up", "enter")
        await at(pilot, SendSealedDialog)
        await write(pilot, "x@y")
        await pilot.press("tab")
        await write(pilot, "orders@example.com")
        await pilot.press("enter")
        await see(pilot, "Error: No keyring is available.")
        await pilot.press("escape")
        await at(pilot, SealedDialog)


async def test_an_invalid_age_recipient_is_rejected(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=SMALL) as pilot:
        await generated(pilot, tenancy)
        await route(pilot, "Encrypt with age")
        await at(pilot, SealForDialog)
        await write(pilot, "a.txt")
        await pilot.press("enter")
        await see(pilot, 'Error: "a.txt" isn\'t a key that age supports')
        await fill(pilot, "age1qq")
        await pilot.press("enter")
        await see(pilot, "Error: The recipient is an incomplete age key.")
