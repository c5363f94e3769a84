"""Without a configuration file: a welcome, and each way on leads into the app without a restart."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from tests.services.accounts import Served
from tests.tui.desk import USERS, AppPilot, Opened, at, at_home, at_users, hear, see, write
from tui.dialogs.config_path import ConfigPathDialog
from tui.dialogs.no_oracle_cli import NoOracleCliDialog
from tui.dialogs.welcome import WelcomeDialog
from tui.screens.home import HomeScreen
from tui.startup.start import Start

Welcomed = Callable[..., AbstractAsyncContextManager[AppPilot]]


@pytest.fixture
def missing(tmp_path: Path) -> Path:
    return tmp_path / "home" / "config"


@pytest.fixture
def welcomed(opened: Opened, missing: Path) -> Welcomed:
    """Opens the app without a configuration file, and waits for the welcome."""

    @asynccontextmanager
    async def open_app(start: Start | None = None, size: tuple[int, int] = (80, 24)) -> AsyncIterator[AppPilot]:
        async with opened(start, size=size, config_file=str(missing)) as pilot:
            await at(pilot, WelcomeDialog)
            yield pilot

    return open_app


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
async def test_the_welcome_shows_every_choice_at_each_terminal_size(welcomed: Welcomed, size: tuple[int, int]) -> None:
    async with welcomed(size=size) as pilot:
        await see(pilot, "The configuration file", "Try the demo", "Create a configuration", "Use another file")


async def test_the_demo_opens_without_a_restart(welcomed: Welcomed) -> None:
    async with welcomed() as pilot:
        await pilot.press("enter")
        await at(pilot, HomeScreen)
        await at_home(pilot)
        await see(pilot, "DEMO", "Identity › Users")


async def test_a_profile_switch_stays_in_the_demo(welcomed: Welcomed) -> None:
    async with welcomed() as pilot:
        await pilot.press("enter")
        await at(pilot, HomeScreen)
        await at_home(pilot)
        pilot.app.run_line("profile helpdesk")  # type: ignore[attr-defined]  # the app, and the field, are ours
        await see(pilot, "helpdesk", "eu-frankfurt-1", "DEMO")


async def test_a_profile_switch_stays_in_the_chosen_configuration_file(welcomed: Welcomed, where: Served) -> None:
    with where.config_file.open("a") as file:
        file.write(where.config_file.read_text().replace("[DEFAULT]", "[second]"))
    async with welcomed() as pilot:
        await pilot.press("end", "enter")
        await at(pilot, ConfigPathDialog)
        await write(pilot, str(where.config_file))
        await pilot.press("enter")
        await at_home(pilot)
        pilot.app.run_line("profile second")  # type: ignore[attr-defined]  # the app, and the field, are ours
        await see(pilot, "second", "us-ashburn-1")


async def test_the_requested_screen_loads_after_a_configuration_file_is_chosen(
    welcomed: Welcomed, where: Served
) -> None:
    async with welcomed(Start("users")) as pilot:
        await pilot.press("end", "enter")
        await at(pilot, ConfigPathDialog)
        await write(pilot, "nowhere.conf")
        await pilot.press("enter")
        await see(pilot, "doesn't exist")
        pilot.app.screen.query_one("Input").value = str(where.config_file)  # type: ignore[attr-defined]  # the app, and the field, are ours
        await pilot.press("enter")
        await at_users(pilot, USERS)
        await hear(pilot, f"--config-file {where.config_file}")


async def test_a_file_that_is_no_configuration_is_rejected_in_words(welcomed: Welcomed, tmp_path: Path) -> None:
    stranger = tmp_path / "notes"
    stranger.write_text("buy milk")
    async with welcomed() as pilot:
        await pilot.press("end", "enter")
        await at(pilot, ConfigPathDialog)
        await write(pilot, str(stranger))
        await pilot.press("enter")
        await see(pilot, "Can't read ", "line 1 stands before the first [PROFILE].")
        await pilot.press("escape")
        await at(pilot, WelcomeDialog)


async def test_the_app_explains_how_to_install_a_missing_oci_cli(
    welcomed: Welcomed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    async with welcomed() as pilot:
        await pilot.press("down", "enter")
        await at(pilot, NoOracleCliDialog)
        await see(pilot, "uv tool install oci-cli", "Add API key")
        await pilot.press("escape")
        await at(pilot, WelcomeDialog)


async def test_escape_closes_the_welcome_and_r_opens_the_welcome_again(welcomed: Welcomed) -> None:
    async with welcomed(Start("users")) as pilot:
        await pilot.press("escape")
        await see(pilot, "The configuration file", "Press r to retry", "not connected")
        await pilot.press("r")
        await at(pilot, WelcomeDialog)
