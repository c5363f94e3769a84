"""A secret that exists: what a person sees of its new version, and when programs get it."""

import json
from base64 import b64decode

import pytest

from services.api.session import MailServer
from services.delivery import Package, Receipt
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from services.model.secret import Secret
from services.model.values import User
from tests.services.delivery.awkward import package
from tests.tui.desk import AppPilot, Opened, at_home, see, seen
from tests.tui.dialogs.hidden import app_of
from tests.tui.hand_over_steps import choose
from tests.wait import wait_until
from tui.dialogs.vault_secret import VaultSecretDialog

NAME = "shop"


@pytest.fixture
def tenancy(tenancy: Tenancy) -> Tenancy:
    """The tenancy, whose secrets change at once."""
    tenancy.settings.secret_creating_reads = tenancy.settings.secret_updating_reads = 0
    return tenancy


async def at_name(pilot: AppPilot, sent: Package) -> list[Receipt | None]:
    """The dialog, once the name of a secret is entered."""
    await at_home(pilot)
    answers: list[Receipt | None] = []
    await pilot.app.push_screen(VaultSecretDialog(sent, app_of(pilot).connection.session), answers.append)
    for step in ("mail", "secrets", "Production:Mail"):
        await choose(pilot, step)
    await see(pilot, "Create a secret in vault")
    dialog = pilot.app.screen
    assert isinstance(dialog, VaultSecretDialog)
    dialog.field.input.value = NAME
    await pilot.press("enter")
    return answers


def passwords(tenancy: Tenancy) -> list[str]:
    (secret,) = tenancy.world.vaults.secrets
    return [json.loads(b64decode(version.content))["password"] for version in secret.versions]


def current(tenancy: Tenancy) -> int:
    return tenancy.world.vaults.secrets[0].current


async def saved(pilot: AppPilot, tenancy: Tenancy, sent: Package) -> list[Receipt | None]:
    """A new version of the secret, just saved."""
    answers = await at_name(pilot, package())
    await wait_until(pilot, lambda: answers)
    answers = await at_name(pilot, sent)
    await see(pilot, 'The secret "shop" already exists.', "programs that follow the secret still get the old")
    assert len(passwords(tenancy)) == 1
    await choose(pilot, "Save a new version")
    await see(pilot, "Saved as version 2 of the secret shop", "The version is PENDING", "Keep it PENDING")
    return answers


@pytest.mark.parametrize("leaves", ["enter", "escape"])
async def test_the_new_version_stays_pending_by_default(opened: Opened, tenancy: Tenancy, leaves: str) -> None:
    sent = package()
    async with opened() as pilot:
        answers = await saved(pilot, tenancy, sent)
        await pilot.press(leaves)
        await wait_until(pilot, lambda: answers)
    (receipt,) = answers
    assert receipt
    assert receipt.is_verified
    assert receipt.held_back
    assert current(tenancy) == 1
    assert passwords(tenancy)[1] == sent.password.reveal()


async def test_the_new_version_becomes_current_when_the_admin_chooses_so(opened: Opened, tenancy: Tenancy) -> None:
    async with opened() as pilot:
        answers = await saved(pilot, tenancy, package())
        await choose(pilot, "Make it CURRENT")
        await wait_until(pilot, lambda: answers)
    (receipt,) = answers
    assert receipt
    assert receipt.message.endswith("Version 2 of the secret shop is CURRENT.")
    assert not receipt.held_back
    assert current(tenancy) == 2


async def test_a_failed_test_sign_in_keeps_the_new_version_pending(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    unknown = package()
    sent = Package(unknown.user_name, unknown.password, mail.starttls, "x", unknown.user)
    async with opened() as pilot:
        app_of(pilot).connection.session.mail_server = MailServer(mail.starttls, mail.trust)
        answers = await saved(pilot, tenancy, sent)
        await choose(pilot, "Test the sign-in, then make it CURRENT")
        await see(pilot, "The test sign-in failed:", "It's PENDING.")
        assert current(tenancy) == 1
        await choose(pilot, "Keep it PENDING")
        await wait_until(pilot, lambda: answers)
    assert answers[0]
    assert answers[0].held_back


async def test_a_successful_test_sign_in_makes_the_new_version_current(
    opened: Opened, tenancy: Tenancy, mail: SmtpServer
) -> None:
    user = tenancy.user_ocid("shop.mailer")
    (held,) = tenancy.credentials(user)
    sent = Package(held.user_name, Secret(held.password), mail.starttls, "x", User(user, "shop.mailer"))
    async with opened() as pilot:
        app_of(pilot).connection.session.mail_server = MailServer(mail.starttls, mail.trust)
        answers = await saved(pilot, tenancy, sent)
        await choose(pilot, "Test the sign-in, then make it CURRENT")
        await wait_until(pilot, lambda: answers)
    assert answers[0]
    assert "the credential works" in answers[0].message
    assert current(tenancy) == 2


async def test_a_secret_that_is_not_an_smtp_credential_gets_no_new_version(opened: Opened, tenancy: Tenancy) -> None:
    async with opened() as pilot:
        answers = await at_name(pilot, package())
        await wait_until(pilot, lambda: answers)
        (secret,) = tenancy.world.vaults.secrets
        secret.tags.clear()
        secret.versions[0].content = "e30="
        answers = await at_name(pilot, package())
        await see(pilot, "oci-smtp didn't create it.")
        await choose(pilot, "Save a new version")
        await see(pilot, "isn't an SMTP credential as oci-smtp saves it")
        await pilot.press("escape")
        await see(pilot, "Create a secret in vault")
        assert "already exists" not in seen(pilot)
    assert not answers
    assert len(secret.versions) == 1
