"""Text from outside, made safe to draw."""

import re
import unicodedata

MOST_MARKS = 6
"""Combining marks on one character: biblical Hebrew has five. More of them would be drawn over the lines around it."""

_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0d\uffa0\U0001d159\U000e0100-\U000e01ef"
"""Printable by their category, and drawn as nothing or as a blank: most of `Default_Ignorable_Code_Point` (Unicode,
DerivedCoreProperties.txt) that is no format character, and the empty braille and musical signs."""

_EMOJI_STYLE = "\ufe0e\ufe0f"
"""Variation selectors that say how a symbol is drawn; after anything else they are not seen."""

_IS_UNSEEN = re.compile(f"[{_UNSEEN}]")
_MAY_NEED_ESCAPES = re.compile(rf"[{_UNSEEN}{_EMOJI_STYLE}]|[^\w\x00-\x7f]{{{MOST_MARKS + 1}}}")
"""Marks are neither ASCII nor what Python takes for a part of a word."""


def visible(text: str) -> str:
    r"""The text with everything that a terminal would obey, or hide, shown as an escape.

    Control, format and bidi characters, line and paragraph separators, lone surrogates, private and unassigned code
    points, exotic spaces, letters and marks that draw nothing, and a flood of combining marks become `\x1b`, `\u202e`,
    `\n` and so on; everything else comes back as it is.
    """
    if text.isprintable() and (text.isascii() or not _MAY_NEED_ESCAPES.search(text)):
        return text
    shown, before, marks = [], "", 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        shown.append(char if _is_seen(char, before) and marks <= MOST_MARKS else escape(char))
        before = char
    return "".join(shown)


def _is_seen(char: str, before: str) -> bool:
    if char in _EMOJI_STYLE:
        return bool(before) and unicodedata.category(before)[0] == "S"
    return char.isprintable() and not _IS_UNSEEN.match(char)


def escape(char: str) -> str:
    r"""Python's escape of one character, such as `\x1b`."""
    return char.encode("unicode_escape").decode("ascii")
