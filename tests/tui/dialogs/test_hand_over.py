"""Handing a new credential over: every way from the credential dialog, and what counts as custody."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.delivery import Availability
from services.demo.tenancy import Tenancy
from tests.needs import needs
from tests.services.delivery.gpg_home import ANNA, OLD, GpgHome, gpg_home
from tests.tui.desk import Opened, RecordingClipboard, at, flowing, see, write
from tests.tui.generated import START, WIDE, generated, is_drawn
from tests.tui.hand_over_steps import SMALL, closes_without_a_question, fill, opened_by, route, sealed_for
from tests.wait import wait_until
from tui.dialogs.channels import ROUTES, ChannelRoute
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.generate import GenerateDialog
from tui.dialogs.hand_over import HandOverDialog
from tui.dialogs.seal_for import SealForDialog
from tui.dialogs.sealed import SealedDialog
from tui.dialogs.unsaved import UnsavedDialog
from tui.dialogs.write_sealed import WriteDraftDialog, WriteFileDialog

pytestmark = pytest.mark.usefixtures("short_names")


@pytest.fixture
def our_gpg(monkeypatch: pytest.MonkeyPatch) -> Iterator[GpgHome]:
    needs("gpg")
    with gpg_home() as made:
        made.generate(ANNA)
        made.generate(OLD, at="20200101T000000!")
        monkeypatch.setenv("GNUPGHOME", str(made.path))
        yield made


async def test_a_small_screen_shows_whether_each_destination_is_available(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    async with opened(START, size=SMALL) as pilot:
        await generated(pilot, tenancy)
        await pilot.press("s")
        await at(pilot, HandOverDialog)
        await see(pilot, *(each.name for each in ROUTES), "> Encrypt with age")  # the first that works here
        await pilot.press("home", "enter")
        await see(pilot, "Warning: No keyring is available")
        await pilot.press("down", "down", "enter")
        await see(pilot, "Warning: gpg isn't installed.")
        assert flowing(pilot).count("not available") == 3
        await pilot.press("end", "enter")
        await at(pilot, CredentialDialog)
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)


@pytest.mark.parametrize("stays", [True, False])
async def test_a_chosen_destination_opens_after_its_check_unless_the_cursor_moves(
    opened: Opened, tenancy: Tenancy, stays: bool
) -> None:
    may_answer = threading.Event()
    asked = replace(ROUTES[1], available=lambda _: Availability(may_answer.wait(20), "It is there."))
    async with opened(START, size=SMALL) as pilot:
        await generated(pilot, tenancy)
        chosen: list[ChannelRoute | None] = []
        pilot.app.push_screen(HandOverDialog([asked, ROUTES[3]]), chosen.append)
        await at(pilot, HandOverDialog)
        await pilot.press("home", "enter")
        await see(pilot, "Checking availability")
        if not stays:
            await pilot.press("down", "up")
        may_answer.set()
        if stays:
            await wait_until(pilot, lambda: chosen == [asked])
        else:
            await see(pilot, "It is there.")
            assert isinstance(pilot.app.screen, HandOverDialog)


async def test_an_age_file_counts_as_delivered(
    opened: Opened, tenancy: Tenancy, age_identity: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.age"
    async with opened(START, size=SMALL) as pilot:
        held = await generated(pilot, tenancy)
        await sealed_for(pilot)
        await see(pilot, "Verify the fingerprint with the recipient", age_identity.with_suffix(".pub").read_text()[:30])
        await pilot.press("down", "enter")
        await at(pilot, WriteFileDialog)
        await fill(pilot, path.name)
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
        await see(pilot, "and verified", "check that it decrypts")
        assert not is_drawn(pilot, held)
        await closes_without_a_question(pilot)
    assert f"password: {held.password}\n" in opened_by(age_identity, path.read_text())


async def test_a_delivery_before_the_dialog_knows_the_server_still_names_the_server(
    opened: Opened, tenancy: Tenancy, age_identity: Path, tmp_path: Path
) -> None:
    """The dialog's own question for it is still on its way; the hand-over asks for itself."""
    tenancy.latencies["get_email_configuration"] = 30.0  # until the tenancy closes
    async with opened(START, size=WIDE) as pilot:
        await at(pilot, GenerateDialog)
        await write(pilot, "billing host")
        await pilot.press("enter")
        await see(pilot, "Server …")
        tenancy.latencies.clear()
        await sealed_for(pilot)
        await pilot.press("down", "enter")
        await at(pilot, WriteFileDialog)
        await fill(pilot, "x.age")
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
        await see(pilot, "Server …", "and verified")
        tenancy.close()
        await closes_without_a_question(pilot)
    text = opened_by(age_identity, (tmp_path / "x.age").read_text())
    assert f"server: smtp.email.{tenancy.home_region}.oci.oraclecloud.com\nport: 465\n" in text


async def test_leaving_every_delivery_dialog_keeps_the_credential(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=SMALL) as pilot:
        held = await generated(pilot, tenancy)
        await sealed_for(pilot)
        await pilot.press("down", "down", "enter")
        await at(pilot, WriteDraftDialog)
        for kind in (SealedDialog, SealForDialog, CredentialDialog):
            await pilot.press("ctrl+q" if kind is SealForDialog else "escape")
            await at(pilot, kind)
        await pilot.press("v")
        await wait_until(pilot, lambda: is_drawn(pilot, held))


async def test_a_copy_of_the_encrypted_text_does_not_count_as_delivered(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, age_identity: Path
) -> None:
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await sealed_for(pilot)
        clipboard.is_willing = False
        await pilot.press("end", "enter")
        await see(pilot, "Error: Couldn't copy the encrypted text. The clipboard is out of reach.")
        clipboard.is_willing = True
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
        await see(pilot, "The encrypted text: Sent", "Don't close the credential until it arrives")
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)
    assert clipboard.held
    assert held.password in opened_by(age_identity, clipboard.held)


async def test_the_full_fingerprint_of_a_gpg_key_is_shown_before_encryption(
    opened: Opened, tenancy: Tenancy, our_gpg: GpgHome, tmp_path: Path
) -> None:
    (whole,) = our_gpg.fingerprints(ANNA)
    async with opened(START, size=SMALL) as pilot:
        held = await generated(pilot, tenancy)
        await route(pilot, "Encrypt with OpenPGP")
        await at(pilot, SealForDialog)
        await write(pilot, "old@")
        await pilot.press("enter")
        await see(pilot, "has expired on 2020-12-31")
        await fill(pilot, "anna@")
        await pilot.press("enter")
        await at(pilot, SealedDialog)
        await see(pilot, ANNA, "Expires", "Verify the fingerprint with the recipient")
        assert whole in flowing(pilot).replace(" ", "")
        await pilot.press("down", "down", "enter")
        await at(pilot, WriteDraftDialog)
        await fill(pilot, "a@b.example")
        await pilot.press("tab")
        await fill(pilot, "x.eml")
        await pilot.press("enter")
        await closes_without_a_question(pilot)
    assert "BEGIN PGP MESSAGE" in (tmp_path / "x.eml").read_text()
    assert held.password not in (tmp_path / "x.eml").read_text()
