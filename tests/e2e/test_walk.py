"""The main job from the keyboard: from the menu to a credential on the clipboard, and nothing left of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import FIELD, Opener
from tests.e2e.served import Served
from tests.e2e.steps import filter_to, generate_and_take
from tests.e2e.terminal import Terminal
from tests.e2e.tty_line import Size


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Served]:
    """A tenancy for one test alone."""
    tenancy = Served(tmp_path)
    yield tenancy
    tenancy.stop()


def test_an_admin_generates_a_credential_for_a_user_from_home(
    open_app: Opener, fresh: Served, kind: type[Terminal], size: Size
) -> None:
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


def test_an_admin_generates_an_own_credential_from_the_profile_menu(
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


def test_the_password_is_drawn_as_the_tenancy_generated_it(
    open_app: Opener, fresh: Served, kind: type[Terminal]
) -> None:
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
