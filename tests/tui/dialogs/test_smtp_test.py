"""Proof from the credential dialog: test logins, and a test message on purpose."""

import re
import threading
from base64 import b64encode

import pytest
from textual.widgets import Button

from services.demo.smtp_server import SmtpServer
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from services.smtp import probe
from tests.e2e.leaks.forms import forms, is_in, squeezed
from tests.services.accounts import operations
from tests.tui.desk import AppPilot, Opened, RecordingClipboard, at, flowing, hear, see, seen, write
from tests.tui.generated import NONE, START, WIDE
from tests.tui.mail import endpoint_of
from tests.wait import wait_until
from tui.dialogs.conversation import ConversationDialog
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.generate import GenerateDialog
from tui.dialogs.send_test import SendTestDialog, SureDialog
from tui.screens.doctor import DoctorScreen
from widgets.field import Field

GOOD, BAD = "newsletter@example.com", "orders@example.com"
"""Senders that the user of these tests may use, and may not."""


async def issued(pilot: AppPilot, tenancy: Tenancy) -> StoredCredential:
    await at(pilot, GenerateDialog)
    await write(pilot, "newsletter host")
    await pilot.press("enter")
    await at(pilot, CredentialDialog)
    await see(pilot, "127.0.0.1", "STARTTLS")
    return tenancy.credentials(tenancy.user_ocid(NONE))[0]


async def fill_in(pilot: AppPilot, sender: str, recipient: str) -> None:
    await pilot.press("m")
    await at(pilot, SendTestDialog)
    for name, address in (("sender", sender), ("recipient", recipient)):
        pilot.app.screen.query_one(f"#{name}", Field).input.value = address
    await pilot.press("enter")
    await at(pilot, SureDialog)


async def send(pilot: AppPilot, sender: str, recipient: str = "me@example.org") -> None:
    await fill_in(pilot, sender, recipient)
    await pilot.press("tab", "enter")
    await at(pilot, ConversationDialog)


