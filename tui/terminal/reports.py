"""Which sequences of a terminal we know, in the form that Textual's parser takes without fail."""

import re
from collections.abc import Collection

_MOUSE = re.compile(r"\x1b\[<\d{1,3};[1-9]\d{0,3};[1-9]\d{0,3}[Mm]")
"""Cells, counted from 1; of pixels we do not ask (xterm's ctlseqs, SGR)."""

_SYNCHRONIZED_OUTPUT = re.compile(r"\x1b\[\?2026;[0-4]\$y")

_KITTY = re.compile(r"\x1b\[([\d:]*)(?:;([\d:]*))?(?:;([\d:]*))?([u~A-FHPQRS])")
"""Key, modifiers and kind of event, and text (https://sw.kovidgoyal.net/kitty/keyboard-protocol)."""

RXVT = {
    "\x1b[7^": "\x1b[1;5H",
    "\x1b[8^": "\x1b[1;5F",
    "\x1b[7@": "\x1b[1;6H",
    "\x1b[8@": "\x1b[1;6F",
    "\x1b[2^": "\x1b[2;5~",
    "\x1b[5$": "\x1b[5;2~",
    "\x1b[6$": "\x1b[6;2~",
    "\x1b[5@": "\x1b[5;6~",
    "\x1b[6@": "\x1b[6;6~",
    "\x1b[3@": "\x1b[3;6~",
    "\x1bOb": "\x1b[1;5B",
    "\x1bOw": "\x1b[F",
}
"""Keys of rxvt that Textual takes for others, or does not know, as xterm sends them (urxvt(7), Key Codes).

The last is End of PuTTY's rxvt mode (PuTTY's manual, 4.4.2). It is 7 of a keypad as well, but only in application
mode, which we do not ask for.
"""

RELEASED = "3"
LARGEST_MODIFIERS = 256
"""All eight, and 1."""


class Reports:
    """The sequences that are taken: those of a list, the mouse, and the keys of the kitty protocol that have a name."""

    def __init__(self, sequences: Collection[str], functional_keys: Collection[str]) -> None:
        self._sequences = sequences
        self._functional_keys = functional_keys

    def known(self, sequence: str) -> str:
        """The sequence if it is a key or a requested report, rewritten where only part is; else nothing."""
        sequence = RXVT.get(sequence, sequence)
        if sequence in self._sequences:
            return sequence
        if _MOUSE.fullmatch(sequence) or _SYNCHRONIZED_OUTPUT.fullmatch(sequence):
            return sequence
        match = _KITTY.fullmatch(sequence)
        return self._kitty(*match.groups(default="")) if match else ""

    def _kitty(self, key: str, modifiers: str, text: str, final: str) -> str:
        """A key that is a character or has a name, without what we did not ask for: its other keys, and its release."""
        code = key.split(":")[0] or "1"
        held, _, event = modifiers.partition(":")
        is_named = f"{code}{final}" in self._functional_keys
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
