"""An answer that nothing waits for any more, as when the flow that asked has ended: no such answer ends the app."""

import pytest

from tests.tui.desk import AppPilot, Opened, at, at_home
from tests.wait import wait_until
from tui.base.app import AppBase
from tui.dialogs.confirm import ConfirmDialog
from tui.screens.home import HomeScreen


def question() -> ConfirmDialog:
    return ConfirmDialog("Delete", "Delete it?", confirm="Delete")


def app_of(pilot: AppPilot) -> AppBase:
    assert isinstance(pilot.app, AppBase)
    return pilot.app


async def ask(app: AppBase, dialog: ConfirmDialog) -> None:
    await app.question(dialog)


async def asked(pilot: AppPilot, how_it_ends: str) -> None:
    """The dialog is up, and its flow has ended."""
    dialog = question()
    app = app_of(pilot)
    worker = app.run_worker(ask(app, dialog), exit_on_error=False)
    await at(pilot, ConfirmDialog)
    if how_it_ends == "canceled":
        worker.cancel()
    else:
        app.left_unanswered(dialog)
    await wait_until(pilot, lambda: worker.is_finished)


@pytest.mark.parametrize("how_it_ends", ["canceled", "answered from outside"])
@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_a_dialog_whose_flow_ended_closes_without_ending_the_app(
    opened: Opened, key: str, how_it_ends: str
) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        await asked(pilot, how_it_ends)
        await pilot.press(key)
        await at(pilot, HomeScreen)


async def test_an_answer_after_a_dialog_closed_does_not_end_the_app(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        dialog = question()
        app_of(pilot).run_worker(ask(app_of(pilot), dialog), exit_on_error=False)
        await at(pilot, ConfirmDialog)
        await pilot.press("escape")
        await at(pilot, HomeScreen)
        dialog.dismiss(True)
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)
