"""Reaching commands in the app: the `:` line, help, palette, profile menu, log."""

import pytest
from textual.command import CommandPalette
from textual.widgets import OptionList

from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.tui.desk import USERS, AppPilot, Opened, at, at_home, at_user, at_users, flowing, hear, see, seen
from tests.wait import wait_until
from tui.base.notifications import MOST_TOASTS
from tui.commands.registry import AUDIT, BY_ID, COMMANDS, DOCTOR, EVERYWHERE, LISTS, SENDERS, USER, shown_keys
from tui.commands.registry import USERS as USERS_SECTION
from tui.dialogs.help import HelpDialog
from tui.dialogs.log import LogDialog
from tui.dialogs.profile import ProfileDialog
from tui.palette import title_of
from tui.screens.audit import AuditScreen
from tui.screens.home import HomeScreen
from tui.screens.user import UserScreen
from tui.screens.users import UsersScreen
from tui.startup.start import Start

IDS = [command.id for command in COMMANDS]


class TestLineInTheApp:
    async def test_the_colon_line_opens_a_user(self, opened: Opened) -> None:
        async with opened() as pilot:
            await at_home(pilot)
            await pilot.press("colon", *"user shop.mailer", "enter")
            await at_user(pilot)
            await see(pilot, "Shop checkout")

    async def test_a_line_feed_submits_the_colon_line(self, opened: Opened) -> None:
        """The terminal sends a line feed for an enter then."""
        async with opened() as pilot:
            await at_home(pilot)
            await pilot.press("colon", *"user shop.mailer", "ctrl+j")
            await at_user(pilot)

    async def test_the_colon_line_suggests_a_command_for_a_misspelled_word(self, opened: Opened) -> None:
        async with opened() as pilot:
            await at_home(pilot)
            await pilot.press("colon", *"usrs", "enter")
            await hear(pilot, "Did you mean :users?")
            assert isinstance(pilot.app.screen, HomeScreen)

    async def test_tab_completes_a_command_and_escape_closes_only_the_colon_line(self, opened: Opened) -> None:
        async with opened(Start("users")) as pilot:
            screen = await at_users(pilot, USERS)
            await pilot.press("colon", *"sett", "tab")
            await see(pilot, ":settings")
            await pilot.press("escape")
            await wait_until(pilot, lambda: screen.focused is screen.table)
            assert pilot.app.screen is screen

    async def test_colon_q_quits_from_the_users_screen(self, opened: Opened) -> None:
        async with opened(Start("users")) as pilot:
            await at_users(pilot, USERS)
            await pilot.press("colon", "q", "enter")
            await wait_until(pilot, lambda: pilot.app.return_code == 0)

    async def test_markup_in_a_typed_user_name_is_shown_as_text(self, opened: Opened) -> None:
        async with opened() as pilot:
            await at_home(pilot)
            await pilot.press("colon", *"user [/]../users", "enter")
            await hear(pilot, 'No user has the name or email "[/]../users"')
            await see(pilot, "/ [/]../users")

    async def test_a_partial_or_ambiguous_user_name_filters_the_users_screen(self, opened: Opened) -> None:
        async with opened(directory="domains", size=(120, 30)) as pilot:
            await at_home(pilot)
            await pilot.press("colon", *"user newsl", "enter")
            await see(pilot, "/ newsl", "newsletter.sender")
            await pilot.press("enter")
            await see(pilot, "Users › newsletter.sender")
            await pilot.press("colon", *"user kim.park", "enter")
            await hear(pilot, 'More than one user is called "kim.park". Choose one.')
            await see(pilot, "/ kim.park", "Default", "Partners")
            await pilot.press("colon", *"users shop", "enter")
            await see(pilot, "/ shop", "shop.mailer")

    @pytest.mark.parametrize(
        ("typed", "whole"),
        [
            ("user newsl", "user newsletter.sender"),
            ("users kim.park2", "users kim.park2"),
            ("region fra", "region eu-frankfurt-1"),
            ("profile DEF", "profile DEFAULT"),
            ("theme nor", "theme nord"),
        ],
    )
    async def test_tab_completes_names(self, opened: Opened, typed: str, whole: str) -> None:
        async with opened() as pilot:
            await at_home(pilot)
            await pilot.press("colon", *typed, "tab")
            await see(pilot, f":{whole}")


