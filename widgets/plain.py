"""Text from outside, made safe to draw."""

import re

_UNSTABLE = re.compile("[\u20e3\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
"""Keycaps, variation selectors, and modifiers of emoji: some terminals draw them into the cell before them, which then
may be wider, and some in cells of their own (Unicode TR51, 1.4; https://www.unicode.org/reports/tr11). What stands
behind, such as the border of a dialog, would shift."""


def visible(text: str) -> str:
    r"""The text with everything that a terminal would obey, or hide, shown as an escape.

    Control, format and bidi characters, line and paragraph separators, lone surrogates, private and unassigned code
    points, exotic spaces, and what changes the width of an emoji become `\x1b`, `\u202e`, `\n` and so on; what else
    Unicode calls printable comes back as it is.
    """
    if text.isprintable() and (text.isascii() or not _UNSTABLE.search(text)):
        return text
    return "".join(char if is_drawn(char) else escape(char) for char in text)


def is_drawn(char: str) -> bool:
    """Whether it can be seen, in as many cells in every terminal."""
    return char.isprintable() and not _UNSTABLE.match(char)


def escape(char: str) -> str:
    r"""Python's escape of one character, such as `\x1b`."""
    return char.encode("unicode_escape").decode("ascii")
