"""The app's way through the main job, once for each value of each switch of the sample tenancy."""

import pytest

from services.credentials import create
from services.demo.colleague import GENERATE, Act
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.services.desk import CREATE, LIST
from tests.services.switch_cases import CASES, OF_SMTP, OF_VAULT, SwitchCase
from tests.tui.desk import AppPilot, Opened, RecordingClipboard, at, at_user, see, write
from tests.wait import wait_until
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.error import ErrorDialog
from tui.dialogs.generate import GenerateDialog
from tui.startup.start import Start

NONE, ONE = "newsletter.sender", "shop.mailer"
ELSEWHERE = {"limit_error", "replay_recognized", "replay_password", "my_password", *OF_SMTP, *OF_VAULT}
"""Switches with a test of their own here, and those that make no difference to OCI's APIs."""

OTHERS = [case for case in CASES if case.name not in ELSEWHERE]


def cases(name: str) -> list[SwitchCase]:
    return [case for case in CASES if case.name == name]


def kind(case: SwitchCase) -> str:
    return "auto" if case.settings.mode == "classic" else "domains"


async def generate(pilot: AppPilot, tenancy: Tenancy, clipboard: RecordingClipboard, owner: str) -> str:
    """Generate and copy; the OCID of the credential that has the password that was copied."""
    await at(pilot, GenerateDialog)
    await write(pilot, "host")
    await pilot.press("enter")
    await at(pilot, CredentialDialog)
    await pilot.press("y")
    await wait_until(pilot, lambda: clipboard.copies)
    (found,) = [item for item in tenancy.credentials(owner) if item.password == clipboard.copies[-1]]
    return found.ocid


@pytest.mark.parametrize("case", OTHERS, ids=str)
async def test_the_copied_password_is_the_password_in_the_tenancy(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, case: SwitchCase
) -> None:
    case.set(tenancy.settings)
    owner = tenancy.user_ocid(NONE)
    async with opened(Start("user", NONE, generate=True), directory=kind(case)) as pilot:
        made = await generate(pilot, tenancy, clipboard, owner)
    assert [item.ocid for item in tenancy.credentials(owner)] == [made]


@pytest.mark.parametrize("case", cases("limit_error"), ids=str)
async def test_every_form_of_the_limit_error_is_shown_as_the_limit(
    opened: Opened, tenancy: Tenancy, case: SwitchCase
) -> None:
    """A colleague takes the second slot right after it was seen to be free."""
    case.set(tenancy.settings)
    async with opened(Start("user", ONE, generate=True), directory="domains") as pilot:
        await at(pilot, GenerateDialog)
        tenancy.colleague.do(Act(GENERATE, tenancy.user_ocid(ONE), after=LIST))
        await write(pilot, "third")
        await pilot.press("enter")
        await see(pilot, "Credential limit", f"{ONE} has two SMTP credentials now")
    assert operations(tenancy).count(CREATE) == 1
    assert len(tenancy.credentials(tenancy.user_ocid(ONE))) == 2


@pytest.mark.parametrize("case", cases("replay_recognized"), ids=str)
async def test_a_possible_second_credential_from_an_earlier_try_is_reported(
    opened: Opened,
    tenancy: Tenancy,
    clipboard: RecordingClipboard,
    monkeypatch: pytest.MonkeyPatch,
    case: SwitchCase,
) -> None:
    monkeypatch.setattr(create, "FIRST_PAUSE_SECONDS", 0.0)
    case.set(tenancy.settings)
    tenancy.faults.add("503", CREATE).done = True
    owner = tenancy.user_ocid(NONE)
    async with opened(Start("user", NONE, generate=True), directory="domains") as pilot:
        await generate(pilot, tenancy, clipboard, owner)
        await see(pilot, "Password: Sent")
        await pilot.press("enter", "enter")
        if case.value:
            await at_user(pilot)
        else:
            await at(pilot, ErrorDialog)
            await see(pilot, "might have created another credential", ":recover")
    assert len(tenancy.credentials(owner)) == (1 if case.value else 2)


@pytest.mark.parametrize("case", cases("replay_password"), ids=str)
async def test_a_replay_without_the_password_leaves_no_credential(
    opened: Opened,
    tenancy: Tenancy,
    clipboard: RecordingClipboard,
    monkeypatch: pytest.MonkeyPatch,
    case: SwitchCase,
) -> None:
    monkeypatch.setattr(create, "FIRST_PAUSE_SECONDS", 0.0)
    case.set(tenancy.settings)
    tenancy.faults.add("503", CREATE).done = True
    owner = tenancy.user_ocid(NONE)
    async with opened(Start("user", NONE, generate=True), directory="domains") as pilot:
        if case.value:
            await generate(pilot, tenancy, clipboard, owner)
        else:
            await at(pilot, GenerateDialog)
            await write(pilot, "host")
            await pilot.press("enter")
            await see(pilot, "so the credential was deleted")
    assert len(tenancy.credentials(owner)) == (1 if case.value else 0)


@pytest.mark.parametrize("case", cases("my_password"), ids=str)
async def test_generate_for_your_own_user_leaves_one_credential_with_a_password(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, case: SwitchCase
) -> None:
    case.set(tenancy.settings)
    async with opened(Start("settings", generate=True), directory="domains") as pilot:
        if not case.value:
            await at(pilot, GenerateDialog)
            await write(pilot, "ghost")
            await pilot.press("enter")
            await see(pilot, "so the credential was deleted")
            assert tenancy.credentials(tenancy.admin_ocid) == []
            await pilot.press(*["backspace"] * len("ghost"))
        await generate(pilot, tenancy, clipboard, tenancy.admin_ocid)
    assert len(tenancy.credentials(tenancy.admin_ocid)) == 1
