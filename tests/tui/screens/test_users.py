from pathlib import Path

import pytest
from textual import events

from services.demo.cast import HOSTILE_NAME
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.tui.desk import USERS, Opened, at, at_user, at_users, see, seen
from tests.wait import wait_until
from tui.dialogs.generate import GenerateDialog
from tui.screens.home import HomeScreen
from tui.screens.users import UsersScreen
from tui.startup.start import Start

START = Start("users")


def names(screen: UsersScreen) -> list[str]:
    """The names on the screen, from the top."""
    found = [line for line in seen_rows(screen) if line]
    return [line.split()[0] for line in found]


def seen_rows(screen: UsersScreen) -> list[str]:
    table = screen.table
    return [table.render_line(y).text.strip().lstrip(">").strip() for y in range(1, table.size.height)]


async def test_the_filter_takes_keys_while_the_users_are_loading(opened: Opened, tenancy: Tenancy) -> None:
    tenancy.latencies["list_users"] = 30
    async with opened(START) as pilot:
        await see(pilot, "Loading users…", "loading…")
        await pilot.press("slash", "k", "i", "m")
        await see(pilot, "/ kim")


async def test_the_loaded_list_shows_its_count_and_that_it_is_up_to_date(opened: Opened) -> None:
    async with opened(START) as pilot:
        await at_users(pilot, USERS)
        await see(pilot, f"{USERS} up to date", "shop@example.com")


@pytest.mark.parametrize("tenancy", [2500], indirect=True)
async def test_pages_loaded_before_an_error_are_listed_and_r_loads_all_pages(opened: Opened, tenancy: Tenancy) -> None:
    tenancy.faults.append(Rule("404", "list_users", skip=2))
    async with opened(START) as pilot:
        await see(pilot, "incomplete", "Not authorized")
        screen = pilot.app.screen
        assert isinstance(screen, UsersScreen)
        assert screen.table.total == 2000
        await pilot.press("r")
        await at_users(pilot, 2500)
        await see(pilot, "2,500 up to date")


@pytest.mark.parametrize(
    ("kind", "title"), [("404", "Not authorized"), ("500", "OCI is busy"), ("malformed", "Can't read the response")]
)
async def test_an_error_replaces_the_list_until_a_retry_succeeds(
    opened: Opened, tenancy: Tenancy, kind: str, title: str
) -> None:
    tenancy.faults.add(kind, "list_users", times=0)
    async with opened(START) as pilot:
        await see(pilot, title, "Press r to retry", "Couldn't read the users.")
        tenancy.faults.clear()
        await pilot.press("r")
        await at_users(pilot, USERS)
        await wait_until(pilot, lambda: title not in seen(pilot))


async def test_a_list_that_cannot_be_refreshed_stays_with_its_age(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START) as pilot:
        screen = await at_users(pilot, USERS)
        tenancy.faults.add("404", "list_users")
        await pilot.press("r")
        await see(pilot, "Not authorized", "as of")
        assert screen.table.total == USERS
        assert "as of just now ago" not in seen(pilot)
        await pilot.press("r")
        await see(pilot, "up to date")


async def test_a_refresh_keeps_the_list_and_the_cursor_until_loading_ends(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START) as pilot:
        screen = await at_users(pilot, USERS)
        await pilot.press("G")
        chosen = screen.table.highlighted
        tenancy.latencies["list_users"] = 30
        await pilot.press("r")
        await see(pilot, "loading…")
        assert screen.table.total == USERS
        tenancy.close()
        await see(pilot, "up to date")
        assert screen.table.highlighted == chosen


async def test_the_filter_counts_matches_and_enter_opens_the_selected_user(opened: Opened) -> None:
    async with opened(START) as pilot:
        screen = await at_users(pilot, USERS)
        await pilot.press("slash", *"kim.park")
        await see(pilot, f"2 of {USERS}")
        assert names(screen) == ["kim.park", "kim.park2"]
        await pilot.press("down", "enter")
        await at_user(pilot)
        await see(pilot, "Shares an address with kim.park", "Users", "kim.park2")
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen and screen.focused is screen.table)
        await pilot.press("slash", "tab", "k", "enter")
        await at_user(pilot)
        await see(pilot, "Users › kim.park")


