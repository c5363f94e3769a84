"""Deliverability of an approved sender, and of mail to a recipient, by keys."""

import pytest

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.tui.desk import AppPilot, Opened, RecordingClipboard, at, flowing, hear, see
from tests.wait import wait_until
from tui.dialogs.arrival import ArrivalDialog
from tui.dialogs.check import CheckDialog
from tui.dialogs.record import RecordDialog
from tui.screens.doctor import DoctorScreen
from tui.screens.senders import SendersScreen
from tui.startup.start import Start
from widgets.field import Field

RECORD = "acme-iad-202401._domainkey.dev.example.com"
VALUE = "acme-iad-202401.dev.example.com.dkim.iad1.oracleemaildelivery.com"


async def open_sender(pilot: AppPilot, address: str, key: str = "enter") -> None:
    await at(pilot, SendersScreen)
    await see(pilot, "up to date")
    await pilot.press("slash", *address, "enter") if key == "enter" else await pilot.press(key)
    await at(pilot, ArrivalDialog)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_enter_shows_the_deliverability_of_an_approved_sender(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(Start("senders"), size=size) as pilot:
        await open_sender(pilot, "bot@dev")
        await see(
            pilot,
            "Deliverability: bot@dev.example.com",
            "ok dev.example.com is an email domain, ACTIVE.",
            "note The DKIM key acme-iad-202401 of dev.example.com is NEEDS_ATTENTION.",
            f"CNAME name: {RECORD}",
            VALUE,
            "note OCI doesn't see SPF for dev.example.com.",
            "50,000 emails a day",
        )


async def test_keys_copy_the_name_and_value_of_the_dkim_record(opened: Opened, clipboard: RecordingClipboard) -> None:
    async with opened(Start("senders"), size=(80, 24)) as pilot:
        await open_sender(pilot, "bot@dev")
        await see(pilot, "n Copy name", "y Copy value")
        await pilot.press("n")
        await hear(pilot, "Record name: Sent")
        await pilot.press("y")
        await hear(pilot, "Record value: Sent")
    assert clipboard.copies == [RECORD, VALUE]


async def test_no_copy_key_is_shown_when_no_record_must_be_published(opened: Opened) -> None:
    async with opened(Start("senders"), size=(80, 24)) as pilot:
        await open_sender(pilot, "orders@example.com")
        await see(pilot, "OCI signs mail from example.com", "Limits in")
        assert "Copy name" not in flowing(pilot)


async def test_a_recipient_is_checked_against_the_suppression_list(opened: Opened) -> None:
    async with opened(Start("senders"), size=(80, 24)) as pilot:
        await open_sender(pilot, "orders@example.com")
        await pilot.press("slash", *"bounced", "enter")
        await see(pilot, '"bounced" isn\'t an email address.')
        await pilot.press(*"@example.net", "enter")
        await see(pilot, "note bounced@example.net is suppressed since", "User unknown")
        await pilot.press("escape")
        await at(pilot, SendersScreen)


async def test_a_domain_and_limits_that_cannot_be_read_are_shown_as_unknown(opened: Opened, tenancy: Tenancy) -> None:
    for operation in ("get_email_domain", "list_limit_values"):
        tenancy.faults.append(Rule("404", operation, times=0))
    async with opened(Start("senders"), size=(80, 24)) as pilot:
        await open_sender(pilot, "orders@example.com")
        await see(
            pilot,
            "note Can't read the email domain example.com. Its DKIM and SPF are unknown.",
            "note Can't read the tenancy's sending limits, so they're unknown.",
        )


async def test_slow_limits_do_not_delay_other_findings_or_closing_the_dialog(opened: Opened, tenancy: Tenancy) -> None:
    tenancy.latencies["list_limit_values"] = 60
    async with opened(Start("senders"), size=(80, 24)) as pilot:
        await open_sender(pilot, "orders@example.com")
        await see(pilot, "OCI sees SPF for example.com.")
        await pilot.press("escape")
        await at(pilot, SendersScreen)
        tenancy.close()


async def test_no_deliverability_request_is_sent_before_a_sender_is_opened(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("senders"), size=(80, 24)) as pilot:
        await see(pilot, "up to date")
    assert not {"list_dkims", "list_limit_values", "list_suppressions", "get_sender"} & set(operations(tenancy))


async def test_a_opens_deliverability_and_d_opens_the_record(opened: Opened) -> None:
    async with opened(Start("senders"), size=(80, 24)) as pilot:
        await open_sender(pilot, "", "a")
        await pilot.press("escape")
        await at(pilot, SendersScreen)
        await pilot.press("d")
        await at(pilot, RecordDialog)


async def test_a_small_screen_shows_the_state_of_the_dkim_key(opened: Opened) -> None:
    async with opened(Start("senders"), size=(40, 12)) as pilot:
        await open_sender(pilot, "bot@dev")
        await see(pilot, "note The DKIM key acme-iad-202401", "NEEDS_ATTENTION.", "n Copy name")


async def test_doctor_shows_a_suppressed_recipient_and_copies_the_dkim_record(
    opened: Opened, clipboard: RecordingClipboard
) -> None:
    async with opened(Start("doctor"), size=(80, 30)) as pilot:
        await at(pilot, DoctorScreen)
        asked = {"sender": "bot@dev.example.com", "user": "sandbox.bot", "recipient": "bounced@example.net"}
        for name, text in asked.items():
            pilot.app.screen.query_one(f"#{name}", Field).input.value = text
        await pilot.press("enter")
        await see(pilot, "OK: mail should be accepted", "bounced@example.net is suppressed since", "Limits in")
        await pilot.press("G", "k", "k", "d")
        await at(pilot, CheckDialog)
        await see(pilot, VALUE, "Copy the record's name")
        await pilot.press("down", "enter")
        await hear(pilot, "Record value: Sent")
    assert clipboard.copies == [VALUE]


async def test_doctor_rejects_a_recipient_that_is_not_an_email_address(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("doctor"), size=(80, 24)) as pilot:
        await at(pilot, DoctorScreen)
        pilot.app.screen.query_one("#recipient", Field).input.value = "bounced"
        await pilot.press("enter")
        await see(pilot, '"bounced" isn\'t an email address.')
    assert "list_suppressions" not in operations(tenancy)


async def test_doctor_explains_reply_254_as_accepted_but_not_delivered(opened: Opened) -> None:
    async with opened(Start("doctor"), size=(120, 40)) as pilot:
        await at(pilot, DoctorScreen)
        asked = {"message": "254 4.7.1 Suppression for user x", "recipient": "bounced@example.net"}
        asked |= {"sender": "orders@example.com", "user": "shop.mailer"}
        for name, text in asked.items():
            pilot.app.screen.query_one(f"#{name}", Field).input.value = text
        await pilot.press("enter")
        await see(pilot, "Problem: mail is accepted, but not delivered", "FAULT bounced@example.net is suppressed")


async def test_the_verdict_does_not_wait_for_the_limits(opened: Opened, tenancy: Tenancy) -> None:
    tenancy.latencies["list_limit_values"] = 60
    async with opened(Start("doctor"), size=(120, 40)) as pilot:
        await at(pilot, DoctorScreen)
        for name, text in {"sender": "orders@example.com", "user": "shop.mailer"}.items():
            pilot.app.screen.query_one(f"#{name}", Field).input.value = text
        await pilot.press("enter")
        await see(pilot, "OK: mail should be accepted")
        await wait_until(pilot, lambda: "OCI sees SPF" in flowing(pilot))
        assert "Limits in" not in flowing(pilot)
        tenancy.close()
