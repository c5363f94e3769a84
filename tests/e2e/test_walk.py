"""The main job from the keyboard: from the menu to a credential on the clipboard, and nothing left of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import FIELD, Opener
from tests.e2e.served import Served
from tests.e2e.terminal import Terminal
from tests.e2e.tmux_pane import TmuxPane
from tests.e2e.tty_line import Size


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Served]:
    """A tenancy for one test alone."""
    tenancy = Served(tmp_path)
    yield tenancy
    tenancy.stop()


def on_clipboard(terminal: Terminal) -> bytes | None:
    """What the person could paste: from tmux where there is one, else from the desk."""
    if isinstance(terminal, TmuxPane):
        return next(iter(terminal.buffers().values()), None)
    return (terminal.clipboard or b"").strip() or None


def unwrapped(terminal: Terminal) -> str:
    """The text in the dialog's frame, its lines put together again."""
    framed = [line.split("│")[1] for line in terminal.screen if line.count("│") == 2]
    return "".join("".join(framed).split())


def filter_to(terminal: Terminal, text: str, count: str) -> None:
    """Filter the list, and go back from the filter to the rows that are left."""
    terminal.press("/")
    terminal.wait_for_keyboard(" / ")
    terminal.type(text)
    terminal.wait_for(f"/ {text}", count)
    terminal.press("enter")
    terminal.wait_for(lambda: not terminal.has_keyboard(f" / {text}"))


def generate_and_take(terminal: Terminal, tenancy: Served, user: str, description: str) -> None:
    """From the user's details to a list of one credential, with a look at the clipboard on the way."""
    assert "0 of 2" in terminal.text
    assert on_clipboard(terminal) is None
    terminal.press("n")
    terminal.wait_for("Generate SMTP Credentials", "Description")
    terminal.wait_for_keyboard(FIELD)
    terminal.type(description)
    terminal.wait_for(description)
    terminal.press("enter")
    terminal.wait_for("SMTP credential ─", "Password", "smtp.email.us-ashburn-1.oci.oraclecloud.com")
    [issued] = tenancy.credentials(user)
    assert issued["description"] == description
    assert issued["password"] not in terminal.text
    assert issued["username"] in unwrapped(terminal)
    terminal.press("y")
    terminal.wait_for("Cleared in")
    assert on_clipboard(terminal) == issued["password"].encode()
    terminal.press("enter")
    terminal.wait_for("1 of 2", description, gone="Password")
    terminal.wait_for(lambda: on_clipboard(terminal) is None)
    assert issued["password"].encode() not in terminal.transcript


def test_from_home_to_a_credential_of_a_user(open_app: Opener, fresh: Served, kind: type[Terminal], size: Size) -> None:
    terminal = open_app(*fresh.options, kind=kind, size=size)
    terminal.wait_for("Identity & Security", "Users", "User settings", "acmedemo", "us-ashburn-1")
    terminal.press("enter")
    terminal.wait_for("demo.administrator", "newsletter.sender", "up to date")
    filter_to(terminal, "newsletter", "1 of 60")
    terminal.press("enter")
    terminal.wait_for("Users › newsletter.sender", "newsletter@example.com", "NewsletterSenders", "0 of 2")
    generate_and_take(terminal, fresh, "newsletter.sender", "e2e newsletter host")
    terminal.press("escape")
    terminal.wait_for("1 of 60")
    terminal.press("ctrl+q")
    assert terminal.exit_code == 0


def test_from_the_profile_menu_to_a_credential_of_oneself(
    open_app: Opener, fresh: Served, kind: type[Terminal], size: Size
) -> None:
    terminal = open_app(*fresh.options, kind=kind, size=size)
    terminal.wait_for("acmedemo")
    terminal.press("P")
    terminal.wait_for("─ Profile ─", "DEFAULT")
    terminal.wait_for_keyboard("User settings   ")
    terminal.press("enter")
    terminal.wait_for("Profile › User settings", "demo.administrator", "Administrators", "0 of 2")
    generate_and_take(terminal, fresh, "demo.administrator", "e2e own laptop")
    terminal.press("q")
    terminal.wait_for("Identity & Security")
    terminal.press("q")
    assert terminal.exit_code == 0


def test_the_password_is_drawn_as_the_tenancy_issued_it(open_app: Opener, fresh: Served, kind: type[Terminal]) -> None:
    terminal = open_app(*fresh.options, "open", "user", "kim.park", "--generate", kind=kind)
    terminal.wait_for_keyboard(FIELD)
    terminal.type("to look at")
    terminal.press("enter")
    terminal.wait_for("SMTP credential ─", "Password")
    [issued] = fresh.credentials("kim.park")
    terminal.press("v")
    terminal.wait_for(issued["password"])
    terminal.press("v")
    terminal.wait_for("Password", gone=issued["password"])
    terminal.press("enter")
    terminal.wait_for("1 of 2", gone="Password")
