"""One user: what is shown, trouble, the limit, copying."""

import threading
from datetime import datetime, timezone

import pytest

from services.demo.cast import HOSTILE_DESCRIPTION
from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.tui.desk import (
    Opened,
    RecordingClipboard,
    at,
    at_user,
    descriptions,
    flowing,
    hear,
    said,
    see,
    seen,
    type_ending,
)
from tests.tui.shell import CHANGING, NONE, ONE, TWO
from tests.wait import wait_until
from tui.base.background import Answered, Background
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.error import ErrorDialog
from tui.dialogs.generate import GenerateDialog
from tui.dialogs.limit import LimitDialog
from tui.screens.user import UserScreen
from tui.startup.start import Start


async def test_the_find_key_reports_an_unavailable_keyring(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    async with opened(Start("user", ONE)) as pilot:
        await at_user(pilot)
        await pilot.press("f")
        await at(pilot, ErrorDialog)
        await see(pilot, "No keyring is available.", "Look on the machine where you saved it")
        assert "Choose another destination" not in flowing(pilot)
        await pilot.pause()
        assert not pilot.app.screen.query("Toast")


class TestShown:
    async def test_a_user_at_the_limit_is_shown_with_both_credentials(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened(Start("user", TWO)) as pilot:
            await at_user(pilot)
            await see(pilot, TWO, "billing@example.com", "MailSenders", tenancy.user_ocid(TWO))
            await see(pilot, "SMTP Credentials (2 of 2)", "limit reached")
            await see(pilot, "Invoices (old relay)", "3 years", "Invoices (new relay)", "1 month")

    async def test_the_creator_and_the_expiry_of_a_credential_are_shown(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened(Start("user", "status.page"), directory="domains") as pilot:
            await at_user(pilot)
            [held] = tenancy.credentials(tenancy.user_ocid("status.page"))
            assert held.expires
            await see(pilot, f"Created by: Signed-in administrator. Expires: {held.expires:%Y-%m-%d %H:%M} UTC.")

    async def test_a_user_without_credentials_is_shown_with_the_generate_key(self, opened: Opened) -> None:
        async with opened(Start("user", NONE)) as pilot:
            await at_user(pilot)
            await see(pilot, "SMTP Credentials (0 of 2)", "No SMTP credentials. Press n to generate one.")

    async def test_a_user_without_the_smtp_capability_is_shown_as_not_allowed(self, opened: Opened) -> None:
        async with opened(Start("user", "readonly.kiosk")) as pilot:
            await at_user(pilot)
            await see(pilot, "SMTP allowed no")

    async def test_a_user_is_found_by_email(self, opened: Opened) -> None:
        async with opened(Start("user", "SHOP@example.com")) as pilot:
            await at_user(pilot)
            await see(pilot, "Order confirmations of the web shop")

    async def test_groups_that_cannot_be_read_leave_the_rest_shown(self, opened: Opened, tenancy: Tenancy) -> None:
        tenancy.faults.add("404", "list_user_group_memberships", times=0)
        async with opened(Start("user", ONE)) as pilot:
            await at_user(pilot)
            await see(pilot, "1 of 2", "Shop checkout, production")
            assert "Groups" not in seen(pilot), "unknown is not none"

    async def test_control_characters_and_markup_are_shown_as_text(self, opened: Opened) -> None:
        async with opened(Start("user", "legacy.scanner"), size=(120, 40)) as pilot:
            await at_user(pilot)
            await see(pilot, r"\x1b]0;owned\x07", r"\u202egnp.exe", "[bold]not bold[/]", "[@click=app.bell]hall[/]")
            assert not {"\x1b", "\x07", "\u202e", "\u2066", "\r"} & set(seen(pilot))
            assert HOSTILE_DESCRIPTION not in seen(pilot)

    async def test_the_screen_shows_that_the_credentials_are_loading(self, opened: Opened, tenancy: Tenancy) -> None:
        tenancy.latencies["list_smtp_credentials"] = 30
        async with opened(Start("user", ONE)) as pilot:
            await see(pilot, "(? of 2)", "Loading credentials…", "shop@example.com")
            await pilot.press("n")
            await hear(pilot, "Opens when the credentials have loaded")


class TestTrouble:
    async def test_r_finds_a_user_who_did_not_exist_at_first(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened(Start("user", "new.mailer")) as pilot:
            await see(pilot, 'No user matches "new.mailer". Press r to retry, esc to show all users.', "0 of 60")
            assert 'No user has the name or email "new.mailer".' in said(pilot)
            users = tenancy.world.domains[0].users
            users.add("new.mailer", "new.mailer@example.com", "", datetime.now(timezone.utc), {})
            await pilot.press("r")
            await see(pilot, "1 of 61")
            await pilot.press("enter")
            await see(pilot, "Users › new.mailer", "No SMTP credentials.")

    async def test_escape_after_an_unknown_user_name_shows_all_users(self, opened: Opened) -> None:
        async with opened(Start("user", "nobody")) as pilot:
            await see(pilot, 'No user matches "nobody".')
            await pilot.press("slash", "x")
            await see(pilot, "No matches. Press esc to clear the filter.")
            await pilot.press("escape", "escape")
            await see(pilot, "shop.mailer", "up to date")

    async def test_no_list_of_users_opens_under_a_command_that_is_being_typed(
        self, opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        may_answer = threading.Event()
        monkeypatch.setattr(tenancy, "handle", lambda *asked: may_answer.wait(20) and Tenancy.handle(tenancy, *asked))
        async with opened(Start("user", "nobody")) as pilot:
            await at(pilot, UserScreen)
            await pilot.press("colon", *"sen")
            may_answer.set()
            await see(pilot, 'No user has the name or email "nobody".', "Press ctrl+r to retry.", ":sen")
            await pilot.press("escape", "r")
            await see(pilot, 'No user matches "nobody".')

    async def test_r_retries_after_the_credentials_cannot_be_read(self, opened: Opened, tenancy: Tenancy) -> None:
        tenancy.faults.add("404", "list_smtp_credentials")
        async with opened(Start("user", ONE)) as pilot:
            await see(pilot, "Not authorized", "Press r to retry", "(? of 2)")
            await pilot.press("r")
            await see(pilot, "(1 of 2)", "Shop checkout")
            assert "Not authorized" not in seen(pilot)

    async def test_a_list_that_cannot_be_refreshed_stays(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened(Start("user", ONE)) as pilot:
            await at_user(pilot)
            await see(pilot, "Shop checkout")
            tenancy.faults.add("404", "list_smtp_credentials")
            await pilot.press("r")
            await see(pilot, "Not authorized", "Shop checkout")

    async def test_escape_leaves_the_screen_while_oci_does_not_respond(self, opened: Opened, tenancy: Tenancy) -> None:
        tenancy.latency = 30
        async with opened(Start("user", ONE)) as pilot:
            await at(pilot, UserScreen)
            await pilot.press("escape")
            await see(pilot, "Identity › Users")


class TestLimit:
    async def test_generate_at_the_limit_lists_both_credentials_with_their_ages(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        async with opened(Start("user", TWO)) as pilot:
            await at_user(pilot)
            await pilot.press("n")
            await at(pilot, LimitDialog)
            await see(pilot, "billing.relay already has two SMTP credentials, the maximum that OCI allows")
            await see(
                pilot, "Delete “Invoices (old relay)”", "3 years old", "Delete “Invoices (new relay)”", "1 month old"
            )
            await pilot.press("escape")
            await at(pilot, UserScreen)
        assert not set(operations(tenancy)) & CHANGING

    async def test_the_limit_dialog_deletes_the_chosen_credential(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened(Start("user", TWO)) as pilot:
            await at_user(pilot)
            await pilot.press("n")
            await at(pilot, LimitDialog)
            await pilot.press("j", "j", "enter")
            await at(pilot, ConfirmDialog)
            await see(pilot, "Invoices (new relay)")
            await type_ending(pilot)
            await see(pilot, "(1 of 2)")
        assert descriptions(tenancy, TWO) == ["Invoices (old relay)"]


class TestCopy:
    async def test_y_copies_the_user_name_of_the_selected_credential(
        self, opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard
    ) -> None:
        async with opened(Start("user", TWO)) as pilot:
            await at_user(pilot)
            await pilot.press("j", "y")
            await hear(pilot, "User name: Sent to the clipboard of the test.")
        names = [item.user_name for item in tenancy.credentials(tenancy.user_ocid(TWO))]
        assert clipboard.copies == [names[1]]

    async def test_y_copies_the_ocid_of_a_user_without_credentials(
        self, opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard
    ) -> None:
        async with opened(Start("user", NONE)) as pilot:
            await at_user(pilot)
            await pilot.press("y")
            await hear(pilot, "OCID: Sent")
        assert clipboard.copies == [tenancy.user_ocid(NONE)]


async def test_the_generate_option_opens_the_generate_dialog(opened: Opened) -> None:
    async with opened(Start("user", NONE, generate=True)) as pilot:
        await at(pilot, GenerateDialog)
        await see(pilot, f"For {NONE}")


async def test_the_generate_option_opens_the_limit_dialog_at_the_limit(opened: Opened) -> None:
    async with opened(Start("user", TWO, generate=True)) as pilot:
        await at(pilot, LimitDialog)


async def test_a_late_response_to_an_older_refresh_is_dropped(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_held, let_go = threading.Event(), threading.Event()
    answer = tenancy.handle
    arrived: list[str] = []
    deal_with = Background.on_answered

    def hold_the_next(request: Request, patience: float | None = None) -> Response:
        """It has the state of now, and comes later."""
        found = answer(request, patience)
        if request.path.endswith("/smtpCredentials") and not is_held.is_set():
            is_held.set()
            let_go.wait(20)
        return found

    def keep_account(asking: Background, event: Answered) -> None:
        deal_with(asking, event)
        arrived.append(event.topic)

    async with opened(Start("user", ONE)) as pilot:
        await at_user(pilot)
        monkeypatch.setattr(tenancy, "handle", hold_the_next)
        monkeypatch.setattr(Background, "on_answered", keep_account)
        await pilot.press("r")
        await wait_until(pilot, is_held.is_set)
        tenancy.credentials(tenancy.user_ocid(ONE))[0].description = "newer"
        await pilot.press("r")
        await see(pilot, "newer")
        before = arrived.count("credentials")
        let_go.set()
        await wait_until(pilot, lambda: arrived.count("credentials") > before)
        await pilot.pause()
        assert "newer" in flowing(pilot)
