"""From a mail that is rejected to one that is accepted, through the fix of its cause; by keys alone."""

import smtplib
from asyncio import to_thread
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from services.demo.people import Person
from services.demo.smtp_server import SmtpServer
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.tui.desk import Opened, at, flowing, see
from tests.wait import wait_until
from tui.dialogs.confirm import ConfirmDialog
from tui.screens.doctor import DoctorScreen
from tui.startup.start import Start
from widgets.field import Field

ACCEPTED = "250 Ok"
MISSING = ("isn't an approved sender in us-ashburn-1", "Creates this approved sender in us-ashburn-1")
INACTIVE = ("is INACTIVE", "Activates shop.mailer")
OFF = ("capability of shop.mailer is off", 'Turns on the "SMTP credentials" capability')
NO_MEMBER = ("The user isn't in a group", "Adds shop.mailer to the group NewsletterSenders")
NO_STATEMENT = ('no policy allows this "in tenancy"', "with this statement")
"""What Doctor says is the cause, and what its fix says before it is applied."""


def person_named(tenancy: Tenancy, name: str) -> Person:
    person = tenancy.world.person(tenancy.user_ocid(name))
    assert person
    return person


def block(tenancy: Tenancy, name: str) -> None:
    tenancy.world.users.change_state(person_named(tenancy, name), "INACTIVE")


def forbid(tenancy: Tenancy, name: str) -> None:
    tenancy.world.users.change_capabilities(person_named(tenancy, name), {"canUseSmtpCredentials": False})


def nothing(tenancy: Tenancy, name: str) -> None:
    """The tenancy has the cause from the start."""


def reply_to(server: SmtpServer, credential: StoredCredential, sender: str) -> str:
    """What the server says to a mail, or to the sign-in before it."""
    with smtplib.SMTP(server.starttls.host, server.starttls.port) as smtp:
        smtp.starttls(context=server.trust())
        smtp.ehlo()
        smtp.user, smtp.password = credential.user_name, credential.password
        try:
            smtp.auth("PLAIN", smtp.auth_plain)
        except smtplib.SMTPAuthenticationError as error:
            return f"{error.smtp_code} {error.smtp_error!r}"
        code, text = smtp.docmd("MAIL", f"FROM:<{sender}>")
        return f"{code} {text.decode()}"


async def apply_fix(pilot: Pilot[Any], shown: str) -> None:
    await pilot.press("enter")
    await at(pilot, ConfirmDialog)
    await see(pilot, shown)
    await pilot.press("tab", "enter")
    await wait_until(pilot, lambda: shown not in flowing(pilot))


@pytest.mark.parametrize("directory", ["classic", "domains"])
@pytest.mark.parametrize(
    ("break_it", "user", "sender", "causes"),
    [
        (nothing, "shop.mailer", "new.shop@example.com", [MISSING]),
        (block, "shop.mailer", "orders@example.com", [INACTIVE]),
        (forbid, "shop.mailer", "orders@example.com", [OFF]),
        (nothing, "shop.mailer", "newsletter@example.com", [NO_MEMBER]),
        (nothing, "newsletter.sender", "noreply@example.com", [NO_STATEMENT]),
        (nothing, "newsletter.sender", "info@example.de", [MISSING, NO_STATEMENT]),
        (block, "shop.mailer", "newsletter@example.com", [INACTIVE, NO_MEMBER]),
    ],
)
async def test_mail_is_accepted_after_doctor_fixes_each_cause(
    opened: Opened,
    tenancy: Tenancy,
    mail: SmtpServer,
    directory: str,
    break_it: Callable[[Tenancy, str], None],
    user: str,
    sender: str,
    causes: list[tuple[str, str]],
) -> None:
    break_it(tenancy, user)
    credential = tenancy.world.credentials.add(person_named(tenancy, user), "host", tenancy.world.now())
    rejected = await to_thread(reply_to, mail, credential, sender)
    assert rejected.startswith("535")
    async with opened(Start("doctor"), directory=directory) as pilot:
        await at(pilot, DoctorScreen)
        for field, text in (("sender", sender), ("user", user), ("message", rejected)):
            pilot.app.screen.query_one(f"#{field}", Field).input.value = text
        await pilot.press("enter")
        for cause, fix in causes:
            await see(pilot, "Problem: mail is rejected", cause)
            await apply_fix(pilot, fix)
        await wait_until(pilot, lambda: "Problem" not in flowing(pilot) and "allows the user to send" in flowing(pilot))
    assert await to_thread(reply_to, mail, credential, sender) == ACCEPTED


async def test_a_default_address_of_a_framework_is_not_proposed_for_approval(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("doctor")) as pilot:
        await at(pilot, DoctorScreen)
        pilot.app.screen.query_one("#sender", Field).input.value = "root@web-1.sub1.vcn1.oraclevcn.com"
        await pilot.press("enter")
        await see(pilot, "Problem: mail is rejected", "manual fix", "Press d for evidence or esc to edit")
        await pilot.press("d")
        await see(pilot, "Change the From in the application", "account of a host")
    assert "create_sender" not in operations(tenancy)