class TestHelp:
    @pytest.mark.parametrize(
        ("start", "section"), [(Start("users"), USERS_SECTION), (Start("user", "shop.mailer"), USER)]
    )
    async def test_help_lists_every_command_of_the_screen(self, opened: Opened, start: Start, section: str) -> None:
        async with opened(start, size=(120, 80)) as pilot:
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, UserScreen | UsersScreen))
            await pilot.press("question_mark")
            await at(pilot, HelpDialog)
            for command in COMMANDS:
                if command.section in (section, LISTS, EVERYWHERE) and (section, command.id) != (USER, "mark"):
                    await see(pilot, command.help, command.all_keys or f":{command.line}")
            await pilot.press("escape")
            await wait_until(pilot, lambda: not isinstance(pilot.app.screen, HelpDialog))

    @pytest.mark.parametrize(
        ("start", "heading", "there", "not_there"),
        [
            (None, "Lists", {"nav.down"}, {"sort.selected", "wide", "mark", "details", "copy"}),
            (Start("senders"), SENDERS, {"filter", "mark", "copy"}, {"domain", "sort.name", "sort.status"}),
            (Start("audit"), AUDIT, {"filter", "sort.status", "audit.export"}, {"domain", "sort.email"}),
            (Start("user", "shop.mailer"), USER, {"copy", "details"}, {"mark"}),
            (Start("doctor"), DOCTOR, {"doctor.fix", "open", "details"}, {"mark", "copy"}),
        ],
        ids=["home", "senders", "audit", "user", "doctor"],
    )
    async def test_help_does_not_list_keys_that_do_nothing_on_the_screen(
        self, opened: Opened, start: Start | None, heading: str, there: set[str], not_there: set[str]
    ) -> None:
        async with opened(start, size=(120, 80)) as pilot:
            await wait_until(pilot, lambda: start is None or not isinstance(pilot.app.screen, HomeScreen))
            await pilot.press("f1")
            await at(pilot, HelpDialog)
            await see(pilot, heading, *(BY_ID[name].help for name in there))
            assert not [name for name in not_there if BY_ID[name].help in flowing(pilot)]

    async def test_help_scrolls_on_a_small_screen(self, opened: Opened) -> None:
        async with opened(size=(80, 24)) as pilot:
            await at_home(pilot)
            await pilot.press("f1")
            await at(pilot, HelpDialog)
            first = seen(pilot)
            await pilot.press("G")
            await wait_until(pilot, lambda: seen(pilot) != first)


