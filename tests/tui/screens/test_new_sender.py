"""New sending user: the form, the plan, its progress, trouble on the way, and read-only mode."""

from typing import Any

from textual.pilot import Pilot

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.tui.desk import Opened, at, at_home, at_user, flowing, hear, said, see, seen, write
from tests.tui.shell import TWO
from tests.wait import wait_until
from tui.dialogs.generate import GenerateDialog
from tui.dialogs.help import HelpDialog
from tui.dialogs.limit import LimitDialog
from tui.screens.home import HomeScreen
from tui.screens.new_sender import NewSenderScreen
from tui.screens.set_up import SetUpScreen
from tui.screens.user import UserScreen
from tui.startup.start import Start
from widgets.field import Field

MAKING = ("create_user", "create_group", "add_user_to_group", "create_policy", "update_policy", "patch_group")
NAME = "crm.mailer"


def made(tenancy: Tenancy) -> list[str]:
    """What was asked to be made, in that order."""
    return [name for name in operations(tenancy) if name in MAKING]


async def at_form(pilot: Pilot[Any]) -> NewSenderScreen:
    """Open the form by its word, and wait for the places to send from."""
    await at_home(pilot)
    await pilot.press("colon", *"new", "enter")
    await see(pilot, "Production:Mail:Transactional")
    screen = pilot.app.screen
    assert isinstance(screen, NewSenderScreen)
    return screen


async def fill_in(pilot: Pilot[Any], name: str = NAME, email: str = "crm@example.com", group: str = "") -> None:
    """Fill in the form and choose the root compartment, from which no policy lets anyone send."""
    screen = await at_form(pilot)
    for field, text in (("name", name), ("email", email), ("group", group)):
        screen.query_one(f"#{field}", Field).input.value = text
    screen.table.focus()
    await pilot.press("G", "enter")


async def at_plan(pilot: Pilot[Any], **fields: str) -> None:
    await fill_in(pilot, **fields)
    await at(pilot, SetUpScreen)
    await see(pilot, "Nothing has been changed yet")


