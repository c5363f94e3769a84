from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Static

from tests.tui.desk import Opened, at_home
from tests.wait import wait_until
from tui.base.dialog import Dialog
from tui.base.repaint import SingleRepaint
from widgets.facts import Facts
from widgets.menu import Choice, Menu


class Drawn(App[None]):
    """Keeps the lines of the screen as a terminal has them: as they were when they were last drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.terminal: dict[int, str] = {}

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        super()._display(screen, renderable)
        for y, _, _ in getattr(renderable, "spans", ()):
            self.terminal[y] = "".join(strip.text for strip in renderable.chops[y].values() if strip)


class Asking(SingleRepaint, Screen[None]):
    def compose(self) -> Any:
        yield Menu(Choice("Keep", "keep"), Choice("Delete", "delete"))


async def test_the_menu_cursor_moves_while_another_region_is_redrawn() -> None:
    app = Drawn()
    async with app.run_test(size=(40, 6)) as pilot:
        await app.push_screen(Asking())
        await pilot.pause()
        app.screen.query_one(Menu).action_last()
        app.screen.refresh(Region(0, 5, 40, 1))
        await wait_until(pilot, lambda: 5 in app.terminal)
        assert app.terminal[1].startswith("> Delete")


class Measured(Dialog[None]):
    """Remembers what it was to look like when its text was made."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]
    height_classes: frozenset[str] = frozenset()

    def body(self) -> ComposeResult:
        self.height_classes = frozenset(self.classes) & {"-short", "-tall"}
        yield Static("text")


@pytest.mark.parametrize(("lines", "expected"), [(23, "-short"), (24, "-tall"), (40, "-tall")])
async def test_a_dialog_knows_the_terminal_height_class_before_its_first_layout(
    opened: Opened, lines: int, expected: str
) -> None:
    async with opened(size=(80, lines)) as pilot:
        await at_home(pilot)
        dialog = Measured()
        await pilot.app.push_screen(dialog)
        assert dialog.height_classes == {expected}


class Known(SingleRepaint, Screen[None]):
    CSS = "Facts { height: auto; }"

    def compose(self) -> ComposeResult:
        yield Facts()


async def test_a_widget_that_changes_between_two_layouts_gets_its_new_height() -> None:
    """Seen as a user page without its fields: they came while the page was laid out for the first time."""
    app: App[None] = App()
    async with app.run_test(size=(40, 10)) as pilot:
        await app.push_screen(Known())
        await pilot.pause()
        facts = app.screen.query_one(Facts)
        facts.refresh(layout=True)
        app.screen._clear_arrangement_cache()
        app.screen._refresh_layout()
        facts.facts = (("Name", "anna"), ("Status", "ACTIVE"))
        await wait_until(pilot, lambda: facts.region.height == 2)
