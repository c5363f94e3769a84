"""Which sequences of a terminal we know, in the form that Textual's parser takes without fail."""

import re

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import FOCUSIN, FOCUSOUT

_MOUSE = re.compile(r"\x1b\[<\d{1,3};[1-9]\d{0,3};[1-9]\d{0,3}[Mm]")
"""Cells, counted from 1; of pixels we do not ask (xterm's ctlseqs, SGR)."""

_SYNCHRONIZED_OUTPUT = re.compile(r"\x1b\[\?2026;[0-4]\$y")

_KITTY = re.compile(r"\x1b\[([\d:]*)(?:;([\d:]*))?(?:;([\d:]*))?([u~A-FHPQRS])")
"""Key, modifiers and kind of event, and text (https://sw.kovidgoyal.net/kitty/keyboard-protocol)."""

RELEASED = "3"
LARGEST_MODIFIERS = 256
"""All eight, and 1."""


def known(sequence: str) -> str:
    """The sequence if it is a key or a report that we asked for, rewritten where only a part of it is; else nothing."""
    if sequence in ANSI_SEQUENCES_KEYS or sequence in (FOCUSIN, FOCUSOUT):
        return sequence
    if _MOUSE.fullmatch(sequence) or _SYNCHRONIZED_OUTPUT.fullmatch(sequence):
        return sequence
    match = _KITTY.fullmatch(sequence)
    return _kitty(*match.groups(default="")) if match else ""


def _kitty(key: str, modifiers: str, text: str, final: str) -> str:
    """A key that is a character or has a name, without what we did not ask for: other keys of it, and its release."""
    code = key.split(":")[0] or "1"
    held, _, event = modifiers.partition(":")
    is_named = f"{code}{final}" in FUNCTIONAL_KEYS
    is_ours = is_named or (final == "u" and (_is_character(code) or int(code[:8]) == 0))
    if not is_ours or event.split(":")[0] == RELEASED or int(held[:8] or "1") > LARGEST_MODIFIERS:
        return ""
    written = ":".join(part for part in text.split(":") if _is_character(part))
    if text and not written:
        return ""
    return f"\x1b[{code}{f';{held}' if held or written else ''}{f';{written}' if written else ''}{final}"


def _is_character(code: str) -> bool:
    """Whether it is the number of a character that can be drawn; a key has one, and so has each letter of a text."""
    if not code or len(code) > 7:
        return False
    number = int(code)
    is_control = number < 0x20 or 0x7F <= number < 0xA0
    return not is_control and number <= 0x10FFFF and not 0xD800 <= number < 0xE000
