"""A credential is deleted in the app: where its password is left is named, and removed only after a question."""

import os
import secrets
from datetime import datetime, timezone
from pathlib import Path

import pytest
from textual.widgets import Button

from services.config.options import Options
from services.credentials.journal import open_journal
from services.credentials.journal_record import JournalState, Record, new_intent
from services.delivery.destinations import Destinations
from services.delivery.keyring import KeyringChannel
from services.delivery.new_file import keep, place_of
from services.demo.tenancy import Tenancy
from services.model.destination import VAULT, Destination, noted
from services.model.secret import Secret
from services.system.os_keyring import OsKeyring
from tests.services.secret_service import unlocked_keyring
from tests.tui.desk import AppPilot, Opened, at, at_user, descriptions, hear, see, type_ending
from tests.tui.flows.rotate_steps import half_way
from tests.tui.generated import START, generated
from tests.tui.shell import ONE
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.destinations import DestinationsDialog
from tui.dialogs.rotation import RotationDialog
from tui.dialogs.unsaved import UnsavedDialog
from tui.screens.user import UserScreen
from tui.startup.start import Start


@pytest.fixture(autouse=True)
def own_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OCI_SMTP_STATE_DIR", str(tmp_path / "state"))


def handed_over(tenancy: Tenancy, *places: Destination) -> Record:
    """The user's credential was issued from here, and is in those places."""
    ocid = tenancy.user_ocid(ONE)
    [held] = tenancy.credentials(ocid)
    now = datetime.now(timezone.utc)
    record = Record(
        new_intent(),
        JournalState.CONFIRMED,
        "test",
        "ocid1.tenancy.oc1..a",
        "us-ashburn-1",
        ocid,
        ONE,
        held.description,
        "0" * 30,
        now,
        now,
        credential_ocid=held.ocid,
        smtp_user_name=held.user_name,
        destinations=list(places),
    )
    return open_journal(Options(), os.environ).begin(record)


def file_with_password(tmp_path: Path) -> Destination:
    noticed: list[Destination] = []
    keep(place_of(tmp_path / "msmtprc", b"secret", is_encrypted=False), b"secret", noticed.append)
    return noticed[-1]


async def delete(pilot: AppPilot) -> None:
    await at_user(pilot)
    await pilot.press("D")
    await type_ending(pilot)


async def confirm(pilot: AppPilot) -> None:
    await at(pilot, ConfirmDialog)
    await see(pilot, "undo this")
    pilot.app.screen.query_one("#confirm", Button).focus()
    await pilot.press("enter")
    await at(pilot, DestinationsDialog)


async def test_a_file_and_a_vault_secret_are_listed_and_the_file_is_deleted(
    opened: Opened, tenancy: Tenancy, tmp_path: Path
) -> None:
    file = file_with_password(tmp_path)
    path = Path(file.name)
    elsewhere = Destination(VAULT, "smtp", datetime.now(timezone.utc), vault_name="mail-eu", region="eu-frankfurt-1")
    record = handed_over(tenancy, file, elsewhere)
    async with opened(Start("user", ONE)) as pilot:
        await delete(pilot)
        await at(pilot, DestinationsDialog)
        await see(
            pilot, "(plain text) still contains the password", "secret smtp in the vault mail-eu might still contain"
        )
        await pilot.press("down", "enter")
        await at(pilot, ConfirmDialog)
        await pilot.press("enter")  # on Cancel
        await at(pilot, DestinationsDialog)
        assert path.exists()
        await pilot.press("enter")
        await confirm(pilot)
        await see(pilot, "Deleted")
        assert not path.exists()
        await pilot.press("enter")
        await see(pilot, "Already deleted.")
        await pilot.press("escape")
        await at(pilot, UserScreen)
        assert descriptions(tenancy, ONE) == []
        written = pilot.app.connection.journal.find(record.intent)  # type: ignore[attr-defined]
        assert written.state is JournalState.DISCARDED
        assert [place.kind for place in written.open_destinations] == ["vault"]


