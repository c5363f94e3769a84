"""Toasts cover neither a dialog, nor the `:` line, nor the row that the person is on; footers say what works now."""

import pytest

from tests.tui.desk import USERS, AppPilot, Opened, at, at_home, at_users, said, see
from tests.wait import wait_until
from tui.base.app import AppBase
from tui.base.notifications import current_row
from tui.dialogs.profile import ProfileDialog
from tui.startup.start import Start
from widgets.key_footer import KeyFooter
from widgets.prompt_line import PromptLine
from widgets.title_bar import TitleBar

SHORT, LONG = "Something was done.", "Something long was said about what was done, and why. " * 3


def covered(pilot: AppPilot) -> set[str]:
    """What the toasts on the screen cover that they must not."""
    screen = pilot.app.screen
    frames = [*screen.query("#frame")]
    lines = [] if frames else [*screen.query(PromptLine), *screen.query(KeyFooter)]
    toasts = [toast.region for toast in screen.query("Toast")]
    found = {str(widget) for widget in (*frames, *lines) for toast in toasts if widget.region.overlaps(toast)}
    row = None if frames else current_row(screen)
    return found | {"current row" for toast in toasts if row is not None and toast.y <= row < toast.bottom}


WAYS = ((), ("G",), ("ctrl+e",), ("ctrl+e", "G"), ("slash",), ("colon",), ("P",), ("ctrl+e", "P"))
"""Keys that lead to what a toast could cover."""


@pytest.mark.parametrize("size", [(80, 24), (80, 12), (40, 12)])
async def test_no_toast_covers_a_dialog_prompt_footer_or_the_current_row(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(Start("users"), size=size) as pilot:
        await at_users(pilot, USERS)
        app = pilot.app
        assert isinstance(app, AppBase)
        for keys in WAYS:
            await pilot.press(*keys)
            for text in (SHORT, LONG):
                app.clear_notifications()
                app.say(text)
                if size[1] >= 24:
                    await wait_until(pilot, lambda: app.screen.query("Toast"))
                await wait_until(pilot, lambda: not covered(pilot))
                assert text in said(pilot)
            for key in ("escape", "g", "P", "escape", "G", "g"):
                await pilot.press(key)
                await wait_until(pilot, lambda: not covered(pilot))  # a toast moves a frame after what it stood over
            if "ctrl+e" in keys:
                await pilot.press("ctrl+e")


async def test_a_toast_does_not_cover_the_title_bar_when_there_is_room_below(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        app = pilot.app
        assert isinstance(app, AppBase)
        app.say(LONG)
        await wait_until(pilot, lambda: app.screen.query("Toast"))
        [title] = app.screen.query(TitleBar)
        assert not any(toast.region.overlaps(title.region) for toast in app.screen.query("Toast"))


async def test_a_message_appears_in_the_dialog_when_a_toast_has_no_room(opened: Opened) -> None:
    async with opened(size=(80, 10)) as pilot:
        await at_home(pilot)
        await pilot.press("P")
        await at(pilot, ProfileDialog)
        await pilot.press("ctrl+c")
        await see(pilot, "Press q to go back, or to quit from Home.")


async def test_only_the_footer_of_the_dialog_on_top_shows_keys(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        footer = pilot.app.screen.query_one(KeyFooter)

        def shown() -> str:
            return footer.render().plain.strip()

        assert "Generate" in shown()
        await pilot.press("P")
        await at(pilot, ProfileDialog)
        assert shown() == ""
        await see(pilot, "enter Choose")
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Generate" in shown())