async def test_enter_opens_the_best_match_and_the_match_is_underlined(opened: Opened) -> None:
    async with opened(START) as pilot:
        screen = await at_users(pilot, USERS)
        first = names(screen)[0]
        assert "a" in first
        await pilot.press("slash", *"sho")
        await see(pilot, f"of {USERS}")
        assert names(screen)[0].startswith("sho")
        found = {each.text for each in screen.table.render_line(1) if each.style and each.style.underline}
        assert found == {"sho"}
        await pilot.press("enter")
        await at_user(pilot)
        await see(pilot, "Users › shop.mailer")


async def test_enter_waits_for_all_users_and_later_keys_apply_to_the_best_match(
    opened: Opened, tenancy: Tenancy
) -> None:
    tenancy.latencies["list_users"] = 30
    async with opened(START) as pilot:
        await see(pilot, "loading…")
        await pilot.press("slash", *"kim.park2", "enter")
        await see(pilot, "Opens the best match when all users have loaded. Press esc to cancel.")
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Press esc to cancel" not in seen(pilot))
        await pilot.press("slash", "enter")
        await see(pilot, "Press esc to cancel")
        pilot.app.post_message(events.Key("n", "n"))  # `press` would wait until it is handled
        tenancy.close()
        await at(pilot, GenerateDialog)
        await see(pilot, "For kim.park2")


async def test_the_filter_matches_email_addresses(opened: Opened) -> None:
    async with opened(START) as pilot:
        screen = await at_users(pilot, USERS)
        await pilot.press("slash", *"BILLING@")
        await see(pilot, f"1 of {USERS}")
        assert names(screen) == ["billing.relay"]


async def test_enter_opens_nothing_if_no_user_matches_the_filter(opened: Opened) -> None:
    async with opened(START) as pilot:
        await at_users(pilot, USERS)
        await pilot.press("slash", *"zzzzzz")
        await see(pilot, "Press esc to clear the filter.", f"0 of {USERS}")
        await pilot.press("enter", "enter")
        assert isinstance(pilot.app.screen, UsersScreen)
        assert not pilot.app.screen.awaits_text


async def test_escape_clears_the_filter_and_then_goes_back(opened: Opened) -> None:
    async with opened(START) as pilot:
        screen = await at_users(pilot, USERS)
        await pilot.press("slash", *"kim", "tab")
        await see(pilot, f"of {USERS}")
        await pilot.press("escape")
        await wait_until(pilot, lambda: screen.table.shown == USERS)
        assert pilot.app.screen is screen
        await pilot.press("escape")
        await at(pilot, HomeScreen)


async def test_escape_in_the_filter_clears_it_and_then_leaves_it(opened: Opened) -> None:
    async with opened(START) as pilot:
        screen = await at_users(pilot, USERS)
        await pilot.press("slash", *"kim", "escape")
        await wait_until(pilot, lambda: screen.table.shown == USERS)
        await pilot.press("escape")
        await wait_until(pilot, lambda: screen.focused is screen.table)
        assert pilot.app.screen is screen


@pytest.mark.parametrize(("key", "column"), [("N", 0), ("E", 1), ("S", 2), ("C", 3)])
async def test_a_capital_letter_sorts_a_column_and_a_second_press_reverses_it(
    opened: Opened, key: str, column: int
) -> None:
    async with opened(START, size=(140, 80)) as pilot:
        screen = await at_users(pilot, USERS)

        def order() -> list[str]:
            rows = screen.table._rows
            return [rows.cells(each)[column].casefold() for each in rows.order]

        unsorted = order()
        await pilot.press(key)
        await wait_until(pilot, lambda: screen.table._column_sort)
        assert order() == sorted(unsorted)
        await pilot.press(key)
        await wait_until(pilot, lambda: screen.table._column_sort and screen.table._column_sort[1])
        assert order() == sorted(unsorted, reverse=True)


