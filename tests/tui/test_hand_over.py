"""Handing a new credential over: every way from the credential dialog, and what counts as custody."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import SMTP
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Input

from services.delivery.age import AgeSeal
from services.delivery.spoken import WORDS
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from tests.full_disk import full_disk as full_disk
from tests.needs import needs
from tests.services.delivery.gpg_home import ANNA, OLD, GpgHome, gpg_home
from tests.services.secret_service import gnome_keyring, in_use, unlocked_keyring
from tests.tui.conftest import Opened
from tests.tui.desk import AppPilot, RecordingClipboard, at, flowing, see, seen, write
from tests.tui.generated import START, WIDE, generated, is_drawn
from tests.wait import wait_until
from tui.commands import BY_ID
from tui.dialogs import read_aloud
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.hand_over import HandOverDialog
from tui.dialogs.keep_in_keyring import KeepInKeyringDialog
from tui.dialogs.read_aloud import ReadAloudDialog
from tui.dialogs.seal_for import SealForDialog
from tui.dialogs.sealed import SealedDialog
from tui.dialogs.send_sealed import SendSealedDialog
from tui.dialogs.unsaved import UnsavedDialog
from tui.dialogs.write_sealed import WriteDraftDialog, WriteFileDialog
from tui.hand_over_routes import ROUTES
from tui.screens.user import UserScreen

SMALL = (80, 24)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An age identity; its public key is beside it."""
    needs("age", "age-keygen")
    path = tmp_path_factory.mktemp("age") / "key"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    done = subprocess.run(["age-keygen", "-y", path], check=True, capture_output=True, text=True)
    path.with_suffix(".pub").write_text(done.stdout)
    return path