class TestForm:
    async def test_home_opens_the_form(self, opened: Opened) -> None:
        async with opened(size=(80, 24)) as pilot:
            await at_home(pilot)
            await pilot.press("j", "j", "j", "j", "enter")
            await at(pilot, NewSenderScreen)
            await see(pilot, "Name", "Email", "Description", "Group", "newsletter@example.com")
            assert "Domain" not in seen(pilot), "classic IAM knows none"

    async def test_the_form_keeps_its_values_after_the_admin_leaves(self, opened: Opened) -> None:
        async with opened() as pilot:
            screen = await at_form(pilot)
            screen.query_one("#name", Field).input.value = NAME
            screen.query_one("#group", Field).input.value = "CrmSenders"
            await pilot.press("escape")
            await at(pilot, HomeScreen)
            await hear(pilot, "Press ] to reopen the form")
            await pilot.press("right_square_bracket")
            await see(pilot, NAME, "CrmSenders", "Production:Mail:Transactional")

    async def test_an_invalid_email_field_gets_the_focus(self, opened: Opened) -> None:
        async with opened() as pilot:
            await fill_in(pilot, email="crm@localhost")
            await see(pilot, "Email: an address")
            screen = pilot.app.screen
            assert screen.focused is screen.query_one("#email", Field).input

    async def test_invalid_values_are_reported_and_change_nothing(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened() as pilot:
            screen = await at_form(pilot)
            name, email, group = (screen.query_one(f"#{field}", Field).input for field in ("name", "email", "group"))
            for typed, told in (
                (("", "", ""), "Name: 1 to 100 letters"),
                (("two words", "", ""), "Name: 1 to 100 letters"),
                (("a[/]b", "", ""), "Name: 1 to 100 letters"),
                ((NAME, "crm@localhost", ""), "Email: an address"),
                ((NAME, "a b@example.com", ""), "Email: an address"),
                ((NAME, "", "my group"), "that name isn't valid for a new group"),
            ):
                screen.notice.hide()
                name.value, email.value, group.value = typed
                await pilot.press("enter")
                await see(pilot, told)
        assert made(tenancy) == []

    async def test_the_form_proposes_a_group_that_can_send_from_the_compartment(self, opened: Opened) -> None:
        async with opened() as pilot:
            await at_form(pilot)
            await see(pilot, "EmailSenders (new)")
            await pilot.press("tab", "tab", "tab", "tab", "j", "j", "j")
            await see(pilot, ">Production:Mail:Transactional", "MailSenders (can already send)")

    async def test_with_identity_domains_the_form_requires_an_email_and_a_known_domain(self, opened: Opened) -> None:
        async with opened(directory="domains") as pilot:
            await at_form(pilot)
            await see(pilot, "Default (others: Partners)")
            await write(pilot, NAME)
            await pilot.press("enter")
            await see(pilot, "which this domain needs")
            await write(pilot, "crm@example.com")
            await pilot.press("tab", "tab")
            await write(pilot, "Nowhere")
            await pilot.press("enter")
            await see(pilot, 'Unknown identity domain: "Nowhere". Options: Default, Partners.')

    async def test_the_form_reports_that_no_approved_sender_is_visible(self, opened: Opened, tenancy: Tenancy) -> None:
        tenancy.faults.append(Rule("404", "list_senders", times=0))
        async with opened() as pilot:
            await at_home(pilot)
            await pilot.press("colon", *"new", "enter")
            await see(pilot, "No approved sender in this region is visible to you")


class TestPlan:
    async def test_the_plan_shows_the_exact_statement_before_any_change(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened(size=(80, 24)) as pilot:
            await at_plan(pilot, group="CrmSenders")
            await see(pilot, "create crm.mailer <crm@example.com>", "create CrmSenders", "add crm.mailer to CrmSenders")
            await see(pilot, "create oci-smtp-senders in the root compartment")
            await see(pilot, "Allow group CrmSenders to use email-family in tenancy")
            await pilot.press("o")
            await see(pilot, "Allow group id <OCID of the new group> to use email-family in tenancy")
            assert "might still be rejected" not in flowing(pilot)
            await pilot.press("escape")
            await at(pilot, NewSenderScreen)
            await see(pilot, NAME)
        assert made(tenancy) == []

    async def test_refreshing_shows_what_a_colleague_changed(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened() as pilot:
            await at_plan(pilot, group="MailSenders")
            await see(pilot, "to do Policy")
            world = tenancy.world
            text = "Allow group MailSenders to use email-family in tenancy"
            world.policies.add(world.ocid, "of-a-colleague", [text], "", world.now())
            await pilot.press("r")
            await see(pilot, "exists Policy of-a-colleague already allows the group to send")
        assert made(tenancy) == []

    async def test_applying_the_plan_opens_the_generate_dialog(self, opened: Opened, tenancy: Tenancy) -> None:
        async with opened() as pilot:
            await at_plan(pilot, group="CrmSenders")
            await pilot.press("a")
            await at(pilot, GenerateDialog)
            await see(pilot, f"For {NAME}")
            await pilot.press("escape")
            await at(pilot, UserScreen)
            await see(pilot, "CrmSenders")
            await pilot.press("escape")
            await at(pilot, HomeScreen)
        assert made(tenancy) == list(MAKING[:4])

    async def test_a_completed_plan_does_not_open_a_dialog_over_the_help(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        tenancy.latencies["create_policy"] = 30
        async with opened() as pilot:
            await at_plan(pilot, group="CrmSenders")
            await pilot.press("a")
            await see(pilot, "made Membership")
            await pilot.press("question_mark")
            await at(pilot, HelpDialog)
            tenancy.close()
            await hear(pilot, f"{NAME} is ready")
            await pilot.pause()
            assert isinstance(pilot.app.screen, HelpDialog)
            await pilot.press("escape")
            await see(pilot, "made Policy", "Press a to generate the credential")


class TestTrouble:
    async def test_a_failed_step_is_named_and_tried_again(self, opened: Opened, tenancy: Tenancy) -> None:
        tenancy.faults.add("403", "create_group")
        async with opened() as pilot:
            await at_plan(pilot, group="CrmSenders")
            await pilot.press("a")
            await see(pilot, "FAILED Group", "made User", "to do Policy", "Press a to continue")
            await pilot.press("a")
            await at(pilot, GenerateDialog)
        assert made(tenancy) == ["create_user", "create_group", "create_group", "add_user_to_group", "create_policy"]

    async def test_escape_stops_a_waiting_step_and_a_resumes_the_plan(self, opened: Opened, tenancy: Tenancy) -> None:
        tenancy.faults.add("404", "add_user_to_group", times=0)
        async with opened() as pilot:
            await at_plan(pilot, group="CrmSenders")
            await pilot.press("a")
            await see(pilot, "waiting Membership", "active everywhere yet")
            await pilot.press("escape")
            await see(pilot, "Stopped. Completed steps are kept.")
            assert isinstance(pilot.app.screen, SetUpScreen)
            tenancy.faults.clear()
            await pilot.press("a")
            await at(pilot, GenerateDialog)
        assert "create_policy" in made(tenancy)

    async def test_r_retries_a_plan_that_failed_to_load(self, opened: Opened, tenancy: Tenancy) -> None:
        tenancy.faults.add("404", "list_groups")
        async with opened() as pilot:
            await fill_in(pilot)
            await see(pilot, "Press r to retry")
            await pilot.press("a")
            await hear(pilot, "Wait until the check finishes")
            await pilot.press("r")
            await see(pilot, "Nothing has been changed yet")
        assert made(tenancy) == []


class TestReadOnly:
    async def test_neither_home_nor_the_new_command_opens_the_form_in_read_only_mode(
        self, opened: Opened, tenancy: Tenancy
    ) -> None:
        async with opened(read_only=True) as pilot:
            await at_home(pilot)
            await pilot.press("j", "j", "j", "j", "enter")
            await wait_until(pilot, lambda: not isinstance(pilot.app.screen, HomeScreen))
            assert not isinstance(pilot.app.screen, NewSenderScreen), "the cursor passes over it"
            await pilot.press("escape")
            await at(pilot, HomeScreen)
            await pilot.press("colon", *"new", "enter")
            await hear(pilot, "is unavailable in read-only mode")
            assert isinstance(pilot.app.screen, HomeScreen)
        assert made(tenancy) == []


class TestOffered:
    async def test_the_limit_dialog_opens_the_form(self, opened: Opened) -> None:
        async with opened(Start("user", TWO)) as pilot:
            await at_user(pilot)
            await pilot.press("n")
            await at(pilot, LimitDialog)
            await pilot.press("G", "enter")
            await at(pilot, NewSenderScreen)

    async def test_ctrl_o_in_the_generate_dialog_opens_the_form(self, opened: Opened) -> None:
        async with opened(Start("settings", generate=True)) as pilot:
            await at(pilot, GenerateDialog)
            await see(pilot, "Press ctrl+o to create a sending user")
            await pilot.press("ctrl+o")
            await at(pilot, NewSenderScreen)
            assert "error" not in said(pilot).lower()
