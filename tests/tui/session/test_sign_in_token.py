"""Signing in from the app with a key on a PKCS#11 token: the PIN is asked for, and saved nowhere."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from textual.widgets import Checkbox, Input

from services.demo.tenancy import Tenancy
from tests.services.accounts import Served
from tests.services.soft_token import PIN, SoftTokens, in_this_process
from tests.tui.desk import AppPilot, Opened, at, at_home, hear, see, seen, write
from tests.wait import wait_until
from tui.app import OciSmtpApp
from tui.dialogs.passphrase import PinDialog


@pytest.fixture
def card(where: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftTokens]:
    """A token with the administrator's key."""
    with in_this_process(tmp_path, monkeypatch) as tokens:
        tokens.add("card")
        tokens.store("card", where.config_file.with_name("oci_api_key.pem"))
        yield tokens


@pytest.fixture
def opened_with_card(opened: Opened, card: SoftTokens) -> AbstractAsyncContextManager[AppPilot]:
    return opened(auth="pkcs11")


async def test_the_pin_is_asked_for_until_it_is_right(
    opened_with_card: AbstractAsyncContextManager[AppPilot], tenancy: Tenancy
) -> None:
    async with opened_with_card as pilot:
        await at(pilot, PinDialog)
        await see(pilot, 'Token "card" needs its PIN. Enter the PIN.')
        assert not pilot.app.screen.query(Checkbox), "the keyring isn't offered"
        await write(pilot, "1234")
        await pilot.press("enter")
        await see(pilot, 'Wrong PIN for token "card". A few wrong PINs lock the token.')
        await write(pilot, PIN)
        assert PIN not in seen(pilot)
        field = pilot.app.screen.query_one(Input)
        await pilot.press("enter")
        await see(pilot, tenancy.world.name)
        assert field.value == ""


async def test_an_empty_pin_is_not_tried(
    opened_with_card: AbstractAsyncContextManager[AppPilot], card: SoftTokens
) -> None:
    async with opened_with_card as pilot:
        await at(pilot, PinDialog)
        await pilot.press("enter")
        await see(pilot, "needs its PIN")
        await pilot.press("escape")
        await see(pilot, "The token needs its PIN. Press r to enter it.", "not connected")
        await pilot.press("r")
        await at(pilot, PinDialog)
    assert not card.had_wrong_pin("card")


async def test_a_wrong_pin_of_the_environment_is_never_tried_again(
    opened_with_card: AbstractAsyncContextManager[AppPilot], tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCI_CLI_PKCS11_PIN", "1234")
    async with opened_with_card as pilot:
        await at(pilot, PinDialog)
        await see(pilot, 'Wrong PIN in OCI_CLI_PKCS11_PIN for token "card".')
        await pilot.press("escape")
        await pilot.press("r")
        await see(pilot, "rejected a PIN before, so the PIN in", "wasn't tried")
        await write(pilot, PIN)
        await pilot.press("enter")
        await see(pilot, tenancy.world.name)


async def test_a_profile_switch_clears_the_pin(
    opened_with_card: AbstractAsyncContextManager[AppPilot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCI_CLI_PKCS11_PIN", PIN)
    async with opened_with_card as pilot:
        await at_home(pilot)
        app = pilot.app
        assert isinstance(app, OciSmtpApp)
        await wait_until(pilot, lambda: app.connection.opened is not None)
        old = app.connection.opened
        assert old is not None
        app.run_line("profile DEFAULT")
        await wait_until(pilot, lambda: app.connection.opened not in (None, old))
        assert old._clients._signer.pkcs11_signer._pin is None


async def test_the_app_asks_the_admin_to_touch_the_token(
    opened_with_card: AbstractAsyncContextManager[AppPilot],
    card: SoftTokens,
    where: Served,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card.store("card", where.config_file.with_name("oci_api_key.pem"), key_id=b"\x04", name="CARD AUTH")
    monkeypatch.setenv("OCI_CLI_PKCS11_PIN", PIN)
    monkeypatch.setenv("OCI_CLI_PKCS11_SLOT_LABEL", "9E")
    async with opened_with_card as pilot:
        await hear(pilot, "touch the token when it blinks")


async def test_a_default_profile_in_the_wrong_file_is_reported(opened: Opened, where: Served) -> None:
    with where.config_file.open("a") as file:
        file.write("[OCI_CLI_SETTINGS]\ndefault_profile=OTHER\n")
    async with opened() as pilot:
        await hear(pilot, "default_profile doesn't count there")
