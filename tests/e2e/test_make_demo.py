"""The first command of the README, in the terminal of a person who has just set it up."""

from pathlib import Path

from tests.e2e.program import Opener
from tests.e2e.terminal import Terminal

ROOT = Path(__file__).parents[2]


# Without a look at whether .venv is as the locks say: it is what these tests run in.
MAKE = ("make", "-C", str(ROOT), "--no-print-directory", "--old-file=runtime", "demo")


def test_make_demo_opens_the_app_on_the_demo(open_app: Opener, kind: type[Terminal]) -> None:
    terminal: Terminal = open_app(kind=kind, program=MAKE)
    terminal.wait_for("DEMO", "Home", "Identity › Users")
    terminal.press("q")
    assert terminal.exit_code == 0, terminal.text


def test_closing_the_terminal_ends_make_demo(open_app: Opener) -> None:
    """The kernel tells make alone, which waits for the program."""
    terminal: Terminal = open_app(program=MAKE)
    terminal.wait_for("DEMO", "Home", "Identity › Users")
    terminal.close_terminal()
    assert terminal.exit_code != 0
