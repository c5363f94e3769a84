"""A session that ends by itself: whose it is, how long it lasts, and what happens at its end."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from textual.widgets import Input

from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy
from tests.services.accounts import Served, operations, served
from tests.tui.desk import Opened, at, at_home, at_user, hear, said, see, seen, write
from tests.tui.shell import Cli
from tests.wait import wait_until
from tui.app import OciSmtpApp
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.error import ErrorDialog
from tui.dialogs.expired import ExpiredDialog
from tui.dialogs.generate import GenerateDialog
from tui.screens.home import HomeScreen
from tui.session.token_watch import time_left
from tui.startup.start import Start

REFRESH = "refresh_security_token"
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=timezone.utc)


@pytest.fixture
def where(tenancy: Tenancy, tmp_path: Path) -> Iterator[Served]:
    with served(tenancy, tmp_path, user="helpdesk.agent", token=True) as found:
        yield found


@pytest.fixture
def expired_token(where: Served) -> Served:
    """The session in the file ended an hour ago."""
    past = Tenancy(users=20, now=lambda: datetime.now(timezone.utc) - timedelta(hours=2))
    where.config_file.with_name("token").write_text(DemoAccount(past, token=True).token)
    return where


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3600, NOW.astimezone().replace(hour=(NOW.astimezone().hour + 1) % 24).strftime("session expires at %H:%M")),
        (599, "session expires in 9 min"),
        (60, "session expires in 1 min"),
        (59, "session expires in under 1 min"),
        (0, "session expired"),
        (-5000, "session expired"),
    ],
)
def test_time_left_describes_when_the_session_expires(seconds: int, words: str) -> None:
    assert time_left(NOW + timedelta(seconds=seconds), NOW) == words


async def test_user_settings_is_the_user_of_the_token(opened: Opened) -> None:
    async with opened(Start("settings")) as pilot:
        await at_user(pilot)
        await see(pilot, "User settings", "helpdesk.agent", "session expires at")


async def test_the_session_token_is_refreshed_while_a_dialog_is_open(
    opened: Opened, where: Served, tenancy: Tenancy
) -> None:
    tenancy.settings.token_seconds = 6
    DemoAccount(tenancy, tenancy.user_ocid("helpdesk.agent"), token=True).write(where.config_file.parent)
    first = where.config_file.with_name("token").read_text()
    async with opened(Start("settings", generate=True)) as pilot:
        await at(pilot, GenerateDialog)
        await write(pilot, "billing host")
        await wait_until(pilot, lambda: tenancy.world.sessions.find(first, tenancy.world.now()) is None)
        assert REFRESH in operations(tenancy)
        assert isinstance(pilot.app.screen, GenerateDialog)
        assert pilot.app.screen.query_one(Input).value == "billing host"
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
        assert "expired" not in said(pilot)


async def test_a_rejected_session_token_is_refreshed_without_a_message(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("settings")) as pilot:
        await at_user(pilot)
        tenancy.faults.add("401", "get_user")
        await pilot.press("r")
        await wait_until(pilot, lambda: REFRESH in operations(tenancy))
        await at_user(pilot)
        assert "Not authenticated" not in said(pilot)
        assert "reject" not in seen(pilot)


async def test_a_session_that_oci_ended_says_how_to_sign_in_again(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("settings")) as pilot:
        await at_user(pilot)
        tenancy.world.sessions._tokens.clear()
        await pilot.press("r")
        await see(pilot, "Session expired", "oci session authenticate --profile-name DEFAULT")


async def test_an_expired_session_is_reported_and_offers_to_sign_in_again(
    opened: Opened, expired_token: Served, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    async with opened() as pilot:
        await at(pilot, ExpiredDialog)
        await see(pilot, "expired at", "oci session authenticate --profile-name DEFAULT", "Sign in again")
        await pilot.press("enter")
        await at(pilot, ErrorDialog)
        await see(pilot, "isn't installed", "oci session authenticate")
        await pilot.press("escape")
        DemoAccount(tenancy, tenancy.user_ocid("helpdesk.agent"), token=True).write(expired_token.config_file.parent)
        await pilot.press("r")
        await see(pilot, tenancy.world.name, "session expires at")


async def test_sign_in_is_rejected_while_a_credential_is_open(opened: Opened) -> None:
    async with opened(Start("settings", generate=True)) as pilot:
        await at(pilot, GenerateDialog)
        await pilot.press("x", "enter")
        await at(pilot, CredentialDialog)
        assert isinstance(pilot.app, OciSmtpApp)
        pilot.app.run_command("signin")
        await hear(pilot, "Close the credential first")
        assert isinstance(pilot.app.screen, CredentialDialog)


async def test_sign_in_reports_that_an_api_key_profile_has_no_session_token(
    opened: Opened, where: Served, tenancy: Tenancy
) -> None:
    DemoAccount(tenancy).write(where.config_file.parent)
    async with opened() as pilot:
        await at_home(pilot)
        assert isinstance(pilot.app, OciSmtpApp)
        pilot.app.run_command("signin")
        await hear(pilot, "doesn't use a session token (auth type: api_key)")
        assert "session expires at" not in seen(pilot)


async def test_a_failed_token_refresh_opens_no_dialog_and_is_retried(
    opened: Opened, where: Served, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.session.token_watch.AGAIN_SECONDS", 0.5)
    tenancy.settings.token_seconds = 6
    DemoAccount(tenancy, tenancy.user_ocid("helpdesk.agent"), token=True).write(where.config_file.parent)
    tenancy.faults.add("503", REFRESH)
    async with opened() as pilot:
        await at_home(pilot)
        await wait_until(pilot, lambda: operations(tenancy).count(REFRESH) >= 2)
        assert isinstance(pilot.app.screen, HomeScreen)


def test_a_cli_command_reports_an_expired_session_with_exit_code_4(cli: Cli, expired_token: Served) -> None:
    code, output, errors = cli("list", "helpdesk.agent")
    assert (code, output) == (4, "")
    assert "Session expired" in errors
    assert "oci session authenticate" in errors