async def test_markup_in_a_user_name_is_shown_as_text(opened: Opened) -> None:
    async with opened(START) as pilot:
        await at_users(pilot, USERS)
        await see(pilot, HOSTILE_NAME)
        await pilot.press("slash", *"markup@", "enter")
        await at_user(pilot)
        await see(pilot, HOSTILE_NAME)
        assert pilot.app.is_running


async def test_the_list_fits_a_small_terminal(opened: Opened) -> None:
    async with opened(START, size=(40, 8)) as pilot:
        await at_users(pilot, USERS)
        await see(pilot, "newsletter.sender")
        assert max(len(line) for line in seen(pilot).splitlines()) <= 40


@pytest.mark.parametrize("tenancy", [1500], indirect=True)
async def test_the_list_requests_each_page_once(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START) as pilot:
        await at_users(pilot, 1500)
        await see(pilot, "up to date")
    assert operations(tenancy).count("list_users") == 3, "two pages, and the empty one after them"


async def test_i_limits_the_list_to_one_identity_domain_and_back_to_all(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, directory="domains") as pilot:
        await see(pilot, "up to date")
        screen = pilot.app.screen
        assert isinstance(screen, UsersScreen)
        everyone = screen.table.total
        await pilot.press("i")
        await see(pilot, "All domains", "Default", "Partners")
        await pilot.press("down", "down", "enter")
        await see(pilot, "Users › Partners", "up to date")
        partners = len(tenancy.world.domains[1].users)
        assert screen.table.total == partners < everyone
        await pilot.press("i", "enter")
        await wait_until(pilot, lambda: screen.table.total == everyone)
        assert "Partners" not in seen(pilot).splitlines()[1]


async def test_i_reports_that_the_tenancy_has_no_identity_domains(opened: Opened) -> None:
    async with opened(START) as pilot:
        await at_users(pilot, USERS)
        await pilot.press("i")
        await see(pilot, "This tenancy has no identity domains")


@pytest.mark.parametrize("tenancy", [1500], indirect=True)
class TestSearchingPastWhatIsRead:
    """Names come in order, so that the second page, which cannot be read, has the last of them."""

    NAME = "zoe."

    async def test_the_filter_searches_oci_for_users_that_are_not_loaded(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        tenancy.faults.append(Rule("404", "list_users", skip=1))
        async with opened(START, directory="domains") as pilot:
            await see(pilot, "incomplete")
            screen = pilot.app.screen
            assert isinstance(screen, UsersScreen)
            before, asked = screen.table.total, operations(tenancy).count("list_users")
            await pilot.press("slash", *self.NAME)
            await wait_until(pilot, lambda: screen.table.total > before)
            assert self.NAME in {name[:4] for name in names(screen)}
            assert operations(tenancy).count("list_users") > asked
            await pilot.press("enter")
            await at_user(pilot)

    async def test_with_classic_iam_the_filter_searches_only_the_loaded_users(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        tenancy.faults.append(Rule("404", "list_users", skip=1))
        async with opened(START) as pilot:
            await see(pilot, "incomplete")
            await pilot.press("slash", *"zzzz")
            await see(pilot, "No match among the users loaded so far. Press esc to clear the filter.")
        assert operations(tenancy).count("list_users") == 2

    async def test_the_filter_sends_no_request_when_all_users_are_loaded(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        async with opened(START, directory="domains") as pilot:
            await see(pilot, "up to date")
            asked = operations(tenancy).count("list_users")
            await pilot.press("slash", *self.NAME)
            await see(pilot, "of 1,560")
            assert operations(tenancy).count("list_users") == asked


@pytest.mark.parametrize("is_off", [False, True])
async def test_user_names_are_cached_for_shell_completion_unless_the_cache_is_off(
    opened: Opened, state: Path, is_off: bool
) -> None:
    async with opened(Start("users"), no_name_cache=is_off) as pilot:
        await at_users(pilot, USERS)
        if not is_off:
            await wait_until(pilot, lambda: [*state.glob("names/*")])
    kept = [line for file in state.glob("names/*") for line in file.read_text().split()]
    assert ("shop.mailer" in kept) is not is_off
    assert HOSTILE_NAME not in kept