class TestPalette:
    async def choices(self, pilot: AppPilot) -> list[str]:
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
        options = pilot.app.screen.query_one(OptionList)
        await wait_until(pilot, lambda: options.option_count > 3)
        return [str(options.get_option_at_index(at).prompt) for at in range(options.option_count)]

    async def test_the_palette_offers_app_commands_and_no_screenshot(self, opened: Opened) -> None:
        async with opened(Start("user", "shop.mailer")) as pilot:
            await at_user(pilot)
            await pilot.press("ctrl+p")
            offered = "\n".join(await self.choices(pilot)).lower()
            assert "generate" in offered
            assert "help" in offered
            assert "screenshot" not in offered
            assert "save svg" not in offered

    @pytest.mark.parametrize("size", [(1, 1), (2, 2), (200, 1)])
    async def test_palette_keys_do_not_fail_on_a_tiny_terminal(self, opened: Opened, size: tuple[int, int]) -> None:
        async with opened() as pilot:
            await at_home(pilot)
            await pilot.press("ctrl+p")
            await self.choices(pilot)
            await pilot.resize_terminal(*size)
            for key in ("down", "down", "pagedown", "pageup", "pagedown", "up"):
                await pilot.press(key)
            assert isinstance(pilot.app.screen, CommandPalette)

    async def test_page_keys_move_the_palette_selection_by_a_page(self, opened: Opened) -> None:
        async with opened() as pilot:
            await at_home(pilot)
            await pilot.press("ctrl+p")
            await self.choices(pilot)
            options = pilot.app.screen.query_one(OptionList)
            await pilot.press("down")
            first = options.highlighted
            await pilot.press("pagedown")
            assert first is not None
            assert (options.highlighted or 0) > first + 1
            await pilot.press("pageup")
            assert options.highlighted == first

    async def test_the_palette_offers_no_changes_in_read_only_mode(self, opened: Opened) -> None:
        async with opened(Start("user", "shop.mailer"), read_only=True) as pilot:
            await at_user(pilot)
            await pilot.press("ctrl+p")
            offered = await self.choices(pilot)
            assert not [line for line in offered if line.startswith(("Generate", "Edit", "Delete"))]

    async def test_the_palette_finds_a_command_by_its_word_for_the_colon_line(self, opened: Opened) -> None:
        async with opened(Start("user", "shop.mailer")) as pilot:
            await at_user(pilot)
            await pilot.press("ctrl+p")
            await self.choices(pilot)
            await pilot.press(*"audit")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
            options = pilot.app.screen.query_one(OptionList)
            await wait_until(
                pilot, lambda: options.option_count and "(:audit)" in str(options.get_option_at_index(0).prompt)
            )
            await pilot.press("enter")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, AuditScreen))

    @pytest.mark.parametrize(
        ("typed", "command"),
        [
            ("refresh", "refresh"),
            ("Generate", "user.generate"),
            ("user.generate", "user.generate"),
            ("recover", "unfinished"),
            ("rot", "credential.rotate"),
            ("wide", "wide"),
            ("browser sign", "signin"),
        ],
    )
    async def test_the_palette_lists_the_command_that_matches_a_name_id_or_word_first(
        self, opened: Opened, typed: str, command: str
    ) -> None:
        async with opened(Start("user", "shop.mailer")) as pilot:
            await at_user(pilot)
            await pilot.press("ctrl+p")
            await self.choices(pilot)
            await pilot.press(*typed)
            item, options = BY_ID[command], pilot.app.screen.query_one(OptionList)
            wanted = title_of(item, shown_keys(item.keys).split()[0] if item.keys else f":{item.line}")
            await wait_until(
                pilot, lambda: options.option_count and str(options.get_option_at_index(0).prompt) == wanted
            )

    async def test_the_palette_runs_the_selected_command(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened() as pilot:
            await at_home(pilot)
            await pilot.press("ctrl+p")
            await self.choices(pilot)
            await pilot.press(*"Identity Users")
            options = pilot.app.screen.query_one(OptionList)
            await wait_until(pilot, lambda: options.option_count == 1)
            await pilot.press("enter")
            await at_users(pilot, USERS)
        assert "list_users" in operations(tenancy)


class TestProfileMenu:
    async def test_the_profile_menu_shows_the_tenancy_and_opens_user_settings(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        async with opened() as pilot:
            await at_home(pilot)
            await pilot.press("P")
            await at(pilot, ProfileDialog)
            await see(pilot, "DEFAULT", tenancy.world.name, tenancy.home_region)
            await pilot.press("enter")
            await at_user(pilot)
            await see(pilot, "User settings", "demo.administrator")

    async def test_escape_closes_the_profile_menu(self, opened: Opened) -> None:
        async with opened() as pilot:
            await at_home(pilot)
            await pilot.press("P")
            await at(pilot, ProfileDialog)
            await pilot.press("escape")
            await at(pilot, HomeScreen)


async def test_the_message_log_keeps_an_error_that_was_shown(opened: Opened, tenancy: Tenancy) -> None:
    tenancy.faults.add("404", "list_users")
    async with opened(Start("users")) as pilot:
        await see(pilot, "Press r to retry")
        await pilot.press("exclamation_mark")
        await at(pilot, LogDialog)
        await see(pilot, "Not authorized, or not found", "NotAuthorizedOrNotFound")


async def test_the_number_of_toasts_is_limited_and_the_log_keeps_every_message(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        for _ in range(8):
            await pilot.press("minus")
            await hear(pilot, "No previous screen")
        assert len(pilot.app.screen.query("Toast")) == 1
        things = [f"Thing {number}" for number in range(8)]
        for thing in things:
            pilot.app.say(thing)  # type: ignore[attr-defined]  # it is our app
            await see(pilot, thing)
            assert len(pilot.app.screen.query("Toast")) <= MOST_TOASTS
        await pilot.press("exclamation_mark")
        await at(pilot, LogDialog)
        await see(pilot, *things)


async def test_minus_returns_to_the_previous_screen(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        await pilot.press("minus")
        await hear(pilot, "No previous screen")
        await pilot.press("colon", *"user shop.mailer", "enter")
        await at_user(pilot)
        await pilot.press("escape")
        await at(pilot, HomeScreen)
        await pilot.press("minus")
        await at_user(pilot)
        await see(pilot, "Shop checkout")


async def test_the_home_command_returns_to_home_from_a_nested_screen(opened: Opened) -> None:
    async with opened(Start("users")) as pilot:
        await at_users(pilot, USERS)
        await pilot.press("enter")
        await at_user(pilot)
        await pilot.press("colon", *"home", "enter")
        await at(pilot, HomeScreen)
        assert "User settings" in flowing(pilot)
