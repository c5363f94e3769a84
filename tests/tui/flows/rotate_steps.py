"""Steps of a person who rotates a credential in the app."""

import contextlib
from collections.abc import AsyncIterator

from textual.widgets import Input

from tests.tui.desk import AppPilot, Opened, at, at_user, see
from tests.tui.shell import ONE
from tui.dialogs.replace import ReplaceDialog, ReplacementDialog
from tui.screens.user import UserScreen
from tui.startup.start import Start


async def replacement(pilot: AppPilot, name: str = "checkout 2") -> None:
    """Generate the replacement, up to its dialog."""
    await at(pilot, ReplaceDialog)
    pilot.app.screen.query_one(Input).value = name
    await pilot.press("enter")
    await at(pilot, ReplacementDialog)


async def keep(pilot: AppPilot) -> UserScreen:
    await pilot.press("y")
    await see(pilot, "Password: Sent")
    await pilot.press("enter", "enter")
    return await at_user(pilot)


@contextlib.asynccontextmanager
async def half_way(opened: Opened) -> AsyncIterator[AppPilot]:
    """An app in which a replacement was generated and kept."""
    async with opened(Start("user", ONE), size=(80, 24)) as pilot:
        await at_user(pilot)
        await pilot.press("R")
        await replacement(pilot)
        await keep(pilot)
        yield pilot
