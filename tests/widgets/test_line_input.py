"""Text from outside around a field: drawn, and never obeyed by the terminal."""

from typing import Any

import pytest
from textual.app import App, ComposeResult

from tests.wait import wait_until
from widgets.combo_input import ComboInput
from widgets.line_input import LineInput

HOSTILE = "ops\x1b[31m\u202e@example.com"


class OneField(App[None]):
    def __init__(self, field: LineInput) -> None:
        super().__init__()
        self.field = field

    def compose(self) -> ComposeResult:
        yield self.field


def drawn(app: App[Any]) -> str:
    return app.screen._compositor.render_strips()[0].text.rstrip()


@pytest.mark.parametrize("when", ["at first", "later"])
async def test_control_characters_in_a_placeholder_are_shown_as_escapes(when: str) -> None:
    field = LineInput(HOSTILE if when == "at first" else "")
    async with OneField(field).run_test() as pilot:
        field.placeholder = HOSTILE
        await wait_until(pilot, lambda: "ops" in drawn(pilot.app))
        assert drawn(pilot.app).isprintable()
        assert "\\x1b[31m" in drawn(pilot.app)


async def test_a_choice_with_invisible_characters_is_not_proposed() -> None:
    field = ComboInput()
    async with OneField(field).run_test() as pilot:
        field.choices = [HOSTILE, "ops.mail@example.com"]
        await pilot.press("o")
        await wait_until(pilot, lambda: "ops" in drawn(pilot.app))
        assert drawn(pilot.app) == "ops.mail@example.com"