async def test_a_keyring_entry_is_found_without_a_journal_record_and_deleted(
    opened: Opened, tenancy: Tenancy, tmp_path: Path
) -> None:
    with unlocked_keyring(tmp_path):
        [held] = tenancy.credentials(tenancy.user_ocid(ONE))
        channel = KeyringChannel("us-ashburn-1")
        OsKeyring().store(channel.service, held.user_name, Secret(secrets.token_urlsafe(9)))
        async with opened(Start("user", ONE)) as pilot:
            await delete(pilot)
            await at(pilot, DestinationsDialog)
            await see(pilot, "The keyring of this machine", "still contains the password")
            await pilot.press("down", "enter")
            await confirm(pilot)
            await see(pilot, "Deleted from the keyring")
        assert channel.find(held.user_name) is None


async def test_the_end_of_a_rotation_lists_a_file_with_the_old_password(
    opened: Opened, tenancy: Tenancy, tmp_path: Path
) -> None:
    handed_over(tenancy, file_with_password(tmp_path))
    async with half_way(opened) as pilot:
        await pilot.press("R")
        await at(pilot, RotationDialog)
        await pilot.press("down", "enter")
        await type_ending(pilot)
        await at(pilot, DestinationsDialog)
        await see(pilot, "(plain text) still contains the password")
        await pilot.press("escape")
        await see(pilot, "(1 of 2)")


async def test_deleting_a_new_credential_lists_a_file_with_its_password(
    opened: Opened, tenancy: Tenancy, tmp_path: Path
) -> None:
    async with opened(START) as pilot:
        await generated(pilot, tenancy)
        dialog = pilot.app.screen
        assert isinstance(dialog, CredentialDialog)
        dialog._packed().note(file_with_password(tmp_path))
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)
        await pilot.press("j", "enter")
        await at(pilot, DestinationsDialog)
        await see(pilot, "(plain text) still contains the password")
        await pilot.press("escape")
        await see(pilot, "(0 of 2)")


async def test_a_deletion_at_the_next_start_reports_a_file_with_the_password(
    opened: Opened, tenancy: Tenancy, tmp_path: Path
) -> None:
    record = handed_over(tenancy, file_with_password(tmp_path))
    journal = open_journal(Options(), os.environ)
    journal.move(record, JournalState.DISCARDING, tenancy=tenancy.ocid)
    async with opened() as pilot:
        await hear(pilot, "(plain text) still contains the password")
    assert descriptions(tenancy, ONE) == []


async def test_read_only_mode_lists_the_destination_and_deletes_nothing(
    opened: Opened, tenancy: Tenancy, tmp_path: Path
) -> None:
    file = file_with_password(tmp_path)
    async with opened(Start("user", ONE), read_only=True) as pilot:
        await at_user(pilot)
        pilot.app.push_screen(DestinationsDialog([Destinations().look(file)]))
        await at(pilot, DestinationsDialog)
        await see(pilot, "still contains the password")
        await pilot.press("down", "enter")
        await at(pilot, UserScreen)
    assert Path(file.name).exists()


async def test_no_dialog_opens_when_no_destination_has_the_password(
    opened: Opened, tenancy: Tenancy, tmp_path: Path
) -> None:
    path = tmp_path / "gone"
    handed_over(tenancy, place_of(path, b"x", is_encrypted=True))
    async with opened(Start("user", ONE)) as pilot:
        await delete(pilot)
        await see(pilot, "(0 of 2)")
        assert isinstance(pilot.app.screen, UserScreen)


def test_a_later_note_of_a_destination_replaces_the_earlier_note(tmp_path: Path) -> None:
    one, two = (place_of(tmp_path / name, b"x", is_encrypted=True) for name in "ab")
    later = place_of(tmp_path / "a", b"xy", is_encrypted=True)
    assert noted(noted(noted([], one), two), later) == [two, later]
