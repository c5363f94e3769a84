"""Names and descriptions that are markup or terminal control: drawn as they are, and breaking nothing."""

from services.demo.cast import HOSTILE_NAME
from tests.e2e.program import FIELD, Opener
from tests.e2e.served import Served
from tests.e2e.terminal import Terminal
from tests.e2e.tty_line import Size


def test_markup_in_names_and_descriptions_is_shown_literally(
    open_served: Opener, served: Served, kind: type[Terminal]
) -> None:
    app = open_served(kind=kind)
    app.wait_for("acmedemo")
    app.press("enter")
    app.wait_for(HOSTILE_NAME, "up to date")
    app.press(*["down"] * app_rows_down(app), "enter")
    app.wait_for(f"Users › {HOSTILE_NAME}", "markup@example.com", "0 of 2")
    app.press("n")
    app.wait_for(f"For {HOSTILE_NAME}")
    app.wait_for_keyboard(FIELD)
    app.type("[red]x[/] [@click=app.quit]y")
    app.press("enter")
    app.wait_for("SMTP credential ─", f"[red]x[/] [@click=app.quit]y · for {HOSTILE_NAME}")
    app.press("y")
    app.wait_for("Cleared in")
    app.press("enter", "enter")
    app.wait_for("1 of 2", "[red]x[/] [@click", gone="Password")
    app.press("D")
    app.wait_for("To confirm", HOSTILE_NAME)
    app.type(served.credentials(HOSTILE_NAME)[0]["username"][-6:])
    app.press("enter")
    app.wait_for("0 of 2")


def app_rows_down(app: Terminal) -> int:
    """How far the hostile user is below the cursor."""
    return app.row(HOSTILE_NAME) - app.row(">demo.administrator")


def test_control_sequences_in_descriptions_are_escaped(open_served: Opener, size: Size) -> None:
    app = open_served("open", "user", "legacy.scanner", size=size)
    app.wait_for(
        r"\x1b]0;owned\x07\x1b[2J\x1b[31mred\u202egnp.exe", "[bold]not", "bold[/]", r"Scanner\x1b[5m", "1 of 2"
    )
    app.press("D")
    app.wait_for("“Scanner\\x1b[5m\\x07", "To confirm")
    app.press("escape")
    app.wait_for("1 of 2", gone="To confirm")
    assert app.title != "owned"
    for raw in (b"\x1b]0;owned", b"\x1b[5m\x07", "\u202e".encode(), "\u2066".encode()):
        assert raw not in app.transcript


def test_the_command_line_finds_a_user_whose_name_is_markup(open_served: Opener) -> None:
    app = open_served()
    app.wait_for("acmedemo")
    app.press(":")
    app.wait_for("\n:")
    app.type(f"user {HOSTILE_NAME}")
    app.press("enter")
    app.wait_for(f"Users › {HOSTILE_NAME}", "markup@example.com", "MailSenders")
