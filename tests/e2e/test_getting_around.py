"""Help, command line, palette, going back, and windows of any size."""

import pytest

from tests.e2e.program import Opener
from tests.e2e.terminal import Terminal
from tests.e2e.tty_line import Size


def test_help_shows_the_keys_of_the_screen(open_served: Opener, size: Size) -> None:
    app = open_served("open", "users", size=size)
    app.wait_for("demo.administrator")
    app.press("?")
    app.wait_for("─ Help ─", "Sort by status", "Scroll down a page")
    app.press("escape")
    app.wait_for("demo.administrator", gone="─ Help ─")


def test_keys_typed_before_the_first_frame_are_not_lost(open_served: Opener) -> None:
    """Until the app has told it otherwise, a terminal makes a line feed of enter."""
    app = open_served()
    app.type(":users\r")
    app.wait_for("demo.administrator")


def test_the_command_line_opens_screens_and_rejects_unknown_commands(open_served: Opener) -> None:
    app = open_served()
    app.wait_for("acmedemo")
    for line, seen in (
        ("users", "newsletter.sender"),
        ("user kim.park", "Users › kim.park"),
        ("settings", "Profile › User settings"),
        ("user nobody.here", 'No user matches "nobody.here"'),
        ("usres", "Did you mean :users?"),
        ("home", "Identity & Security"),
    ):
        app.press(":")
        app.wait_for("\n:")
        app.type(line)
        app.wait_for(f"\n:{line}")
        app.press("enter")
        app.wait_for(seen, gone=f"\n:{line}")
    app.press(":")
    app.wait_for("\n:")
    app.type("q")
    app.press("enter")
    assert app.exit_code == 0


def test_the_palette_runs_a_command_found_by_search_words(open_served: Opener, size: Size) -> None:
    app = open_served(size=size)
    app.wait_for("acmedemo")
    app.press("ctrl+p")
    app.wait_for("Search for commands")
    app.type("your own")
    app.wait_for("Go to User settings", gone="Quit from anywhere")
    app.press("enter")
    app.wait_for("Profile › User settings", "demo.administrator", gone="Search for")


def test_escape_clears_the_filter_then_goes_back_and_never_quits(open_served: Opener) -> None:
    app = open_served("open", "users")
    app.wait_for("up to date")
    app.press("/")
    app.wait_for_keyboard(" / ")
    app.type("!example name:a")
    app.wait_for("of 60")
    app.press("escape")
    app.wait_for("60  up to date", gone="!example")
    app.press("escape")
    app.wait_for("Users", "enter Open")
    app.press("escape")
    app.wait_for("User settings")
    app.press("escape")
    app.wait_for("You're at Home")
    app.press("ctrl+c")
    app.wait_for("Press ctrl+q")
    app.press("q")
    assert app.exit_code == 0


def test_sort_keys_reorder_the_users_and_g_keys_move_to_the_ends(open_served: Opener) -> None:
    app = open_served("open", "users")
    app.wait_for("up to date", ">demo.administrator")
    first = app.row(">demo.administrator")
    app.press("C", "C")
    app.wait_for(lambda: "demo.administrator" not in app.screen[first])
    app.press("G")
    app.wait_for(">demo.administrator")
    app.press("N", "g")
    app.wait_for(">a[/]b")


@pytest.mark.parametrize(
    "place", [("open", "users"), ("open", "user", "billing.relay"), ()], ids=["users", "user", "home"]
)
def test_the_app_redraws_to_fit_after_each_resize(
    open_served: Opener, kind: type[Terminal], place: tuple[str, ...]
) -> None:
    app = open_served(*place, kind=kind)
    app.wait_for("acmedemo", "? Help", lambda: "Loading" not in app.text)
    for size in ((40, 12), (120, 40), (20, 5), (80, 24)):
        app.resize(size)
        app.wait_for(lambda size=size: fills(app, size))
    app.press("?")
    app.wait_for("─ Help ─")
    for size in ((40, 12), (120, 40)):
        app.resize(size)
        app.wait_for("─ Help ─", lambda size=size: framed(app, size))
    app.press("ctrl+q")
    assert app.exit_code == 0


def fills(app: Terminal, size: Size) -> bool:
    """Whether the app was drawn again for that size: it has a title and keys, and no line is too long."""
    columns, lines = size
    screen = app.screen
    return len(screen) == lines and bool(screen[0]) and bool(screen[-1]) and max(map(len, screen)) <= columns


def framed(app: Terminal, size: Size) -> bool:
    """Whether a dialog was drawn again for that size: its frame is whole."""
    columns, lines = size
    screen = app.screen
    return len(screen) == lines and any("╯" in line[:columns] for line in screen)
