"""Ctrl+z stops nothing: it says why, and how to leave."""

import pytest

from tests.e2e.program import FIELD, Opener

CTRL_Z = "\x1a"


@pytest.mark.parametrize(
    ("keys", "there"), [("", "> Identity › Users"), (":users\r", "newsletter.sender"), ("?", "Help ─"), (":", ":")]
)
def test_ctrl_z_on_any_screen_explains_that_the_app_cannot_pause(open_app: Opener, keys: str, there: str) -> None:
    app = open_app("--demo")
    app.wait_for("> Identity › Users", "acmedemo")
    app.type(keys)
    app.wait_for(there)
    app.type(CTRL_Z)
    app.wait_for("Can't pause", "Press ctrl+q")
    assert app.is_running


def test_ctrl_z_in_credential_dialogs_does_not_pause_the_app(open_app: Opener) -> None:
    app = open_app("--demo", "open", "user", "newsletter.sender", "--generate")
    app.wait_for_keyboard(FIELD)
    app.type(CTRL_Z)
    app.wait_for("Can't pause")
    app.type("web\ry")
    app.wait_for("SMTP credential ─", "Cleared in")
    app.type(CTRL_Z)
    app.wait_for("Can't pause", "Cleared in")
    app.press("enter", "enter")
    app.wait_for("1 of 2", gone="SMTP credential ─")
    app.press("ctrl+q")
    assert app.exit_code == 0