async def test_pressing_t_three_times_runs_one_test_sign_in(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, real, tries = threading.Event(), probe._once, []

    def counted(*arguments: object) -> object:
        tries.append(arguments)
        gate.wait(10)
        return real(*arguments)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(probe, "_once", counted)
    async with opened(START, size=WIDE, smtp_endpoint=endpoint_of(mail)) as pilot:
        await issued(pilot, tenancy)
        await pilot.press("t", "t", "t")
        gate.set()
        await see(pilot, "Signed in: the credential works.")
        assert len(tries) == 1


async def test_the_test_result_stays_visible_during_the_clipboard_countdown(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    async with opened(START, size=WIDE, smtp_endpoint=endpoint_of(mail)) as pilot:
        await issued(pilot, tenancy)
        await pilot.press("y", "t")
        await see(pilot, "Signed in: the credential works.")
        await wait_until(pilot, lambda: re.search(r"Cleared in (2[0-8]|1\d|\d) s", flowing(pilot)))  # it ticked twice
        await see(pilot, "Signed in: the credential works.")


async def test_a_test_message_is_sent_only_after_confirmation(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    async with opened(START, size=WIDE, smtp_endpoint=endpoint_of(mail)) as pilot:
        await issued(pilot, tenancy)
        await fill_in(pilot, GOOD, "me@example.org")
        await see(pilot, "Sends one message from newsletter@example.com to me@example.org through 127.0.0.1")
        focused = pilot.app.screen.focused
        assert isinstance(focused, Button)
        assert focused.id == "cancel"
        await pilot.press("enter")
        await at(pilot, SendTestDialog)
        assert mail.accepted == []
        await pilot.press("enter", "tab", "enter")
        await at(pilot, ConversationDialog)
        await see(pilot, "accepted the message to me@example.org", "C: DATA", "S: 250")
        await pilot.press("escape")
        await at(pilot, CredentialDialog)
    (accepted,) = mail.accepted
    assert (accepted.sender, accepted.recipients) == (GOOD, ("me@example.org",))


async def test_the_smtp_transcript_never_contains_the_password(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer, clipboard: RecordingClipboard
) -> None:
    async with opened(START, size=(120, 60), smtp_endpoint=endpoint_of(mail)) as pilot:
        held = await issued(pilot, tenancy)
        await send(pilot, GOOD)
        await see(pilot, "C: AUTH PLAIN <credential>", "S: 235", "C: QUIT")
        await pilot.press("y")
        await hear(pilot, "SMTP transcript: Sent")
        token = b64encode(f"\0{held.user_name}\0{held.password}".encode())
        known = {*forms(held.password), token, held.user_name.encode()}
        for text in (
            seen(pilot),
            clipboard.copies[-1],
            repr([vars(item) for item in pilot.app.screen.walk_children()]),
        ):
            assert not is_in(f"{text}{squeezed(text)}".encode(), known)
        assert "C: AUTH PLAIN <credential>" in clipboard.copies[-1]


async def test_d_after_a_rejected_sender_opens_doctor_when_the_credential_closes(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    async with opened(START, size=WIDE, smtp_endpoint=endpoint_of(mail)) as pilot:
        await issued(pilot, tenancy)
        await send(pilot, BAD)
        await see(pilot, "The sender isn't approved, or no policy", "S: 535 Authorization failed")
        await pilot.press("d")
        await at(pilot, CredentialDialog)
        await see(pilot, "when you close this dialog")
        await pilot.press("y")
        await see(pilot, "Password: Sent")
        await pilot.press("enter", "enter")
        await at(pilot, DoctorScreen)
        values = [pilot.app.screen.query_one(f"#{name}", Field).value for name in ("sender", "user")]
        assert values == [BAD, NONE]
        await pilot.press("escape")
        await see(pilot, "(1 of 2)")
    assert mail.accepted == []


async def test_a_rejected_test_sign_in_is_explained_and_throttling_is_reported(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    async with opened(START, size=WIDE, smtp_endpoint=endpoint_of(mail)) as pilot:
        held = await issued(pilot, tenancy)
        held.state = "INACTIVE"
        mail.throttle_after = 3
        await pilot.press("t")
        await see(pilot, "isn't active yet", "A new credential can take a minute or more", "Press d to open Doctor")
        await pilot.press("t")
        await see(pilot, "is throttling this network", "421 Too many auth failures")


async def test_down_selects_an_approved_sender_and_right_completes_the_address(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    async with opened(START, size=WIDE, smtp_endpoint=endpoint_of(mail)) as pilot:
        await issued(pilot, tenancy)
        await pilot.press("m")
        await at(pilot, SendTestDialog)
        await see(pilot, "Press down to choose and right to complete")
        field = pilot.app.screen.query_one("#sender", Field)
        await write(pilot, "newsl")
        await wait_until(pilot, lambda: field.input._suggestion == GOOD)
        await pilot.press("right")
        assert field.value == GOOD
        await pilot.press("down")
        assert field.value not in ("", GOOD)
        await pilot.press("up")
        assert field.value == GOOD


async def test_an_invalid_email_address_is_reported_before_the_confirmation(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    async with opened(START, size=(80, 24), smtp_endpoint=endpoint_of(mail)) as pilot:
        await issued(pilot, tenancy)
        await pilot.press("m")
        await at(pilot, SendTestDialog)
        for sender, recipient in (("@example.com", "me@example.org"), (GOOD, "[bold]nobody[/]")):
            for name, address in (("sender", sender), ("recipient", recipient)):
                pilot.app.screen.query_one(f"#{name}", Field).input.value = address
            await pilot.press("enter")
            wrong = sender if sender != GOOD else recipient
            await see(pilot, f'"{wrong}" isn\'t an email address', "For example: orders@example.com")
            assert isinstance(pilot.app.screen, SendTestDialog)


async def test_an_invalid_field_is_named_and_gets_the_focus(opened: Opened, tenancy: Tenancy, mail: SmtpServer) -> None:
    async with opened(START, size=(80, 24), smtp_endpoint=endpoint_of(mail)) as pilot:
        await issued(pilot, tenancy)
        await pilot.press("m")
        await at(pilot, SendTestDialog)
        await pilot.press("enter")
        await see(pilot, "Warning: From is empty.")
        await write(pilot, "foo")
        await pilot.press("enter")
        await see(pilot, 'Warning: From: "foo" isn\'t an email address.')
        await write(pilot, "@example.com")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Warning" not in seen(pilot))
        await pilot.press("enter")
        await see(pilot, "Warning: To is empty.")


async def test_ctrl_q_closes_the_confirmation_and_quits_only_when_pressed_twice(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    async with opened(START, size=WIDE, smtp_endpoint=endpoint_of(mail)) as pilot:
        await issued(pilot, tenancy)
        await fill_in(pilot, GOOD, "me@example.org")
        await pilot.press("ctrl+q")
        await hear(pilot, "Press ctrl+q again to quit.")
        assert isinstance(pilot.app.screen, SendTestDialog)
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: not pilot.app.is_running)
        assert pilot.app.return_code == ExitCode.UNKNOWN


async def test_deliverability_is_shown_after_a_message_is_accepted(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    async with opened(START, size=WIDE, smtp_endpoint=endpoint_of(mail)) as pilot:
        await issued(pilot, tenancy)
        await send(pilot, GOOD)
        await see(
            pilot,
            "me@example.org isn't on the suppression list.",
            "OCI signs mail from example.com with the DKIM key acme-iad-202401.",
        )


async def test_a_message_to_a_suppressed_recipient_is_reported_as_not_delivered(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    async with opened(START, size=WIDE, smtp_endpoint=endpoint_of(mail)) as pilot:
        await issued(pilot, tenancy)
        await send(pilot, GOOD, "bounced@example.net")
        await see(pilot, "Accepted, but not delivered", "bounced@example.net is suppressed since", "(hard bounce)")
    assert mail.accepted == []


async def test_deliverability_that_cannot_be_read_is_reported_as_unknown(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    for operation in ("list_senders", "list_suppressions"):
        tenancy.faults.add("404", operation, times=99)
    async with opened(START, size=WIDE, smtp_endpoint=endpoint_of(mail)) as pilot:
        await issued(pilot, tenancy)
        await send(pilot, GOOD)
        await see(
            pilot,
            "Whether me@example.org is on it is unknown.",
            "Can't read the email domain example.com. Its DKIM and SPF are unknown.",
        )


async def test_the_suppression_list_is_not_read_after_a_rejected_message(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    async with opened(START, size=WIDE, smtp_endpoint=endpoint_of(mail)) as pilot:
        await issued(pilot, tenancy)
        await send(pilot, BAD)
        await see(pilot, "C: QUIT")
    assert "list_suppressions" not in operations(tenancy)
