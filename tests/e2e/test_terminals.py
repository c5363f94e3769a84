"""Terminals of few colors, and people who want none."""

import re

from tests.e2e.program import FIELD, Opener
from tests.e2e.terminal import Terminal

COLOURS = re.compile(rb"\x1b\[([\d;]*)m")


def colours(app: Terminal) -> set[int]:
    """The codes of colors that were ever sent (ECMA-48, 8.3.117), without those of the terminal's own two."""
    codes = {int(code) for found in COLOURS.findall(app.transcript) for code in found.split(b";") if code}
    return {code for code in codes if 30 <= code <= 49 or 90 <= code <= 107} - {39, 49}


def walk(app: Terminal) -> None:
    """From home to a new credential, by what is written alone."""
    app.wait_for("DEMO", "> Identity › Users", "acmedemo")
    app.press(":")
    app.type("settings\r")
    app.wait_for("User settings", "0 of 2")
    app.press("n")
    app.wait_for("Generate SMTP Credentials", FIELD)
    app.type("few colours\r")
    app.wait_for("SMTP credential ─", "Password", "y Password")
    app.press("y")
    app.wait_for("Cleared in")
    app.press("enter", "enter")
    app.wait_for("1 of 2", gone="Password")


def test_no_color_sends_no_color_codes(open_app: Opener) -> None:
    app = open_app("--demo", "--no-color")
    walk(app)
    assert colours(app) == set()


def test_a_terminal_with_16_colors_gets_no_other_colors(open_app: Opener, environ: dict[str, str]) -> None:
    environ["TERM"] = "linux"
    app = open_app("--demo")
    walk(app)
    assert colours(app)
    assert not colours(app) & {38, 48}


def test_an_ansi_theme_uses_only_the_colors_of_the_terminal(open_app: Opener) -> None:
    app = open_app("--demo", "--theme", "ansi-light")
    walk(app)
    assert colours(app)
    assert not colours(app) & {38, 48}
