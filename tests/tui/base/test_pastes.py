"""Each field of the app takes what it can of a paste, and says what it dropped."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

import tui
from tests.tui.desk import AppPilot, Opened, see
from tests.tui.generated import WIDE
from tests.wait import wait_until
from tui.app import OciSmtpApp
from tui.startup.start import Start
from widgets.text_input import TextInput

PASTE = "one\u00a0two\nthree\u200b"


def said(pilot: AppPilot) -> str:
    app = pilot.app
    assert isinstance(app, OciSmtpApp)
    return app.log_lines[-1].text if app.log_lines else ""


@pytest.mark.parametrize(
    ("start", "keys"),
    [
        (Start("user", "newsletter.sender"), ("n",)),
        (Start("user", "shop.mailer"), ("e",)),
        (Start("user", "shop.mailer"), ("D",)),
        (Start("user", "shop.mailer"), (":",)),
        (Start("users"), ("slash",)),
        (Start("senders"), ("slash",)),
        (Start("doctor"), ()),
        (Start("sending"), ()),
    ],
    ids=["description", "another description", "confirmation", "line", "users", "senders", "doctor", "new user"],
)
async def test_a_field_accepts_a_paste_and_reports_dropped_characters(
    opened: Opened, start: Start, keys: Sequence[str]
) -> None:
    async with opened(start, size=WIDE) as pilot:

        def field() -> TextInput | None:
            found = pilot.app.screen.focused
            return found if isinstance(found, TextInput) else None

        if start.place == "user":
            await see(pilot, "of 2)")
        elif start.place == "senders":
            await see(pilot, "@")
        await pilot.press(*(("colon",) if keys == (":",) else keys))
        await wait_until(pilot, field)
        found = field()
        assert found
        found.action_end()
        before = found.value
        pilot.app.post_message(events.Paste(PASTE))
        await wait_until(pilot, lambda: found.value == f"{before}one two three")
        await wait_until(pilot, lambda: "Dropped 1 invisible character." in said(pilot))


def test_the_app_uses_only_text_input_fields() -> None:
    [folder] = tui.__path__
    for path in Path(folder).rglob("*.py"):
        assert " Input(" not in path.read_text(), path
    assert issubclass(TextInput, Input)
