"""What a terminal sends, from bytes to whole keys and reports: the one place where a byte becomes text.

It reads as a terminal does (ECMA-48; the state machine of Paul Williams' https://vt100.net/emu/dec_ansi_parser). What
is no key and no requested report goes no further: an answer meant for another program must not press keys here,
and no sequence is so long, so large, or so broken that it ends us. Nothing raises here, and nothing grows.
"""

import codecs
import re
from collections.abc import Callable, Generator, Iterator
from typing import NamedTuple

from widgets.pasted import CONTROL

ESC, BEL, CAN, SUB, DEL = 0x1B, 0x07, 0x18, 0x1A, 0x7F
PAUSE = -1
"""Stands for a while in which no byte came: as long as what is half there is waited for."""
ESCAPED = 0x100
"""Added to a byte that came after an escape."""

KEY_SECONDS = 0.1
"""After this much silence a lone escape is the key; Textual's own value (constants.ESCAPE_DELAY)."""
SEQUENCE_SECONDS = 1.0
"""A slow line may deliver a sequence in pieces; after this much silence the rest does not come."""
PASTE_SECONDS = 2.0
"""The same for a paste."""

LONGEST_SEQUENCE = 64
"""Bytes of a control sequence; those that we know have 32 at most."""
LONGEST_PASTE = 1 << 20
"""Bytes of a paste; what is beyond is dropped."""

C1 = {0x8F: "O", 0x90: "P", 0x98: "X", 0x9B: "[", 0x9D: "]", 0x9E: "^", 0x9F: "_"}
"""The introducers in their form of one byte (ECMA-48, 5.3), each with what follows escape in the other form."""
STRINGS = "PX]^_"
"""Introduce a string: an answer to a question that we do not ask."""

