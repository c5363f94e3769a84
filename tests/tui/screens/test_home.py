from pathlib import Path

from services.config.options import Options
from services.demo.tenancy import Tenancy
from tests.services.accounts import Served, operations
from tests.tui.desk import AppPilot, Opened, at, at_home, at_user, at_users, hear, see, seen
from tests.wait import wait_until
from tui.app import OciSmtpApp
from tui.screens.home import HomeScreen
from widgets.menu import Menu


async def go_down_to(pilot: AppPilot, choice: str) -> None:
    """Press j until the cursor is on the choice with that id."""
    menu = pilot.app.screen.query_one(Menu)
    for _ in range(menu.option_count):
        if menu.highlighted_option is not None and menu.highlighted_option.id == choice:
            return
        await pilot.press("j")
    raise AssertionError(f"no way down to {choice}")


async def test_home_works_before_oci_responds(opened: Opened, tenancy: Tenancy) -> None:
    tenancy.latency = 30
    async with opened() as pilot:
        await see(pilot, "Identity › Users", "User settings")
        await pilot.press("j", "k", "question_mark")
        await see(pilot, "Everywhere")


async def test_the_title_shows_the_profile_the_tenancy_and_the_region(opened: Opened, tenancy: Tenancy) -> None:
    async with opened() as pilot:
        await see(pilot, "DEFAULT", tenancy.world.name, tenancy.home_region)


async def test_the_cursor_and_enter_lead_to_the_users_and_escape_back(opened: Opened, tenancy: Tenancy) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        await pilot.press("enter")
        await at_users(pilot, 60)
        await see(pilot, "Identity & Security", "Users")
        await pilot.press("escape")
        await at(pilot, HomeScreen)


async def test_user_settings_shows_the_signed_in_user(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        await go_down_to(pilot, "go.settings")
        await pilot.press("enter")
        await at_user(pilot)
        await see(pilot, "User settings", "demo.administrator", "Administrators")


async def test_escape_does_not_quit_and_q_quits(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        await pilot.press("escape")
        await hear(pilot, "Press q to quit.")
        assert pilot.app.is_running
        await pilot.press("q")
        await wait_until(pilot, lambda: pilot.app.return_code == 0)


async def test_ctrl_c_only_says_how_to_quit(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        await pilot.press("ctrl+c")
        await hear(pilot, "Press ctrl+q (or enter :q) to quit from anywhere")
        assert pilot.app.is_running
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: pilot.app.return_code == 0)


async def test_a_configuration_error_is_shown_with_the_next_step(opened: Opened, tmp_path: Path) -> None:
    stranger = tmp_path / "notes"
    stranger.write_text("buy milk")
    async with opened(config_file=str(stranger)) as pilot:
        await see(pilot, "not connected", "Configuration", "Press r to retry, P to switch profile")


async def test_r_signs_in_once_the_configuration_is_fixed(opened: Opened, where: Served, tenancy: Tenancy) -> None:
    good = where.config_file.read_text()
    where.config_file.write_text("")
    async with opened() as pilot:
        await see(pilot, "not connected", "Press r to retry")
        where.config_file.write_text(good)
        await pilot.press("r")
        await see(pilot, tenancy.world.name)
        await wait_until(pilot, lambda: "Press r" not in seen(pilot))


async def test_the_error_for_a_missing_profile_leads_to_the_existing_profiles(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(profile="STRANGER") as pilot:
        await see(pilot, "Profile STRANGER isn't in", "P to switch profile")
        assert "--profile" not in seen(pilot)
        await pilot.press("P", "down", "enter")
        await see(pilot, "DEFAULT")
        await pilot.press("enter")
        await see(pilot, tenancy.world.name)


async def test_the_theme_command_explains_that_the_theme_is_not_saved(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        await pilot.press("colon", *"theme nord", "enter")
        await hear(pilot, 'nord is used until you quit. To keep it, put theme = "nord" in')
        await pilot.press("colon", *"theme nrod", "enter")
        await hear(pilot, 'Unknown theme: "nrod". Did you mean nord?')
        assert pilot.app.theme == "nord"


async def test_a_rejected_sign_in_is_reported_on_home(opened: Opened, tenancy: Tenancy) -> None:
    tenancy.faults.add("401", "get_tenancy")
    async with opened() as pilot:
        await see(pilot, "not connected")
        await hear(pilot, "Not authenticated")
        assert "get_tenancy" in operations(tenancy)


async def open_and_come_back(pilot: AppPilot, name: str) -> None:
    await at_home(pilot)
    await pilot.press("colon", *f"user {name}", "enter")
    await at_user(pilot)
    await pilot.press("escape")
    await at(pilot, HomeScreen)


async def test_recent_users_are_on_home_and_in_the_palette_after_a_restart(opened: Opened, state: Path) -> None:
    async with opened() as pilot:
        await open_and_come_back(pilot, "shop.mailer")
        await open_and_come_back(pilot, "kim.park2")
        await see(pilot, "Recent kim.park2 press 1 to open shop.mailer")
        await wait_until(pilot, lambda: b"kim" in b"".join(file.read_bytes() for file in state.glob("recent/*.json")))
    async with opened(size=(80, 24)) as pilot:
        await see(pilot, "kim.park2 press 1", "shop.mailer")
        await pilot.press("up", "n")
        await see(pilot, "For shop.mailer")
        await pilot.press("escape", "escape", "1")
        await at_user(pilot)
        await see(pilot, "Users › shop.mailer")
        await pilot.press("ctrl+p", *"recent kim", "enter")
        await see(pilot, "Users › kim.park2")
    async with opened(no_recent=True) as pilot:
        await open_and_come_back(pilot, "kim.park")
        assert "Recent" not in seen(pilot)
        assert not [*state.glob("recent/*.json")]
        await pilot.press("1")
        await hear(pilot, "You haven't opened a user yet.")


async def test_recent_users_of_the_sample_tenancy_are_not_saved(state: Path) -> None:
    async with OciSmtpApp(Options(demo=True)).run_test(size=(100, 30), notifications=True) as pilot:
        await open_and_come_back(pilot, "shop.mailer")
        await see(pilot, "Recent shop.mailer")
    assert not [*state.rglob("recent*")]
