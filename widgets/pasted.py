"""What of a pasted text a field of one line takes, and what is said of the rest."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from widgets.plain import is_drawn

CONTROL = "\ufdd0"
"""Stands for a control character that must not get into the program: a noncharacter, which no text has in it (Unicode,
section 23.7)."""

CONTROLS, INVISIBLE, UNKNOWN, OVER, LINES = "control", "invisible", "unknown", "over", "lines"


class Accepted(NamedTuple):
    """A text in one line of characters that can be seen, and how many of each kind were dropped."""

    text: str
    dropped: Mapping[str, int]
    is_joined: bool = False
    """Whether it had several lines, between which there are spaces now."""


def in_one_line(text: str, room: int | None) -> Accepted:
    """Join the lines with spaces, make every kind of space a plain one, and drop what can't be seen.

    `room` is how many characters fit; None for any number.
    """
    lines = text.splitlines()
    is_joined = sum(bool(line.strip()) for line in lines) > 1
    joined = " ".join(line.strip() for line in lines if line.strip()) if is_joined else "".join(lines)
    dropped: Counter[str] = Counter()
    kept = ""
    for char in joined:
        if char == "\t" or unicodedata.category(char) == "Zs":
            kept += " "
        elif is_drawn(char):
            kept += char
        else:
            dropped[_kind(char)] += 1
    return _fitting(kept, dropped, room, is_joined)


def first_line(text: str, room: int | None) -> Accepted:
    """The first line as it is, for what must not be changed; only control characters are dropped."""
    first, *rest = text.splitlines() or [""]
    dropped: Counter[str] = Counter()
    kept = ""
    for char in first:
        if _kind(char) == CONTROLS:
            dropped[CONTROLS] += 1
        else:
            kept += char
    dropped[LINES] += sum(bool(line) for line in rest)
    return _fitting(kept, +dropped, room)


def told(dropped: Mapping[str, int], limit: int, *, is_joined: bool = False) -> str:
    """What a person is told of it: how many, and of which kind; nothing where there is nothing to tell."""
    names = {
        CONTROLS: "{} control character{s}",
        INVISIBLE: "{} invisible character{s}",
        UNKNOWN: "{} character{s} that can't be drawn",
        OVER: f"{{}} character{{s}} over the limit of {limit:,}",
        LINES: "{} more line{s}",
    }
    parts = [
        name.format(f"{dropped[kind]:,}", s="" if dropped[kind] == 1 else "s")
        for kind, name in names.items()
        if dropped.get(kind)
    ]
    joined = ["The lines were joined with spaces."] if is_joined else []
    return " ".join([*joined, *([f"Dropped {', '.join(parts)}."] if parts else [])])


def _fitting(text: str, dropped: "Counter[str]", room: int | None, is_joined: bool = False) -> Accepted:
    if room is not None and len(text) > room:
        dropped[OVER] += len(text) - room
        text = text[:room]
    return Accepted(text, dropped, is_joined)


def _kind(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc" or char == CONTROL:
        return CONTROLS
    return UNKNOWN if char.isprintable() or category in ("Co", "Cn", "Cs") else INVISIBLE
