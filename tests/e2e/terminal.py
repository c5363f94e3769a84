"""The installed program on a terminal line of its own, with a terminal emulator where the person would be."""

import base64
import codecs
import os
import re
import select
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence

import pyte
from wcwidth import wcwidth

from tests.e2e.keys import KEYS
from tests.e2e.tty_line import Size, set_size, spawn

__all__ = ["DEADLINE_S", "SIZES", "Size", "Terminal"]

DEADLINE_S = 30.0
_LAST_WORDS_S = 2.0
"""How long to wait for the rest of what a command wrote after it ended: a child of it may keep the terminal open."""

SIZES = ((80, 24), (120, 40))

_CLIPBOARD = re.compile(rb"\x1b\]52;[a-z0-9]*;([^\x07\x1b]*)(?:\x07|\x1b\\)")
_NOT_KNOWN_TO_PYTE = re.compile(
    r"\x1b\[[?>=<][\d;]*[$ ]?[mpqu]|\x1bP.*?\x1b\\|\x1b\[[0-?]*[ -/]*(?=\x1b|\Z)", re.DOTALL
)
"""Sequences that xterm obeys without drawing, or forgets at the next escape because the program was killed while it
wrote them, and that pyte takes for something else."""


class Terminal:
    """A terminal with a command in it, from construction until `end`.

    A thread reads what the command writes, so that the command never waits for us, and wakes those who wait for it.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], size: Size = SIZES[0]) -> None:
        columns, lines = size
        self._display = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self._display)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._unfinished = ""
        self._written = bytearray()
        self._changed = threading.Condition()
        self._status: int | None = None
        self._pid, self._line = self._spawn(command, environ, size)
        self._hanging_up, self._hang_up = os.pipe()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def screen(self) -> list[str]:
        """The lines as they stand now, without the blanks at their ends."""
        with self._changed:
            return [self._line_at(y).rstrip() for y in range(self._display.lines)]

    def _line_at(self, y: int) -> str:
        """As pyte's own `display`, which fails on half a wide character whose other half was drawn over."""
        line, text, is_wide = self._display.buffer[y], "", False
        for x in range(self._display.columns):
            cell = line[x].data
            text += "" if is_wide else cell or " "
            is_wide = not is_wide and wcwidth(cell[:1]) == 2
        return text

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.screen)

    @property
    def transcript(self) -> bytes:
        """Everything that was ever written to this terminal."""
        with self._changed:
            return bytes(self._written)

    @property
    def title(self) -> str:
        """The window's title, where one was set."""
        return str(self._display.title)

    @property
    def clipboard(self) -> bytes | None:
        """What the last OSC 52 put on the clipboard of the person's desk; None where there was none."""
        found = _CLIPBOARD.findall(self.transcript)
        return base64.b64decode(found[-1]) if found else None

    def press(self, *keys: str) -> None:
        """Press keys: names of `KEYS`, or single characters. After `escape`, wait before the next one."""
        for key in keys:
            self.type(KEYS.get(key, key))

    def type(self, text: str) -> None:
        """Type text."""
        self.type_bytes(text.encode())

    def type_bytes(self, data: bytes) -> None:
        """Type what need not be text."""
        os.write(self._line, data)

    def resize(self, size: Size) -> None:
        """Drag the window to another size."""
        columns, lines = size
        with self._changed:
            self._display.resize(lines, columns)
        set_size(self._line, size)

    def wait_for(self, *wanted: str | Callable[[], object], gone: str = "", seconds: float = DEADLINE_S) -> None:
        """Wait until all of `wanted` is on the screen, or true, and `gone` is not on it.

        Raises:
            AssertionError: not so within `seconds`; with the screen as it stood.
        """

        def holds() -> bool:
            text = self.text
            seen = all(item in text if isinstance(item, str) else item() for item in wanted)
            return seen and not (gone and gone in text)

        if not self._await(holds, seconds):
            told = " and ".join(item if isinstance(item, str) else "the condition" for item in wanted)
            raise AssertionError(f"not on the screen in {seconds} s: {told or f'no {gone}'}\n{self.text}")

    def row(self, text: str) -> int:
        """The number of the first line with that text, from 0.

        Raises:
            AssertionError: there is none.
        """
        lines = self.screen
        for number, line in enumerate(lines):
            if text in line:
                return number
        raise AssertionError(f"no line has {text!r}\n" + "\n".join(lines))

    def has_keyboard(self, text: str) -> bool:
        """Whether keys go to the line of a menu, or to the field, with that text.

        Such a line is bold and has a background of its own; a field has its cursor at the end of its text, or on the
        first letter of what it says while it is empty.
        """
        with self._changed:
            lines = [self._line_at(y) for y in range(self._display.lines)]
            return any(self._is_lit(number, text) for number, line in enumerate(lines) if text in line)

    def wait_for_keyboard(self, text: str) -> None:
        """Wait until keys go to the menu line or the field with that text."""
        self.wait_for(text, lambda: self.has_keyboard(text))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the command."""
        os.kill(self._pid, number)

    def close_terminal(self) -> None:
        """Close the window, as a dropped SSH connection does."""
        if self._reader.is_alive():
            os.write(self._hang_up, b"!")
            self._reader.join(DEADLINE_S)

    @property
    def is_running(self) -> bool:
        """Whether the command is still there."""
        return self._has_child()

    @property
    def exit_code(self) -> int:
        """The exit code, once the command has ended; negative for the signal that ended it.

        Raises:
            AssertionError: it did not end in time.
        """
        if not self._await(lambda: not self.is_running, DEADLINE_S):
            raise AssertionError(f"still running after {DEADLINE_S} s\n{self.text}")
        self._reader.join(_LAST_WORDS_S)
        return self._ending

    @property
    def _ending(self) -> int:
        assert self._status is not None  # it has ended
        return self._status

    def end(self) -> None:
        """Make sure that nothing is left of it."""
        if self._has_child():
            os.kill(self._pid, signal.SIGKILL)
            self._await(lambda: not self._has_child(), DEADLINE_S)
        self.close_terminal()
        for end in (self._hanging_up, self._hang_up):
            os.close(end)

    def _is_lit(self, number: int, text: str) -> bool:
        cells = self._display.buffer[number]
        drawn = [(cells[at].bg, cells[at].reverse) for at in range(self._display.columns)]
        start = self._line_at(number).index(text)
        end = start + len(text)
        has_cursor = drawn[start] != drawn[start + 1] or drawn[end] != drawn[min(end + 1, len(drawn) - 1)]
        return has_cursor or (bool(cells[start].bold) and drawn[start] != drawn[-1])

    def _spawn(self, command: Sequence[str], environ: Mapping[str, str], size: Size) -> tuple[int, int]:
        """Start the command on a line of its own; its process and our end of the line."""
        return spawn(command, environ, size)

    def _has_child(self) -> bool:
        if self._status is None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status is None

    def _await(self, holds: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not holds():
            left = end - time.monotonic()
            if left <= 0:
                return False
            with self._changed:
                self._changed.wait(min(left, 0.1))
        return True

    def _read(self) -> None:
        waiting: list[int] = []
        while not waiting:
            ready, _, _ = select.select([self._line, self._hanging_up], [], [])
            waiting = [end for end in ready if end == self._hanging_up]
            if not waiting and not self._take():
                break
        os.close(self._line)

    def _take(self) -> bool:
        try:
            data = os.read(self._line, 65536)
        except OSError:  # Linux's way to say that no one holds the other end any more
            return False
        with self._changed:
            self._written += data
            self._draw(self._decoder.decode(data))
            self._changed.notify_all()
        return bool(data)

    def _draw(self, text: str) -> None:
        """Feed the emulator whole sequences only, so that those it does not know can be taken out."""
        text = self._unfinished + text
        start = text.rfind("\x1b", len(text) - 256 if len(text) > 256 else 0)
        cut = len(text) if start < 0 or _is_whole(text[start:]) else start
        self._unfinished = text[cut:]
        self._stream.feed(_NOT_KNOWN_TO_PYTE.sub("", text[:cut]))


def _is_whole(sequence: str) -> bool:
    return re.match(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\].*?(?:\x07|\x1b\\)|[^\[\]P])", sequence, re.DOTALL) is not None
