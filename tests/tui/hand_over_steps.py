"""Steps of a person who hands a new credential over in the app."""

import subprocess
from pathlib import Path

from textual.widgets import Input

from tests.tui.desk import AppPilot, at, see, write
from tests.wait import wait_until
from tui.dialogs.channels import ROUTES
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.hand_over import HandOverDialog
from tui.dialogs.seal_for import SealForDialog
from tui.dialogs.sealed import SealedDialog
from tui.screens.user import UserScreen
from widgets.menu import Menu

SMALL = (80, 24)


def opened_by(key: Path, data: str) -> str:
    done = subprocess.run(["age", "-d", "-i", key], input=data, check=True, capture_output=True, text=True)
    return done.stdout


async def route(pilot: AppPilot, name: str) -> None:
    """Choose a way to hand over, once it is known to be there."""
    await pilot.press("s")
    await at(pilot, HandOverDialog)
    dialog = pilot.app.screen
    assert isinstance(dialog, HandOverDialog)
    await wait_until(pilot, lambda: None not in dialog._answers)
    await pilot.press("home", *["down"] * [each.name for each in ROUTES].index(name), "enter")


async def sealed_for(pilot: AppPilot) -> None:
    """Up to the question where the text that is encrypted with age goes."""
    await route(pilot, "Encrypt with age")
    await at(pilot, SealForDialog)
    await write(pilot, "a.pub")
    await pilot.press("enter")
    await see(pilot, "Add another recipient")
    await pilot.press("enter")
    await at(pilot, SealedDialog)


async def fill(pilot: AppPilot, text: str) -> None:
    """Write something else into the field that has the focus."""
    field = pilot.app.screen.focused
    assert isinstance(field, Input)
    field.value = ""
    await write(pilot, text)


async def closes_without_a_question(pilot: AppPilot) -> None:
    await at(pilot, CredentialDialog)
    await pilot.press("escape")
    await at(pilot, UserScreen)


async def choose(pilot: AppPilot, label: str) -> None:
    """Move to a choice of the menu, and take it."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen.focused, Menu))
    menu = pilot.app.screen.focused
    assert isinstance(menu, Menu)
    labels = [choice.label for choice in menu._choices]
    menu.highlighted = labels.index(label)
    await pilot.press("enter")
