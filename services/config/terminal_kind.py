"""What TERM says of a terminal."""

from collections.abc import Mapping

CANNOT_DRAW = ("dumb", "unknown")
"""Values of TERM of terminals that only take lines (terminfo(5), ncurses' terminfo.src)."""


def can_draw(environ: Mapping[str, str]) -> bool:
    """Whether an app that fills the screen can be drawn."""
    return environ.get("TERM", "") not in CANNOT_DRAW