PASTE, PASTE_END = "\x1b[200~", b"\x1b[201~"
LINUX_CONSOLE = "\x1b[["
"""Begins its function keys; one byte more ends them."""
X10_RELEASE = 3
"""The button of an X10 mouse report that says only that one was released (xterm's ctlseqs, Normal tracking)."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Pasted(NamedTuple):
    """Text from a clipboard; `CONTROL` stands for each control character."""

    text: str


Steps = Generator[None, int, "int | None"]
"""Takes bytes one at a time; returns one that was not for it."""


class TerminalInput:
    """Turns bytes, in pieces of any size, into characters, whole sequences, and pastes.

    `known` gives a sequence in the form that it is taken in, or nothing.
    """

    def __init__(self, known: Callable[[str], str]) -> None:
        self._known = known
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._found: list[str | Pasted] = []
        self._waits_seconds = 0.0
        self._is_paste_stalled = False
        self._begin()

    @property
    def patience(self) -> float | None:
        """After how many seconds of silence `pause` has something to do; None where nothing is half there."""
        return self._waits_seconds or None

    def feed(self, data: bytes) -> Iterator[str | Pasted]:
        """What these bytes, with those before, amount to: single characters, sequences that begin with escape, pastes.

        A byte that is not UTF-8 is U+FFFD, which people see.
        """
        if data and self._is_paste_stalled:
            self._is_paste_stalled = False
            if _is_one_key(data):
                self._begin()
        for byte in data:
            self._steps.send(byte)
            if self._found:
                yield from self._taken()

    def pause(self, seconds: float) -> Iterator[str | Pasted]:
        """Nothing came for so long: what is half there is taken for what it is, or dropped."""
        if self._waits_seconds and seconds >= self._waits_seconds:
            self._steps.send(PAUSE)
            yield from self._taken()

    def _taken(self) -> list[str | Pasted]:
        found, self._found = self._found, []
        return found

    def _begin(self) -> None:
        self._decoder.reset()
        self._steps = self._read()
        next(self._steps)

    def _read(self) -> Generator[None, int, None]:
        byte: int | None = None
        while True:
            self._waits_seconds = 0.0
            byte = (yield) if byte is None else byte
            is_inside_character = bool(self._decoder.getstate()[0])
            if byte == ESC:
                self._end_character()
                byte = yield from self._escape()
            elif byte >= ESCAPED:
                byte = yield from self._escaped(byte - ESCAPED)
            elif byte in C1 and not is_inside_character:
                byte = yield from self._introduced(C1[byte], "\ufffd")
            else:
                self._character(byte)
                byte = None

    def _character(self, byte: int) -> None:
        if byte >= 0:
            self._found += [each for each in self._decoder.decode(bytes((byte,))) if not "\x80" <= each <= "\x9f"]

    def _end_character(self) -> None:
        """Half a character, after which a sequence begins."""
        self._found += self._decoder.decode(b"", final=True)
        self._decoder.reset()

    def _escape(self) -> Steps:
        self._waits_seconds = KEY_SECONDS
        return (yield from self._escaped((yield)))

    def _escaped(self, byte: int) -> Steps:
        if byte < 0 or byte == ESC:
            self._found.append("\x1b")
            return byte if byte == ESC else None
        if chr(byte) in "[O" + STRINGS:
            return (yield from self._introduced(chr(byte), f"\x1b{chr(byte)}"))
        if byte < DEL + 1:
            self._found.append(f"\x1b{chr(byte)}")  # alt and a key
            return None
        self._found.append("\x1b")
        return byte

    def _introduced(self, introducer: str, alone: str) -> Steps:
        """A sequence of that kind; `alone` is what its introducer is when nothing follows."""
        self._waits_seconds = KEY_SECONDS
        byte = yield
        if byte < 0:
            self._found.append(alone)
            return None
        self._waits_seconds = SEQUENCE_SECONDS
        if introducer in STRINGS:
            return (yield from self._string(byte))
        if introducer == "O":
            return self._single_shift(byte)
        return (yield from self._control_sequence(byte))

    def _single_shift(self, byte: int) -> int | None:
        if not 0x40 <= byte < DEL:
            return byte
        self._report(f"\x1bO{chr(byte)}")
        return None

    def _string(self, byte: int) -> Steps:
        """Read past it, to its end or to an escape that begins another sequence."""
        while byte not in (BEL, CAN, SUB, 0x9C, PAUSE):
            if byte == ESC:
                byte = yield
                if byte == PAUSE:
                    self._found.append("\x1b")
                return None if byte in (PAUSE, ord("\\")) else ESCAPED + byte
            byte = yield
        return None

    def _control_sequence(self, byte: int) -> Steps:
        """What is no part of any sequence spoils this one, up to its end."""
        sequence = "\x1b["
        while byte >= 0x20:
            sequence = (sequence + chr(byte))[: LONGEST_SEQUENCE + 1]
            if sequence == "\x1b[M":
                return (yield from self._x10())
            if sequence == PASTE:
                return (yield from self._paste())
            is_last = 0x40 <= byte < DEL and sequence != LINUX_CONSOLE
            if (is_last or byte == ord("$")) and (self._report(sequence) or is_last):  # rxvt ends some keys with $
                return None
            byte = yield
        return None if byte == PAUSE else byte

    def _report(self, sequence: str) -> bool:
        found = self._known(sequence) if len(sequence) <= LONGEST_SEQUENCE else ""
        if found:
            self._found.append(found)
        return bool(found)

    def _x10(self) -> Steps:
        """A mouse report of three raw bytes: button, column, line, each with 32 added, or 0 for what has no byte."""
        numbers: list[int] = []
        while len(numbers) < 3:
            byte = yield
            if byte == PAUSE:
                return None
            if 0 < byte < 0x20:
                return byte
            if byte >= 0:
                numbers.append(byte - 0x20)
        button, x, y = numbers
        if min(numbers) >= 0:
            is_release = button & 0b1100011 == X10_RELEASE and not button & 0b100000
            self._report(f"\x1b[<{0 if is_release else button};{x};{y}{'m' if is_release else 'M'}")
        return None

    def _paste(self) -> Steps:
        """Everything up to its end; a paste that stops is given as far as it came, and what comes after is more of it.

        After such a stop a single key is a key again: see `feed`.
        """
        self._waits_seconds = PASTE_SECONDS
        text, tail = bytearray(), b""
        while tail != PASTE_END:
            byte = yield
            if byte < 0:
                self._pasted(text + tail)
                text, tail = bytearray(), b""
                self._is_paste_stalled = True
                continue
            tail += bytes((byte,))
            if not PASTE_END.startswith(tail):
                is_start = byte == ESC
                kept = tail[:-1] if is_start else tail
                text += kept[: max(0, LONGEST_PASTE - len(text))]
                tail = b"\x1b" if is_start else b""
        self._pasted(text)
        return None

    def _pasted(self, text: bytearray) -> None:
        visible = _CONTROLS.sub(CONTROL, text.decode(errors="replace"))
        if visible:
            self._found.append(Pasted(visible))


def _is_one_key(data: bytes) -> bool:
    """Whether a person pressed a key, as opposed to a piece of text."""
    return len(data) == 1 or (data[0] == ESC and len(data) <= 8 and data != PASTE_END)
