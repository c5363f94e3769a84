"""Where toasts can stand: never over a dialog, the `:` line, or the row that the person is on."""

from dataclasses import dataclass
from typing import Any

from textual.screen import Screen
from textual.widgets import Input

from widgets.cells import wrap
from widgets.menu import Menu
from widgets.plain import visible
from widgets.virtual_table import VirtualTable

BESIDE_TEXT = 4
"""Cells of a toast beside its text: edge, padding, and one that Textual leaves."""


@dataclass(frozen=True)
class FreeLines:
    """Lines of a screen that a toast can cover, at both ends."""

    top: int
    """How many, from the first line of the screen."""

    bottom: int
    """How many, above `below`."""

    below: int
    """Lines at the end of the screen that are not free: the `:` line, and the footer."""


def wrapped(text: str, width: int) -> str:
    """A text as a toast has it on a screen of that width: as wide as its longest line, and at most as the screen."""
    return "\n".join(wrap(visible(text), max(1, width - BESIDE_TEXT)))


def free_lines(screen: Screen[Any]) -> FreeLines:
    """What is free on a screen that is laid out."""
    height = screen.size.height
    frames = [frame.region for frame in screen.query("#frame, CommandPalette > #--container")]
    if frames:
        return FreeLines(min(each.y for each in frames), max(0, height - max(each.bottom for each in frames)), 0)
    row = current_row(screen)
    end = min([line.region.y for line in screen.query("PromptLine, KeyFooter")], default=height)
    return FreeLines(end if row is None else row, end if row is None else max(0, end - row - 1), height - end)


def current_row(screen: Screen[Any]) -> int | None:
    """The line of the screen on which the person is; None where nothing has a cursor."""
    focused = screen.focused
    if isinstance(focused, (VirtualTable, Menu)):
        return focused.cursor_row
    return focused.region.y if isinstance(focused, Input) else None
