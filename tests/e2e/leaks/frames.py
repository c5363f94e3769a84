"""What a person saw on a terminal, frame by frame, told from what was written to it."""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyte

from tests.e2e.leaks.forms import forms, squeezed
from tests.e2e.terminal import Size

STEP = 1024
"""Bytes between two frames, at least; a frame never ends within a sequence."""

ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"
"""To the alternate screen and back (xterm's ctlseqs, DEC Private Mode Set); pyte knows nothing of it."""

_LETTERS_IN_A_ROW = 8
_NOT_KNOWN_TO_PYTE = re.compile(r"\x1b\[[?>=<][\d;]*[$ ]?[mpqu]|\x1bP.*?\x1b\\", re.DOTALL)
_SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P][^\x07\x1b]*(?:\x07|\x1b\\)|[^\[\]P])")
_COPY = re.compile(rb"\x1b\]52;[a-z0-9]*;[^\x07\x1b]*(?:\x07|\x1b\\)")


@dataclass(frozen=True)
class Frame:
    """What stood there after so many bytes: the screen in use, what had scrolled off it, and the titles."""

    offset: int
    text: str
    is_alternate: bool


def frames(transcript: bytes, size: Size) -> Iterator[Frame]:
    """The frames, oldest first."""
    columns, lines = size
    main, alternate = (pyte.HistoryScreen(columns, lines, history=5000) for _ in range(2))
    screen, stream = main, pyte.Stream(main)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    offset = 0
    for piece in _pieces(transcript):
        offset += len(piece)
        if piece in (ENTER, LEAVE):
            screen = alternate if piece == ENTER else main
            stream = pyte.Stream(screen)
            if piece == ENTER:
                screen.reset()
        else:
            stream.feed(_NOT_KNOWN_TO_PYTE.sub("", decoder.decode(piece)))
        yield Frame(offset, _seen(screen), screen is alternate)


def _pieces(transcript: bytes) -> Iterator[bytes]:
    for part in re.split(rb"(\x1b\[\?1049[hl])", transcript):
        start = 0
        for found in re.finditer(rb"\x1b(?!\\)", part):
            if found.start() - start >= STEP and part not in (ENTER, LEAVE):
                yield part[start : found.start()]
                start = found.start()
        if part[start:]:
            yield part[start:]


def _seen(screen: pyte.HistoryScreen) -> str:
    scrolled = ["".join(line[at].data for at in range(screen.columns)) for line in screen.history.top]
    return squeezed("".join([*scrolled, *screen.display, screen.title, screen.icon_name]))


def is_drawn(text: str, secret: str) -> bool:
    """Whether the secret, or a good part of it, stands in a squeezed text."""
    parts = range(max(1, len(secret) - _LETTERS_IN_A_ROW + 1))
    return any(secret[at : at + _LETTERS_IN_A_ROW] in text for at in parts)


def seen_outside(transcript: bytes, size: Size, secret: str, shown: Sequence[range]) -> list[int]:
    """The offsets at which the secret stood on the screen without being asked for."""
    return [
        frame.offset
        for frame in frames(transcript, size)
        if is_drawn(frame.text, secret) and not any(frame.offset in moment for moment in shown)
    ]


def written_outside(transcript: bytes, secret: str, shown: Sequence[range]) -> list[bytes]:
    """The forms of the secret that were written other than to show it, or to copy it by OSC 52."""
    left, at = [], 0
    for moment in shown:
        left.append(transcript[at : moment.start])
        at = moment.stop
    rest = _COPY.sub(b"", b"\n".join([*left, transcript[at:]]))
    drawn = squeezed(_SEQUENCE.sub(b"", rest).decode(errors="replace")).encode()
    return [form for form in forms(secret) if form in rest or form in drawn]
