"""Opening the session from the app: an encrypted key, asked for until it opens."""

import secrets
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from textual.widgets import Input

from services.demo.tenancy import Tenancy
from tests.services.accounts import Served
from tests.tui.desk import USERS, Opened, at, at_users, see, seen, write
from tests.wait import wait_until
from tui.dialogs.passphrase import PassphraseDialog
from tui.screens.home import HomeScreen
from tui.startup.start import Start


@pytest.fixture
def passphrase(where: Served) -> str:
    """Encrypts the key of the configuration."""
    chosen = secrets.token_hex(6)
    path = Path(where.config_file.parent / "oci_api_key.pem")
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    locked = serialization.BestAvailableEncryption(chosen.encode())
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked))
    return chosen


async def test_the_passphrase_is_asked_for_until_it_is_correct(
    opened: Opened, tenancy: Tenancy, passphrase: str
) -> None:
    async with opened() as pilot:
        await at(pilot, PassphraseDialog)
        await see(pilot, "is encrypted")
        await write(pilot, "wrong")
        assert "wrong" not in seen(pilot)
        await pilot.press("enter")
        await see(pilot, "Wrong passphrase")
        await write(pilot, passphrase)
        assert passphrase not in seen(pilot)
        field = pilot.app.screen.query_one(Input)
        await pilot.press("enter")
        await see(pilot, tenancy.world.name)
        assert field.value == "", "nothing stays in the field"


async def test_requests_that_wait_continue_after_sign_in(opened: Opened, passphrase: str) -> None:
    async with opened(Start("users")) as pilot:
        await at(pilot, PassphraseDialog)
        await write(pilot, passphrase)
        await pilot.press("enter")
        await at_users(pilot, USERS)


async def test_the_passphrase_can_be_canceled_and_asked_for_again(opened: Opened, passphrase: str) -> None:
    async with opened(Start("users")) as pilot:
        await at(pilot, PassphraseDialog)
        await pilot.press("escape")
        await see(pilot, "The key needs its passphrase", "Press r to retry", "not connected")
        await pilot.press("r")
        await at(pilot, PassphraseDialog)
        await write(pilot, passphrase)
        await pilot.press("enter")
        await at_users(pilot, USERS)
        await pilot.press("escape")
        await at(pilot, HomeScreen)


async def test_the_passphrase_in_the_environment_is_used(
    opened: Opened, tenancy: Tenancy, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCI_CLI_PASSPHRASE", passphrase)
    async with opened() as pilot:
        await wait_until(
            pilot, lambda: tenancy.world.name in seen(pilot) or isinstance(pilot.app.screen, PassphraseDialog)
        )
        assert tenancy.world.name in seen(pilot)


async def test_invalid_region_metadata_is_reported(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCI_REGION_METADATA", "{broken")
    async with opened(region="xx-nowhere-1") as pilot:
        await see(pilot, "Can't read OCI_REGION_METADATA: it isn't JSON.", "not connected")
