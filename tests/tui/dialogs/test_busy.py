"""Leaving and quitting dialogs while they change something: what came of it is still told."""

import os
import threading
from datetime import datetime, timezone

import pytest

from services.config.options import Options
from services.credentials.journal import open_journal
from services.credentials.journal_record import JournalState, Record, new_intent
from services.credentials.recovery import InterruptedGeneration, Recovery
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.services.held_answers import HeldAnswers
from tests.tui.desk import AppPilot, Opened, at, at_home, descriptions, see
from tests.tui.shell import ONE
from tests.wait import wait_until
from tui.dialogs.unfinished import UnfinishedDialog
from tui.screens.home import HomeScreen

pytestmark = pytest.mark.usefixtures("state")


def shown(tenancy: Tenancy, tenancy_ocid: str) -> Record:
    """The user's credential was shown by a program that was ended."""
    ocid = tenancy.user_ocid(ONE)
    [held] = tenancy.credentials(ocid)
    now = datetime.now(timezone.utc)
    about = ("DEFAULT", tenancy_ocid, "us-ashburn-1", ocid, ONE, held.description, "0" * 30, now, now)
    record = Record(
        new_intent(),
        JournalState.SHOWN,
        *about,
        credential_ocid=held.ocid,
        smtp_user_name=held.user_name,
        sent_at=now,
    )
    return open_journal(Options(), os.environ).begin(record)


async def deleting(pilot: AppPilot, tenancy: Tenancy) -> tuple[Record, HeldAnswers]:
    """Up to where the deletion is on its way: the record, and the answer."""
    await at_home(pilot)
    record = shown(tenancy, pilot.app.connection.session.tenancy_ocid)  # type: ignore[attr-defined]
    held = HeldAnswers(tenancy, "delete_smtp_credential")
    await pilot.press("U")
    await at(pilot, UnfinishedDialog)
    await see(pilot, "I have the password")
    await pilot.press("down", "down", "enter")
    await see(pilot, "Working…")
    return record, held


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
async def test_the_dialog_closes_after_the_deletion_in_progress_is_done(
    opened: Opened, tenancy: Tenancy, key: str
) -> None:
    async with opened() as pilot:
        _, held = await deleting(pilot, tenancy)
        await pilot.press(key)
        await see(pilot, "The dialog closes when this is done.")
        held.let_go()
        await at(pilot, HomeScreen)
        assert pilot.app.is_running
        assert descriptions(tenancy, ONE) == []


@pytest.mark.parametrize("kind", ["403", "409", "500", "303"])
async def test_a_failed_deletion_is_shown_after_the_admin_pressed_escape(
    opened: Opened, tenancy: Tenancy, kind: str
) -> None:
    tenancy.faults.append(Rule(kind, "delete_smtp_credential"))
    async with opened() as pilot:
        _, held = await deleting(pilot, tenancy)
        await pilot.press("escape")
        held.let_go()
        await see(pilot, "while deleting the credential")
        await pilot.press("escape")
        await at(pilot, HomeScreen)
        assert len(descriptions(tenancy, ONE)) == 1


async def test_another_choice_is_ignored_while_a_deletion_is_in_progress(opened: Opened, tenancy: Tenancy) -> None:
    async with opened() as pilot:
        record, held = await deleting(pilot, tenancy)
        await pilot.press("home", "enter")
        await see(pilot, "The dialog closes when this is done.")
        held.let_go()
        await at(pilot, HomeScreen)
        assert open_journal(Options(), os.environ).find(record.intent).state is JournalState.DISCARDED


async def test_pressing_ctrl_q_twice_during_a_deletion_quits_with_exit_code_5(opened: Opened, tenancy: Tenancy) -> None:
    async with opened() as pilot:
        _, held = await deleting(pilot, tenancy)
        await pilot.press("ctrl+q", "ctrl+q")
        await wait_until(pilot, lambda: not pilot.app.is_running)
        held.let_go()
    assert pilot.app.return_code == 5
    assert operations(tenancy).count("delete_smtp_credential") <= 1


async def left_to_ask(opened: Opened, tenancy: Tenancy) -> None:
    """An earlier program left a request without an answer, which only a person can resolve."""
    async with opened() as pilot:
        await at_home(pilot)
        record = shown(tenancy, pilot.app.connection.session.tenancy_ocid)  # type: ignore[attr-defined]
    open_journal(Options(), os.environ).move(record, JournalState.ASK, credential_ocid="", smtp_user_name="")


@pytest.mark.parametrize("presses", [("U",), ("U", "U"), ("U", "U", "U")])
async def test_u_pressed_before_sign_in_opens_the_interrupted_credentials(
    opened: Opened, tenancy: Tenancy, presses: tuple[str, ...]
) -> None:
    """Before the session is open, and while what was interrupted is looked for."""
    tenancy.latencies["list_smtp_credentials"] = 0.5
    await left_to_ask(opened, tenancy)
    tenancy.latencies["get_tenancy"] = 1.0
    async with opened() as pilot:
        await pilot.press(*presses)
        await at(pilot, UnfinishedDialog)


async def test_u_pressed_during_the_first_check_opens_the_interrupted_credentials(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_to_ask(opened, tenancy)
    tenancy.latencies["list_smtp_credentials"] = 1.0
    is_looking, look = threading.Event(), Recovery.settle_all

    def settle_all(recovery: Recovery) -> list[InterruptedGeneration]:
        is_looking.set()
        return look(recovery)

    monkeypatch.setattr(Recovery, "settle_all", settle_all)
    async with opened() as pilot:
        await wait_until(pilot, is_looking.is_set)
        await pilot.press("U")
        await at(pilot, UnfinishedDialog)
