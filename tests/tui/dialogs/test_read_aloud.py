"""Reading a password aloud, and what counts as read back."""

from functools import partial

import pytest

from services.delivery.spoken import WORDS
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from tests.tui.desk import AppPilot, Opened, at, see, seen
from tests.tui.generated import START, generated
from tests.tui.hand_over_steps import SMALL, closes_without_a_question, route
from tests.wait import wait_until
from tui.commands.registry import BY_ID
from tui.dialogs import read_aloud
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.hand_over import HandOverDialog
from tui.dialogs.read_aloud import ReadAloudDialog
from tui.dialogs.unsaved import UnsavedDialog
from tui.screens.user import UserScreen


def said_now(pilot: AppPilot) -> str:
    """The characters whose words stand on the screen."""
    lines = [line.strip("│ ").split(maxsplit=1) for line in seen(pilot).splitlines()]
    return "".join(line[0] for line in lines if len(line) == 2 and WORDS.get(line[0]) == line[1])


async def reading_aloud(pilot: AppPilot, tenancy: Tenancy) -> StoredCredential:
    held = await generated(pilot, tenancy)
    await route(pilot, "Read aloud")
    await at(pilot, ReadAloudDialog)
    await wait_until(pilot, lambda: said_now(pilot) == held.password[:4])
    return held


async def through_all(pilot: AppPilot, held: StoredCredential, key: str, step: int = 4) -> None:
    """Every group in turn, each alone on the screen."""
    for start in range(0, len(held.password), step):
        await wait_until(pilot, partial(_is_said, pilot, held.password[start : start + step]))
        await pilot.press(key)


def _is_said(pilot: AppPilot, text: str) -> bool:
    return said_now(pilot) == text


async def test_read_aloud_with_read_back_counts_as_delivered(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=SMALL) as pilot:
        held = await reading_aloud(pilot, tenancy)
        await through_all(pilot, held, "space")
        await see(pilot, "Listener reads back: group 1")
        await pilot.press("x")
        await see(pilot, "Say this group again")
        await through_all(pilot, held, "m")
        await at(pilot, CredentialDialog)
        await see(pilot, "confirmed by read-back")
        await closes_without_a_question(pilot)


async def test_read_aloud_without_read_back_does_not_count_as_delivered(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=SMALL) as pilot:
        held = await reading_aloud(pilot, tenancy)
        await pilot.press("c")
        await see(pilot, "character 1 of")
        await through_all(pilot, held, "space", step=1)
        await see(pilot, "Listener reads back")
        await pilot.press("escape")
        await at(pilot, CredentialDialog)
        await see(pilot, "not confirmed")
        await pilot.press("escape")
        await at(pilot, UnsavedDialog)
        await see(pilot, "Close (it arrived)")
        await pilot.press("escape")
        await at(pilot, CredentialDialog)
        await pilot.press("enter")
        await at(pilot, UserScreen)


async def test_the_words_are_hidden_after_a_time_and_after_a_resize(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_aloud, "HIDE_AFTER_SECONDS", 3)
    async with opened(START, size=SMALL) as pilot:
        held = await reading_aloud(pilot, tenancy)
        await see(pilot, "Press space to show it")
        assert said_now(pilot) == ""
        monkeypatch.setattr(read_aloud, "HIDE_AFTER_SECONDS", 60)
        await pilot.press(BY_ID["spoken.next"].keys)
        await wait_until(pilot, lambda: said_now(pilot) == held.password[:4])
        await pilot.resize_terminal(70, 20)
        await wait_until(pilot, lambda: said_now(pilot) == "")


async def test_no_reveal_reads_nothing_aloud(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(START, size=SMALL, no_reveal=True) as pilot:
        await generated(pilot, tenancy)
        await route(pilot, "Read aloud")
        await see(pilot, "can't be shown or copied")
        assert isinstance(pilot.app.screen, HandOverDialog)
