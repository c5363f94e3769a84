"""Text from outside, made safe to draw."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

MOST_MARKS = 6
"""Combining marks on one character: biblical Hebrew has five. More of them would be drawn over the lines around it."""

_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U0001d159"
"""Printable by their category, and drawn as nothing or as a blank: most of `Default_Ignorable_Code_Point` (Unicode,
DerivedCoreProperties.txt) that is no format character, and the empty braille and musical signs."""

_UNSTABLE = "\u20e3\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef"
"""Keycaps, variation selectors, and modifiers of emoji: some terminals draw them into the cell before them, which then
may be wider, and some in cells of their own (Unicode TR51, 1.4; https://www.unicode.org/reports/tr11). What stands
behind, such as the border of a dialog, would shift."""

_IS_ESCAPED = re.compile(f"[{_UNSEEN}{_UNSTABLE}]")
_MAY_NEED_ESCAPES = re.compile(rf"[{_UNSEEN}{_UNSTABLE}]|[^\w\x00-\x7f]{{{MOST_MARKS + 1}}}")
"""Marks are neither ASCII nor what Python takes for a part of a word."""


def visible(text: str) -> str:
    r"""The text with everything that a terminal would obey, or hide, shown as an escape.

    Control, format and bidi characters, line and paragraph separators, lone surrogates, private and unassigned code
    points, exotic spaces, letters and marks that draw nothing, what changes the width of an emoji, and a flood of
    combining marks become `\x1b`, `\u202e`, `\n` and so on; everything else comes back as it is.
    """
    if text.isprintable() and (text.isascii() or not _MAY_NEED_ESCAPES.search(text)):
        return text
    return "".join(_each_visible(text))


def restored(edited: str, original: str) -> str:
    """What `visible(original)` became by editing, with the characters of the original for the escapes that are left."""
    escaped: dict[int, tuple[int, str]] = {}
    shown = ""
    for char, drawn in zip(original, _each_visible(original), strict=True):
        if drawn != char:
            escaped[len(shown)] = len(shown) + len(drawn), char
        shown += drawn
    kept = [*edited]
    for here, there, size in SequenceMatcher(None, shown, edited, autojunk=False).get_matching_blocks():
        for start, (end, char) in escaped.items():
            if here <= start and end <= here + size:
                kept[there + start - here : there + end - here] = [char, *[""] * (end - start - 1)]
    return "".join(kept)


def is_drawn(char: str) -> bool:
    """Whether it can be seen, in as many cells in every terminal."""
    return char.isprintable() and not _IS_ESCAPED.match(char)


def escape(char: str) -> str:
    r"""Python's escape of one character, such as `\x1b`."""
    return char.encode("unicode_escape").decode("ascii")


def _each_visible(text: str) -> Iterator[str]:
    """Each character as it is, or its escape."""
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        yield char if is_drawn(char) and marks <= MOST_MARKS else escape(char)