@pytest.fixture(autouse=True)
def desk(key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the program was started: names of files are short there."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(key.with_suffix(".pub"), tmp_path / "a.pub")


@pytest.fixture
def gpg(monkeypatch: pytest.MonkeyPatch) -> Iterator[GpgHome]:
    needs("gpg")
    with gpg_home() as made:
        made.generate(ANNA)
        made.generate(OLD, at="20200101T000000!")
        monkeypatch.setenv("GNUPGHOME", str(made.path))
        yield made


def opened_by(key: Path, data: str) -> str:
    done = subprocess.run(["age", "-d", "-i", key], input=data, check=True, capture_output=True, text=True)
    return done.stdout


async def route(pilot: AppPilot, name: str) -> None:
    """Choose a way to hand over, once it is known to be there."""
    await pilot.press("s")
    await at(pilot, HandOverDialog)
    dialog = pilot.app.screen
    assert isinstance(dialog, HandOverDialog)
    await wait_until(pilot, lambda: None not in dialog._answers)
    await pilot.press("home", *["down"] * [each.name for each in ROUTES].index(name), "enter")


async def sealed_for(pilot: AppPilot) -> None:
    """Up to the question where the text that is encrypted with age goes."""
    await route(pilot, "Encrypt with age")
    await at(pilot, SealForDialog)
    await write(pilot, "a.pub")
    await pilot.press("enter")
    await see(pilot, "Enter alone goes on")
    await pilot.press("enter")
    await at(pilot, SealedDialog)


async def fill(pilot: AppPilot, text: str) -> None:
    """Write something else into the field that has the focus."""
    field = pilot.app.screen.focused
    assert isinstance(field, Input)
    field.value = ""
    await write(pilot, text)


async def closes_without_a_question(pilot: AppPilot) -> None:
    await at(pilot, CredentialDialog)
    await pilot.press("escape")
    await at(pilot, UserScreen)


async def test_every_way_says_on_a_small_screen_whether_it_can_be_used(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    async with opened(START, size=SMALL) as pilot:
        await generated(pilot, tenancy)
        await pilot.press("s")
        await at(pilot, HandOverDialog)
        await see(pilot, *(each.name for each in ROUTES), "No keyring answers here")
        await pilot.press("enter")
        await see(pilot, "Warning: No keyring answers here")
        await pilot.press("down", "down", "enter")
        await see(pilot, "Warning: gpg is not installed here.")
        assert flowing(pilot).count("not here") == 3
        await pilot.press("end", "enter")
        await at(pilot, CredentialDialog)
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)


async def test_an_age_file_is_custody(opened: Opened, tenancy: Tenancy, key: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.age"
    async with opened(START, size=SMALL) as pilot:
        held = await generated(pilot, tenancy)
        await sealed_for(pilot)
        await see(pilot, "Compare it with its owner", key.with_suffix(".pub").read_text()[:30])
        await pilot.press("down", "enter")
        await at(pilot, WriteFileDialog)
        await fill(pilot, path.name)
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
        await see(pilot, "and read back", "let them try it")
        assert not is_drawn(pilot, held)
        await closes_without_a_question(pilot)
    assert f"password: {held.password}\n" in opened_by(key, path.read_text())


async def test_a_file_that_is_there_keeps_the_question_open_and_the_credential(
    opened: Opened, tenancy: Tenancy, key: Path, tmp_path: Path
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
        await see(pilot, "Error:", "there already", "never written over")
        await fill(pilot, "y.age")
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
    assert path.read_text() == "precious"
    assert held.password in opened_by(key, (tmp_path / "y.age").read_text())


async def test_a_full_disk_keeps_the_question_open_and_the_credential(
    opened: Opened, tenancy: Tenancy, key: Path, tmp_path: Path, full_disk: Path
) -> None:
    async with opened(START, size=SMALL) as pilot:
        held = await generated(pilot, tenancy)
        await sealed_for(pilot)
        await pilot.press("down", "down", "enter")
        await at(pilot, WriteDraftDialog)
        await pilot.press("tab")
        await fill(pilot, "full/x.eml")
        await pilot.press("enter")
        await see(pilot, "Error:", "No space left on device", "Name a file elsewhere")
        await fill(pilot, "x.eml")
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
    assert [path.name for path in full_disk.iterdir()] == ["filler"]
    (attached,) = BytesParser(policy=SMTP).parsebytes((tmp_path / "x.eml").read_bytes()).iter_attachments()
    assert held.password in opened_by(key, str(attached.get_content()))


async def test_a_mistake_of_the_program_keeps_the_credential_and_quotes_nothing(
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
        await see(pilot, "Error: The program itself made a mistake (RuntimeError, seal, line")
        assert held.password not in flowing(pilot)
        await pilot.press("escape", "escape", "escape")
        await at(pilot, CredentialDialog)
        await pilot.press("v")
        await wait_until(pilot, lambda: is_drawn(pilot, held))


async def test_a_place_that_never_answers_does_not_keep_the_credential(
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
        await see(pilot, "Still handing it over.", "Escape again leaves it")
        await pilot.press("escape")
        await at(pilot, CredentialDialog)
        await see(pilot, "Left before it was known whether it arrived")
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)
        await pilot.press("escape")
        await at(pilot, CredentialDialog)
        over.set()
        await pilot.press("y")
        await wait_until(pilot, lambda: clipboard.held == held.password)


async def test_leaving_every_question_leaves_the_credential_as_it_was(opened: Opened, tenancy: Tenancy) -> None:
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


async def test_a_locked_keyring_says_so_and_the_credential_is_still_here(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, tmp_path: Path
) -> None:
    with unlocked_keyring(tmp_path):
        pass  # makes it
    with gnome_keyring(tmp_path, None) as locked, in_use(locked):
        async with opened(START, size=SMALL) as pilot:
            held = await generated(pilot, tenancy)
            await route(pilot, "Keyring of this machine")
            await at(pilot, KeepInKeyringDialog)
            await see(pilot, "Error: The keyring is locked", "Unlock it on the desktop")
            await pilot.press("escape")
            await at(pilot, CredentialDialog)
            await pilot.press("y")
            await wait_until(pilot, lambda: clipboard.held == held.password)


async def test_without_a_keyring_there_is_no_account_to_send_with(
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
        await see(pilot, "Error: No keyring answers here.")
        await pilot.press("escape")
        await at(pilot, SealedDialog)


async def test_a_copy_of_the_encrypted_text_is_no_custody(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, key: Path
) -> None:
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await sealed_for(pilot)
        clipboard.is_willing = False
        await pilot.press("end", "enter")
        await see(pilot, "Error: The encrypted text was not copied. The clipboard is out of reach.")
        clipboard.is_willing = True
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
        await see(pilot, "The encrypted text: Sent", "not safe before it has arrived")
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)
    assert clipboard.held
    assert held.password in opened_by(key, clipboard.held)


async def test_a_recipient_that_is_none(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=SMALL) as pilot:
        await generated(pilot, tenancy)
        await route(pilot, "Encrypt with age")
        await at(pilot, SealForDialog)
        await write(pilot, "a.txt")
        await pilot.press("enter")
        await see(pilot, "Error: 'a.txt' is neither")
        await fill(pilot, "age1qq")
        await pilot.press("enter")
        await see(pilot, "Error: The recipient is not a whole age key.")


async def test_a_gpg_key_is_shown_whole_before_anything_is_encrypted(
    opened: Opened, tenancy: Tenancy, gpg: GpgHome, tmp_path: Path
) -> None:
    (whole,) = gpg.fingerprints(ANNA)
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
        await see(pilot, ANNA, "Expires", "Compare it with its owner")
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


def said_now(pilot: AppPilot) -> str:
    """The characters whose words stand on the screen."""
    lines = [line.strip("│ ").split(maxsplit=1) for line in seen(pilot).splitlines()]
    return "".join(line[0] for line in lines if len(line) == 2 and WORDS.get(line[0]) == line[1])


async def reading_aloud(pilot: AppPilot, tenancy: Tenancy) -> StoredCredential:
    held = await generated(pilot, tenancy)
    await route(pilot, "Read aloud")
    await at(pilot, ReadAloudDialog)
    await wait_until(pilot, lambda: said_now(pilot) == held.password[:4])
    return held


async def through_all(pilot: AppPilot, held: StoredCredential, key: str, step: int = 4) -> None:
    """Every group in turn, each alone on the screen."""
    for start in range(0, len(held.password), step):
        await wait_until(pilot, partial(_is_said, pilot, held.password[start : start + step]))
        await pilot.press(key)


def _is_said(pilot: AppPilot, text: str) -> bool:
    return said_now(pilot) == text


async def test_read_aloud_and_read_back_is_custody(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=SMALL) as pilot:
        held = await reading_aloud(pilot, tenancy)
        await through_all(pilot, held, "space")
        await see(pilot, "The listener reads it back: group 1")
        await pilot.press("x")
        await see(pilot, "Say this group once more")
        await through_all(pilot, held, "m")
        await at(pilot, CredentialDialog)
        await see(pilot, "read back by the listener")
        await closes_without_a_question(pilot)


async def test_read_aloud_without_the_check_is_no_custody(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=SMALL) as pilot:
        held = await reading_aloud(pilot, tenancy)
        await pilot.press("c")
        await see(pilot, "character 1 of")
        await through_all(pilot, held, "space", step=1)
        await see(pilot, "The listener reads it back")
        await pilot.press("escape")
        await at(pilot, CredentialDialog)
        await see(pilot, "not read back")
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)
        await see(pilot, "Close, it has arrived")
        await pilot.press("escape")
        await at(pilot, CredentialDialog)
        await pilot.press("enter")
        await at(pilot, UserScreen)


async def test_what_is_said_hides_by_itself(opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_aloud, "HIDE_AFTER_SECONDS", 3)
    async with opened(START, size=SMALL) as pilot:
        held = await reading_aloud(pilot, tenancy)
        await see(pilot, "Space shows it again")
        assert said_now(pilot) == ""
        monkeypatch.setattr(read_aloud, "HIDE_AFTER_SECONDS", 60)
        await pilot.press(BY_ID["spoken.next"].keys)
        await wait_until(pilot, lambda: said_now(pilot) == held.password[:4])
        await pilot.resize_terminal(70, 20)
        await wait_until(pilot, lambda: said_now(pilot) == "")


async def test_no_reveal_reads_nothing_aloud(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=SMALL, no_reveal=True) as pilot:
        await generated(pilot, tenancy)
        await route(pilot, "Read aloud")
        await see(pilot, "neither drawn nor copied")
        assert isinstance(pilot.app.screen, HandOverDialog)
