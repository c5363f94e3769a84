"""Applying what the doctor proposes: shown first, confirmed, then asked again."""

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input

from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.tui.desk import Opened, at, hear, see
from tests.wait import wait_until
from tui.dialogs.check import CheckDialog
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.error import ErrorDialog
from tui.dialogs.generate import GenerateDialog
from tui.screens.doctor import DoctorScreen
from tui.startup.start import Start
from widgets.field import Field
from widgets.wrapped_list import WrappedList

CHANGES = {"update_policy", "create_policy", "add_user_to_group", "update_user_capabilities", "create_sender"}


async def ask(pilot: Pilot[Any], sender: str, user: str, verdict: str = "Problem: mail is rejected") -> None:
    """Ask the doctor, who puts the cursor on the first cause."""
    await at(pilot, DoctorScreen)
    for field, text in (("sender", sender), ("user", user)):
        pilot.app.screen.query_one(f"#{field}", Field).input.value = text
    await pilot.press("enter")
    await see(pilot, verdict)


async def test_an_error_names_a_retry_key_that_works_in_the_field(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("doctor")) as pilot:
        await at(pilot, DoctorScreen)
        pilot.app.screen.query_one("#user", Field).input.value = "nobody"
        await pilot.press("enter")
        await see(pilot, 'No user has the name or email "nobody".', "Press ctrl+r to retry.")
        asked = operations(tenancy).count("list_users")
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: operations(tenancy).count("list_users") > asked)


async def test_the_sender_and_the_user_are_kept_after_leaving_doctor(opened: Opened) -> None:
    async with opened(Start("doctor")) as pilot:
        await ask(pilot, "noreply@example.com", "newsletter.sender")
        await pilot.press("escape", "escape", "minus")
        await see(pilot, "noreply@example.com", "newsletter.sender", "Then press enter")


async def test_escape_focuses_the_form_and_enter_applies_the_fix(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("doctor"), size=(80, 24)) as pilot:
        await ask(pilot, "noreply@example.com", "newsletter.sender")
        await see(pilot, "fix available")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen.focused, Input))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen.focused, WrappedList))
        await pilot.press("enter")
        await confirm(pilot, "oci-smtp-senders")
        await wait_until(pilot, lambda: changes(tenancy) != set())


async def test_a_small_terminal_has_the_whole_cause_in_sight(opened: Opened) -> None:
    async with opened(Start("doctor"), size=(40, 12)) as pilot:
        await ask(pilot, "newsletter@example.com", "shop.mailer")
        await see(pilot, "Apply fix", "The user isn't in a group that", "the policy for this", "compartment")


async def test_the_footer_says_what_enter_does_with_each_finding(opened: Opened) -> None:
    async with opened(Start("doctor"), size=(80, 24)) as pilot:
        await ask(pilot, "noreply@example.com", "newsletter.sender")
        await see(pilot, "enter Apply fix")
        await pilot.press("home")
        await see(pilot, "enter Open")


async def confirm(pilot: Pilot[Any], *shown: str) -> None:
    await at(pilot, ConfirmDialog)
    await see(pilot, *shown)
    await pilot.press("tab", "enter")


def changes(tenancy: Tenancy) -> set[str]:
    return CHANGES & set(operations(tenancy))


async def test_a_fix_adds_a_policy_statement_only_after_confirmation(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("doctor")) as pilot:
        await ask(pilot, "noreply@example.com", "newsletter.sender")
        await pilot.press("a")
        await at(pilot, ConfirmDialog)
        focused = pilot.app.screen.focused
        assert isinstance(focused, Button)
        assert focused.id == "cancel"
        await pilot.press("enter")
        await see(pilot, "No changes made.")
        assert changes(tenancy) == set()
        await pilot.press("a")
        statement = "Allow group NewsletterSenders to use approved-senders in tenancy"
        await confirm(pilot, f"in the root compartment with this statement: {statement}")
        await see(pilot, "OK: mail should be accepted", statement)
    assert [p.statements for p in tenancy.world.policies if p.name == "oci-smtp-senders"] == [[statement]]


async def test_a_user_is_put_into_a_group_from_the_evidence(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("doctor")) as pilot:
        await ask(pilot, "newsletter@example.com", "shop.mailer")
        await pilot.press("d")
        await at(pilot, CheckDialog)
        await pilot.press("j", "enter")
        await confirm(pilot, "Adds shop.mailer to the group NewsletterSenders", "ocid1.group.")
        await see(pilot, "OK: mail should be accepted")
    person = tenancy.world.person(tenancy.user_ocid("shop.mailer"))
    assert person is not None
    assert "NewsletterSenders" in [group.name for group in tenancy.world.groups.of(person)]


async def test_the_capability_is_turned_on(opened: Opened, tenancy: Tenancy) -> None:
    person = tenancy.world.person(tenancy.user_ocid("readonly.kiosk"))
    group = tenancy.world.groups.named("MailSenders")
    assert person is not None
    assert group is not None
    tenancy.world.groups.join(person, group)
    async with opened(Start("doctor")) as pilot:
        await ask(pilot, "orders@example.com", "readonly.kiosk")
        await pilot.press("a")
        await confirm(pilot, 'Turns on the "SMTP credentials" capability of readonly.kiosk')
        await see(pilot, "OK: mail should be accepted")


async def test_the_fix_for_a_missing_credential_opens_the_generate_dialog(opened: Opened) -> None:
    async with opened(Start("doctor")) as pilot:
        await ask(pilot, "newsletter@example.com", "newsletter.sender", "OK: mail should be accepted")
        await see(pilot, "Limits in us-ashburn-1")
        await pilot.press("G", *"kkkk", "a")
        await at(pilot, GenerateDialog)
        await see(pilot, "For newsletter.sender")


async def test_a_manual_fix_is_explained_and_changes_nothing(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("doctor")) as pilot:
        await ask(pilot, "contact@example.com", "shop.mailer")
        await pilot.press("a")
        await hear(pilot, "Do this manually: Change the From in the application to an approved sender")
    assert changes(tenancy) == set()


async def test_a_rejected_fix_is_an_error_and_no_success(opened: Opened, tenancy: Tenancy) -> None:
    tenancy.faults.add("403", "create_policy")
    async with opened(Start("doctor")) as pilot:
        await ask(pilot, "noreply@example.com", "newsletter.sender")
        await pilot.press("a")
        await confirm(pilot, "oci-smtp-senders")
        await at(pilot, ErrorDialog)
        await pilot.press("escape")
        await see(pilot, "Couldn't apply the fix")


async def test_read_only_mode_does_not_apply_a_fix(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("doctor"), read_only=True) as pilot:
        await ask(pilot, "noreply@example.com", "newsletter.sender")
        await pilot.press("a", "enter")
        await at(pilot, CheckDialog)
        await see(pilot, "Copy the fix", "Apply the fix")
        await pilot.press("j", "enter")
        await at(pilot, DoctorScreen)
    assert changes(tenancy) == set()


async def test_the_outcome_of_a_fix_is_unknown_after_a_server_error(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.api.waiter.LOOKING_SECONDS", 0.0)
    async with opened(Start("doctor")) as pilot:
        await ask(pilot, "noreply@example.com", "newsletter.sender")
        await pilot.press("a")
        await at(pilot, ConfirmDialog)
        tenancy.faults.add("500", "create_policy", times=0)
        await pilot.press("tab", "enter")
        await at(pilot, ErrorDialog)
        await pilot.press("escape")
        await see(pilot, "It's unknown whether the fix was applied")
